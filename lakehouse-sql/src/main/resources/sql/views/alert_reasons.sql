-- What did each feature add to the score of each alert? One row per alert and reason.
CREATE VIEW analytics.alert_reasons (
  alert_id, transaction_id, event_time, model_version, feature, feature_value, contribution, reason_text
) AS
SELECT
  a.alert_id, a.transaction_id, a.event_time, a.model_version,
  r.feature, r.feature_value, r.contribution, r.reason_text
FROM payments.alerts AS a
CROSS JOIN UNNEST(a.reasons) AS r (feature, feature_value, contribution, reason_text);
