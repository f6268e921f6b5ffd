-- Why could records not be used, and how many wait to be sent again?
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  topic, reason, COUNT(*) AS letters, COUNT(*) FILTER (WHERE NOT is_replayed) AS waiting,
  MIN(ingested_at) AS first_at, MAX(ingested_at) AS last_at
FROM analytics.dead_letters
WHERE ingested_at >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND ingested_at < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
GROUP BY topic, reason
ORDER BY letters DESC, topic, reason;
