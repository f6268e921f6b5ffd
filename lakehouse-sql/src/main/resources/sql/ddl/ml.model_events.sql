-- What happened to the models? One row per step.
-- partitioned by: none
CREATE TABLE ml.model_events (
  `event_id` VARCHAR(2147483647) NOT NULL,
  `event_type` VARCHAR(2147483647) NOT NULL,
  `model_version` VARCHAR(2147483647) NOT NULL,
  `recorded_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `effective_from` TIMESTAMP(6) WITH LOCAL TIME ZONE,
  `artifact_uri` VARCHAR(2147483647),
  `sha256` VARCHAR(2147483647),
  `feature_set` VARCHAR(2147483647),
  `feature_set_hash` VARCHAR(2147483647),
  `metrics` MAP<VARCHAR(2147483647) NOT NULL, DOUBLE NOT NULL>,
  `training_snapshots` MAP<VARCHAR(2147483647) NOT NULL, BIGINT NOT NULL>,
  `reason` VARCHAR(2147483647),
  `actor` VARCHAR(2147483647)
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
