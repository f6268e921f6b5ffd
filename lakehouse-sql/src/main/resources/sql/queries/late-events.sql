-- How many transactions came late, when others of the card or terminal had been scored already?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  CAST(event_time AS DATE) AS `day`,
  COUNT(*) AS scored,
  COUNT(*) FILTER (WHERE late) AS late,
  MAX(TIMESTAMPDIFF(SECOND, event_time, received_at)) AS most_seconds_late
FROM analytics.scored
WHERE event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
GROUP BY CAST(event_time AS DATE)
ORDER BY `day`;
