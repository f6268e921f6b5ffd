-- How does a feature move from day to day?
-- :feature STRING = TX_AMOUNT, the feature's name
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  CAST(event_time AS DATE) AS `day`,
  COUNT(*) AS transactions,
  COUNT(*) - COUNT(FEATURE(features, :feature)) AS missing,
  AVG(FEATURE(features, :feature)) AS mean_value,
  MIN(FEATURE(features, :feature)) AS smallest,
  MAX(FEATURE(features, :feature)) AS largest
FROM analytics.scored
WHERE event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
GROUP BY CAST(event_time AS DATE)
ORDER BY `day`;
