-- What was alerted on, and why? One row per alert.
-- partitioned by: day(event_time)
CREATE TABLE payments.alerts (
  `alert_id` VARCHAR(2147483647) NOT NULL,
  `transaction_id` VARCHAR(2147483647) NOT NULL,
  `event_time` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `customer_id` VARCHAR(2147483647) NOT NULL,
  `terminal_id` VARCHAR(2147483647) NOT NULL,
  `amount` DECIMAL(18, 2) NOT NULL,
  `score` DOUBLE NOT NULL,
  `threshold` DOUBLE NOT NULL,
  `model_version` VARCHAR(2147483647) NOT NULL,
  `reasons` ARRAY<ROW<`feature` VARCHAR(2147483647) NOT NULL, `value` DOUBLE NOT NULL, `contribution` DOUBLE NOT NULL, `text` VARCHAR(2147483647) NOT NULL> NOT NULL> NOT NULL,
  `features` MAP<VARCHAR(2147483647) NOT NULL, DOUBLE NOT NULL> NOT NULL,
  `feature_set` VARCHAR(2147483647) NOT NULL,
  `feature_set_hash` VARCHAR(2147483647) NOT NULL,
  `kafka_partition` INT NOT NULL,
  `kafka_offset` BIGINT NOT NULL,
  `received_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `scored_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
