-- What could not be used, and why? One row per record.
-- partitioned by: day(ingested_at)
CREATE TABLE payments.dead_letters (
  `topic` VARCHAR(2147483647) NOT NULL,
  `kafka_partition` INT NOT NULL,
  `kafka_offset` BIGINT NOT NULL,
  `kafka_timestamp` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `key` VARBINARY(2147483647),
  `value` VARBINARY(2147483647),
  `headers` ARRAY<ROW<`key` VARCHAR(2147483647) NOT NULL, `value` VARBINARY(2147483647)> NOT NULL> NOT NULL,
  `reason` VARCHAR(2147483647) NOT NULL,
  `message` VARCHAR(2147483647) NOT NULL,
  `ingested_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.metrics.column.topic' = 'full',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
