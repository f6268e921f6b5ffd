-- What was paid each hour, and how much of it was fraud?
-- Closed days come from history, later ones are added up from what has arrived (is_closed tells which).
CREATE VIEW analytics.hourly (
  `hour`,
  transactions, amount_sum, amount_min, amount_max, fraud_transactions, fraud_amount, scored, score_sum, score_max, alerts, is_closed
) AS
SELECT
  `hour`,
  transactions, amount_sum, amount_min, amount_max, fraud_transactions, fraud_amount, scored, score_sum, score_max, alerts, TRUE
FROM history.hourly_totals
WHERE `hour` < :closed_until
UNION ALL
SELECT
  FLOOR(t.event_time TO HOUR),
  COUNT(*),
  CAST(SUM(t.amount) AS DECIMAL(18, 2)),
  MIN(t.amount),
  MAX(t.amount),
  COUNT(*) FILTER (WHERE r.fraud),
  CAST(SUM(CASE WHEN r.fraud THEN t.amount ELSE 0 END) AS DECIMAL(18, 2)),
  COUNT(s.score),
  -- Each score rounded to 9 digits, so that the sum is exact in any order.
  CAST(COALESCE(SUM(CAST(FLOOR(s.score * 1E9 + 0.5) AS BIGINT)), 0) * 0.000000001 AS DECIMAL(18, 9)),
  MAX(s.score),
  COUNT(*) FILTER (WHERE s.is_alert),
  FALSE
FROM (
  SELECT transaction_id, event_time, customer_id, terminal_id, amount
  FROM (
    SELECT
      transaction_id, event_time, customer_id, terminal_id, amount,
      ROW_NUMBER() OVER (
        PARTITION BY transaction_id, CAST(event_time AS DATE)
        ORDER BY event_time, kafka_partition, kafka_offset) AS nth
    FROM payments.transactions
    WHERE event_time >= :closed_until
  ) AS copies
  WHERE nth = 1
) AS t
LEFT JOIN (
  SELECT transaction_id, CAST(transaction_time AS DATE) AS on_day, fraud
  FROM (
    SELECT
      transaction_id, transaction_time, fraud,
      ROW_NUMBER() OVER (
        PARTITION BY transaction_id, CAST(transaction_time AS DATE)
        ORDER BY reported_at DESC, kafka_partition DESC, kafka_offset DESC) AS nth
    FROM payments.fraud_reports
    WHERE transaction_time >= :closed_until
  ) AS reports
  WHERE nth = 1
) AS r ON r.transaction_id = t.transaction_id AND r.on_day = CAST(t.event_time AS DATE)
LEFT JOIN (
  SELECT transaction_id, CAST(event_time AS DATE) AS on_day, score, is_alert
  FROM (
    SELECT
      transaction_id, event_time, score, is_alert,
      ROW_NUMBER() OVER (
        PARTITION BY transaction_id, CAST(event_time AS DATE)
        ORDER BY scored_at, kafka_partition, kafka_offset) AS nth
    FROM payments.scored_transactions
    WHERE event_time >= :closed_until
  ) AS scores
  WHERE nth = 1
) AS s ON s.transaction_id = t.transaction_id AND s.on_day = CAST(t.event_time AS DATE)
GROUP BY FLOOR(t.event_time TO HOUR);
