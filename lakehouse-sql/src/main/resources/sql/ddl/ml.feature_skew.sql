-- How do logged features differ from what history tells?
-- partitioned by: day(run_at)
CREATE TABLE ml.feature_skew (
  `run_id` VARCHAR(2147483647) NOT NULL,
  `run_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `feature_set` VARCHAR(2147483647) NOT NULL,
  `feature_set_hash` VARCHAR(2147483647) NOT NULL,
  `feature` VARCHAR(2147483647) NOT NULL,
  `span_from` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `span_to` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `rows_compared` BIGINT NOT NULL,
  `rows_different` BIGINT NOT NULL,
  `largest_difference` DOUBLE NOT NULL,
  `late_event` BIGINT NOT NULL,
  `duplicate` BIGINT NOT NULL,
  `none_known` BIGINT NOT NULL,
  `rows_only_in_log` BIGINT NOT NULL,
  `rows_only_in_lake` BIGINT NOT NULL
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
