-- How good was each model on each day, by the reports known now? Precision is of alerts with a report, recall of frauds reported.
CREATE VIEW analytics.model_quality (
  `day`, model_version, scored, alerts, reported_frauds, frauds_alerted, false_alerts, precision_known, recall_known
) AS
SELECT
  CAST(event_time AS DATE),
  model_version,
  COUNT(*),
  COUNT(*) FILTER (WHERE is_alert),
  COUNT(*) FILTER (WHERE is_fraud),
  COUNT(*) FILTER (WHERE is_fraud AND is_alert),
  COUNT(*) FILTER (WHERE is_alert AND NOT is_fraud),
  CAST(COUNT(*) FILTER (WHERE is_fraud AND is_alert) AS DOUBLE)
    / NULLIF(COUNT(*) FILTER (WHERE is_alert AND is_fraud IS NOT NULL), 0),
  CAST(COUNT(*) FILTER (WHERE is_fraud AND is_alert) AS DOUBLE)
    / NULLIF(COUNT(*) FILTER (WHERE is_fraud), 0)
FROM analytics.scored
GROUP BY CAST(event_time AS DATE), model_version;
