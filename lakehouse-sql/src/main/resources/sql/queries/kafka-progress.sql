-- How far has each Kafka partition been taken into the lake, and does any offset look missing?
SELECT
  kafka_partition, COUNT(*) AS records, MIN(kafka_offset) AS first_offset, MAX(kafka_offset) AS last_offset,
  MAX(kafka_offset) - MIN(kafka_offset) + 1 - COUNT(*) AS not_in_this_table,
  MAX(ingested_at) AS newest
FROM payments.transactions
GROUP BY kafka_partition
ORDER BY kafka_partition;
