-- Which dead letters were sent again? One row per letter.
-- partitioned by: none
CREATE TABLE ops.dead_letter_replays (
  `topic` VARCHAR(2147483647) NOT NULL,
  `kafka_partition` INT NOT NULL,
  `kafka_offset` BIGINT NOT NULL,
  `replayed_at` TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL,
  `new_partition` INT NOT NULL,
  `new_offset` BIGINT NOT NULL
) WITH (
  'commit.retry.num-retries' = '10',
  'format-version' = '2',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '100',
  'write.parquet.compression-codec' = 'zstd',
  'write.target-file-size-bytes' = '134217728'
);
