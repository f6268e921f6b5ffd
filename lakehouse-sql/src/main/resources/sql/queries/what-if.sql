-- Had another model scored these days, how many alerts and caught frauds would there be?
-- :model STRING, a registered model version
-- :threshold DOUBLE = 0.5, a score from which it would alert
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  CAST(event_time AS DATE) AS `day`,
  COUNT(*) AS transactions,
  COUNT(*) FILTER (WHERE is_alert) AS alerts,
  COUNT(*) FILTER (WHERE other_score >= :threshold) AS alerts_then,
  COUNT(*) FILTER (WHERE is_fraud AND is_alert) AS frauds_caught,
  COUNT(*) FILTER (WHERE is_fraud AND other_score >= :threshold) AS frauds_caught_then
FROM (
  SELECT event_time, is_alert, is_fraud, SCORE(features, :model) AS other_score
  FROM analytics.scored
  WHERE event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
) AS scored
GROUP BY CAST(event_time AS DATE)
ORDER BY `day`;
