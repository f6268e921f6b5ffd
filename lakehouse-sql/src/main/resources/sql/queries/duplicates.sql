-- Which transactions came more than once, and from where?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
-- :most BIGINT = 100, how many
SELECT
  transaction_id, CAST(event_time AS DATE) AS `day`, COUNT(*) AS records,
  COUNT(DISTINCT amount) AS different_amounts,
  MIN(ingested_at) AS first_at, MAX(ingested_at) AS last_at
FROM payments.transactions
WHERE event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
GROUP BY transaction_id, CAST(event_time AS DATE)
HAVING COUNT(*) > 1
ORDER BY records DESC, transaction_id
LIMIT :most;
