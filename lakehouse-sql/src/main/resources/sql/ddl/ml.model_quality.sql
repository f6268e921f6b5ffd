-- How good were models once reports had come?
-- partitioned by: day(run_at)
CREATE TABLE ml.model_quality (
  `run_id` VARCHAR(2147483647) NOT NULL,
  `run_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `day` DATE NOT NULL,
  `model_version` VARCHAR(2147483647) NOT NULL,
  `role` VARCHAR(2147483647) NOT NULL,
  `known_until` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `rows` BIGINT NOT NULL,
  `frauds` BIGINT NOT NULL,
  `alerts` BIGINT,
  `average_precision` DOUBLE,
  `auc_roc` DOUBLE,
  `top_cards` INT NOT NULL,
  `card_precision` DOUBLE,
  `alert_budget` INT NOT NULL,
  `recall_at_budget` DOUBLE,
  `recall` DOUBLE,
  `cost` DECIMAL(18, 2),
  `cost_without_alerts` DECIMAL(18, 2) NOT NULL
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
