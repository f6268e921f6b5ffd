package io.lakeloop.ingest.audit;

/**
 * The offsets of one partition that an audit compares: what Kafka retained when it began.
 *
 * @param first the first offset retained
 * @param end the offset behind the last committed record
 */
record KafkaRange(long first, long end) {
  boolean isEmpty() {
    return end <= first;
  }

  /** Whether Kafka retains an offset, as far as it is looked at. */
  boolean retains(long offset) {
    return first <= offset && offset < end;
  }
}
