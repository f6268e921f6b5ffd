-- How do features move away from those trained on?
-- partitioned by: day(run_at)
CREATE TABLE ml.feature_drift (
  `run_id` VARCHAR(2147483647) NOT NULL,
  `run_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `feature_set` VARCHAR(2147483647) NOT NULL,
  `feature_set_hash` VARCHAR(2147483647) NOT NULL,
  `feature` VARCHAR(2147483647) NOT NULL,
  `reference_from` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `reference_to` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `span_from` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `span_to` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `reference_rows` BIGINT NOT NULL,
  `rows` BIGINT NOT NULL,
  `stability_index` DOUBLE NOT NULL
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
