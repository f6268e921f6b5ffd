-- What was paid? One row per Kafka record, as it came.
-- partitioned by: day(event_time)
CREATE TABLE payments.transactions (
  `transaction_id` VARCHAR(2147483647) NOT NULL,
  `event_time` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `customer_id` VARCHAR(2147483647) NOT NULL,
  `terminal_id` VARCHAR(2147483647) NOT NULL,
  `amount` DECIMAL(18, 2) NOT NULL,
  `kafka_partition` INT NOT NULL,
  `kafka_offset` BIGINT NOT NULL,
  `ingested_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `schema_id` BIGINT NOT NULL
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
