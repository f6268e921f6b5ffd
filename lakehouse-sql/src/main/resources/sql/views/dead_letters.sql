-- Which records could not be used, and which of them were sent again?
CREATE VIEW analytics.dead_letters (
  topic, kafka_partition, kafka_offset, reason, message, kafka_timestamp, ingested_at, is_replayed, replayed_at
) AS
SELECT
  d.topic, d.kafka_partition, d.kafka_offset, d.reason, d.message, d.kafka_timestamp, d.ingested_at,
  r.replayed_at IS NOT NULL, r.replayed_at
FROM payments.dead_letters AS d
LEFT JOIN (
  SELECT topic, kafka_partition, kafka_offset, MIN(replayed_at) AS replayed_at
  FROM ops.dead_letter_replays
  GROUP BY topic, kafka_partition, kafka_offset
) AS r
  ON r.topic = d.topic AND r.kafka_partition = d.kafka_partition AND r.kafka_offset = d.kafka_offset;
