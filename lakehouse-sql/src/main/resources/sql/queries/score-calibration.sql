-- Do scores mean what they say: how many of the transactions with a report were fraud, by score?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  CAST(FLOOR(LEAST(score, 0.999999) * 10) AS INT) AS tenth,
  COUNT(*) AS transactions,
  AVG(score) AS mean_score,
  CAST(COUNT(*) FILTER (WHERE is_fraud) AS DOUBLE) / COUNT(*) AS fraud_share
FROM analytics.scored
WHERE is_fraud IS NOT NULL
  AND event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
GROUP BY CAST(FLOOR(LEAST(score, 0.999999) * 10) AS INT)
ORDER BY tenth;
