-- Which features has a transaction, as history tells them?
-- partitioned by: feature_set, day(event_time)
CREATE TABLE ml.feature_values (
  `transaction_id` VARCHAR(2147483647) NOT NULL,
  `event_time` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `customer_id` VARCHAR(2147483647) NOT NULL,
  `terminal_id` VARCHAR(2147483647) NOT NULL,
  `amount` DECIMAL(18, 2) NOT NULL,
  `feature_set` VARCHAR(2147483647) NOT NULL,
  `feature_set_hash` VARCHAR(2147483647) NOT NULL,
  `features` MAP<VARCHAR(2147483647) NOT NULL, DOUBLE NOT NULL> NOT NULL,
  `computed_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
