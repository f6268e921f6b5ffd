-- What was reported? One row per report, as it came.
-- partitioned by: day(reported_at)
CREATE TABLE payments.fraud_reports (
  `transaction_id` VARCHAR(2147483647) NOT NULL,
  `reported_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `fraud` BOOLEAN NOT NULL,
  `customer_id` VARCHAR(2147483647) NOT NULL,
  `terminal_id` VARCHAR(2147483647) NOT NULL,
  `transaction_time` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `reason` VARCHAR(2147483647),
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
