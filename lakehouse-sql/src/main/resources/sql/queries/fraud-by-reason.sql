-- Which kinds of fraud are reported on each day, and what do they cost?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  CAST(t.event_time AS DATE) AS `day`,
  COALESCE(r.reason, '(none given)') AS reason,
  COUNT(*) AS frauds,
  CAST(SUM(t.amount) AS DECIMAL(18, 2)) AS amount
FROM (
  SELECT transaction_id, event_time, amount
  FROM (
    SELECT transaction_id, event_time, amount,
      ROW_NUMBER() OVER (
        PARTITION BY transaction_id, CAST(event_time AS DATE)
        ORDER BY event_time, kafka_partition, kafka_offset) AS nth
    FROM payments.transactions
    WHERE event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
  ) AS copies
  WHERE nth = 1
) AS t
JOIN (
  SELECT transaction_id, fraud, reason
  FROM (
    SELECT transaction_id, fraud, reason,
      ROW_NUMBER() OVER (
        PARTITION BY transaction_id
        ORDER BY reported_at DESC, kafka_partition DESC, kafka_offset DESC) AS nth
    FROM payments.fraud_reports
  ) AS reports
  WHERE nth = 1 AND fraud
) AS r ON r.transaction_id = t.transaction_id
GROUP BY CAST(t.event_time AS DATE), COALESCE(r.reason, '(none given)')
ORDER BY `day`, frauds DESC, reason;
