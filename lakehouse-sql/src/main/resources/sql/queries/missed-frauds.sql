-- Which reported frauds raised no alert, the dearest first?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
-- :most BIGINT = 50, how many
SELECT event_time, transaction_id, customer_id, terminal_id, amount, score, model_version
FROM analytics.scored
WHERE is_fraud AND NOT is_alert
  AND event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
ORDER BY amount DESC, transaction_id
LIMIT :most;
