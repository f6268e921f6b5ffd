-- How was each transaction scored, and what turned out? Each id counts once a day, as first scored; is_fraud is null while nothing was reported.
CREATE VIEW analytics.scored (
  transaction_id, event_time, customer_id, terminal_id, amount, score, is_alert, model_version,
  shadow_scores, features, late, received_at, scored_at, is_fraud, reported_at
) AS
SELECT
  t.transaction_id, t.event_time, t.customer_id, t.terminal_id, t.amount, t.score, t.is_alert, t.model_version,
  t.shadow_scores, t.features, t.late, t.received_at, t.scored_at, r.fraud, r.reported_at
FROM (
  SELECT
    transaction_id, event_time, customer_id, terminal_id, amount, score, is_alert, model_version,
    shadow_scores, features, late, received_at, scored_at,
    ROW_NUMBER() OVER (
      PARTITION BY transaction_id, CAST(event_time AS DATE)
      ORDER BY scored_at, kafka_partition, kafka_offset) AS nth
  FROM payments.scored_transactions
) AS t
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
) AS r ON r.transaction_id = t.transaction_id
WHERE t.nth = 1;
