-- What do a terminal's payments of a day add up to?
-- partitioned by: day(day)
CREATE TABLE history.daily_terminal (
  `day` DATE NOT NULL,
  `terminal_id` VARCHAR(2147483647) NOT NULL,
  `transactions` BIGINT NOT NULL,
  `amount_sum` DECIMAL(18, 2) NOT NULL,
  `amount_min` DECIMAL(18, 2) NOT NULL,
  `amount_max` DECIMAL(18, 2) NOT NULL,
  `fraud_transactions` BIGINT NOT NULL COMMENT 'transactions whose latest report says fraud',
  `fraud_amount` DECIMAL(18, 2) NOT NULL,
  `scored` BIGINT NOT NULL COMMENT 'transactions with a score',
  `score_sum` DECIMAL(18, 9) NOT NULL COMMENT 'each score rounded to 9 digits, so that the sum is exact in any order',
  `score_max` DOUBLE,
  `alerts` BIGINT NOT NULL,
  `records` BIGINT NOT NULL COMMENT 'rows read, duplicates among them',
  `newest_ingested_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL COMMENT 'of the records',
  `closed_until` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL COMMENT 'the end of the row''s day'
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
