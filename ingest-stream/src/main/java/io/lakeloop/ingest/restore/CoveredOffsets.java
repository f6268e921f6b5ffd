package io.lakeloop.ingest.restore;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What has been committed, as offsets. A port: the lake implements it, tests stand in for it. */
@FunctionalInterface
public interface CoveredOffsets extends Serializable {
  /** For each partition with a committed record, the offset behind the last one. */
  Map<TopicPartition, Long> nextOffsets() throws IOException;
}
