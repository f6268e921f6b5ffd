-- Which features drive the alerts?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  feature,
  COUNT(DISTINCT alert_id) AS alerts,
  AVG(contribution) AS mean_contribution,
  MAX(contribution) AS largest_contribution
FROM analytics.alert_reasons
WHERE event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
GROUP BY feature
ORDER BY alerts DESC, feature;
