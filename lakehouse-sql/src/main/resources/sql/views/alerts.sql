-- Which alerts were raised, why, and what turned out? is_fraud is null while nothing was reported.
CREATE VIEW analytics.alerts (
  alert_id, transaction_id, event_time, customer_id, terminal_id, amount, score, threshold,
  model_version, main_reasons, received_at, scored_at, is_fraud, reported_at, report_reason
) AS
SELECT
  t.alert_id, t.transaction_id, t.event_time, t.customer_id, t.terminal_id, t.amount, t.score, t.threshold,
  t.model_version, REASON_TEXT(t.reasons, 3), t.received_at, t.scored_at, r.fraud, r.reported_at, r.reason
FROM payments.alerts AS t
LEFT JOIN (
  SELECT transaction_id, fraud, reported_at, reason
  FROM (
    SELECT
      transaction_id, fraud, reported_at, reason,
      ROW_NUMBER() OVER (
        PARTITION BY transaction_id
        ORDER BY reported_at DESC, kafka_partition DESC, kafka_offset DESC) AS nth
    FROM payments.fraud_reports
  ) AS reports
  WHERE nth = 1
) AS r ON r.transaction_id = t.transaction_id;
