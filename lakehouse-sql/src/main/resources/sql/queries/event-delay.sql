-- How long from the payment to its score, and to its row in the lake, hour by hour? In seconds.
-- :from_day DATE = today-30, first day
-- :to_day DATE = today, last day
SELECT
  FLOOR(t.event_time TO HOUR) AS `hour`,
  COUNT(*) AS transactions,
  AVG(TIMESTAMPDIFF(SECOND, t.event_time, t.ingested_at)) AS mean_seconds_to_lake,
  MAX(TIMESTAMPDIFF(SECOND, t.event_time, t.ingested_at)) AS most_seconds_to_lake,
  AVG(TIMESTAMPDIFF(SECOND, t.event_time, s.scored_at)) AS mean_seconds_to_score,
  MAX(TIMESTAMPDIFF(SECOND, t.event_time, s.scored_at)) AS most_seconds_to_score
FROM payments.transactions AS t
LEFT JOIN payments.scored_transactions AS s
  ON s.kafka_partition = t.kafka_partition AND s.kafka_offset = t.kafka_offset
WHERE t.event_time >= CAST(:from_day AS TIMESTAMP_LTZ(6)) AND t.event_time < CAST(:to_day + INTERVAL '1' DAY AS TIMESTAMP_LTZ(6))
GROUP BY FLOOR(t.event_time TO HOUR)
ORDER BY `hour`;
