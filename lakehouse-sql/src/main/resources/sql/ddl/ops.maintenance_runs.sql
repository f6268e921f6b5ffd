-- What did maintenance do to which table?
-- partitioned by: day(started_at)
CREATE TABLE ops.maintenance_runs (
  `run_id` VARCHAR(2147483647) NOT NULL,
  `operation` VARCHAR(2147483647) NOT NULL,
  `table_name` VARCHAR(2147483647) NOT NULL,
  `started_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `duration_ms` BIGINT NOT NULL,
  `outcome` VARCHAR(2147483647) NOT NULL,
  `message` VARCHAR(2147483647) NOT NULL,
  `path` VARCHAR(2147483647),
  `files_before` BIGINT NOT NULL,
  `files_after` BIGINT NOT NULL,
  `bytes_before` BIGINT NOT NULL,
  `bytes_after` BIGINT NOT NULL,
  `groups_rewritten` INT NOT NULL,
  `groups_failed` INT NOT NULL,
  `groups_abandoned` INT NOT NULL,
  `conflicts` INT NOT NULL
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
