package io.lakeloop.ingest.audit;

import java.util.List;
import java.util.function.LongSupplier;

/** Both sides of one Kafka partition while an audit runs. Thread-safe. */
final class PartitionContents {
  private final KafkaRange range;
  private final OffsetLedger kafka = new OffsetLedger();
  private final OffsetLedger lake = new OffsetLedger();
  private final OffsetLedger retainedInLake = new OffsetLedger();
  private final OffsetLedger behindEnd = new OffsetLedger();
  private final OffsetLedger deadLetters = new OffsetLedger();

  /** Contents to be compared within a range; later offsets are left out. */
  PartitionContents(KafkaRange range) {
    this.range = range;
  }

  /** Whether the lake has a dead letter for an offset. */
  synchronized boolean isDeadLetter(long offset) {
    return deadLetters.contains(offset);
  }

  /** Whether the lake has any row for an offset. */
  synchronized boolean isInLake(long offset) {
    return lake.contains(offset);
  }

  /** Notes a good row; the hash is asked for only where Kafka still has the record. */
  void addGood(long offset, LongSupplier hash) {
    addToLake(offset, range.retains(offset) ? hash.getAsLong() : 0);
  }

  /** Notes a dead letter; the hash is asked for only where Kafka still has the record. */
  void addDead(long offset, LongSupplier hash) {
    long contentHash = range.retains(offset) ? hash.getAsLong() : 0;
    synchronized (this) {
      deadLetters.add(offset, 0);
      addToLake(offset, contentHash);
    }
  }

  private synchronized void addToLake(long offset, long hash) {
    if (offset >= range.end()) {
      behindEnd.add(offset, 0);
      return;
    }
    lake.add(offset, 0);
    if (offset >= range.first()) {
      retainedInLake.add(offset, hash);
    }
  }

  /** Notes a record of Kafka. */
  synchronized void addKafka(long offset, long hash) {
    kafka.add(offset, hash);
  }

  /**
   * The comparison.
   *
   * @param endNow the end of the partition after the audit: rows behind it cannot be
   */
  synchronized PartitionAudit compare(String topic, int partition, long endNow) {
    long deadCount = deadLetters.countBelow(range.end());
    return new PartitionAudit(
        topic,
        partition,
        range.first(),
        range.end(),
        kafka.count(),
        lake.count() - deadCount,
        deadCount,
        lake.min().orElse(-1),
        lake.max().orElse(-1),
        kafka.without(retainedInLake),
        gapsBelowRetention(),
        retainedInLake.without(kafka),
        lake.repeated(),
        lake.repeatedExamples(),
        kafka.contentHash(),
        retainedInLake.contentHash(),
        behindEnd.count() - behindEnd.countBelow(endNow));
  }

  /**
   * The lake begins where its lowest row is: what is older was dropped before the job first ran, or
   * has been deleted from the table. Where no row ever landed, everything that Kafka dropped is a
   * gap.
   */
  private List<OffsetRange> gapsBelowRetention() {
    boolean beganBehindEnd = lake.count() == 0 && behindEnd.count() > 0;
    return beganBehindEnd ? List.of() : lake.gapsBelow(range.first());
  }
}
