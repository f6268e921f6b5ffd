-- What was paid, and alerted on, hour by hour?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  `hour`, transactions, amount_sum, fraud_transactions, alerts,
  CAST(score_sum AS DOUBLE) / NULLIF(scored, 0) AS mean_score, is_closed
FROM analytics.hourly
WHERE `hour` >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND `hour` < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
ORDER BY `hour`;
