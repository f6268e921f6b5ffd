package io.lakeloop.ingest.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Both sides of one Kafka partition while an audit runs. */
final class PartitionContents {
  private final long kafkaFirst;
  private final long kafkaEnd;
  private final OffsetLedger kafka = new OffsetLedger();
  private final OffsetLedger lake = new OffsetLedger();
  private final OffsetLedger deadLetters = new OffsetLedger();
  private final OffsetLedger retainedInLake = new OffsetLedger();
  private final List<Long> behindEnd = new ArrayList<>();

  /**
   * Contents to be compared.
   *
   * @param kafkaFirst the first offset that Kafka retains
   * @param kafkaEnd the offset behind the last record; later ones are left out
   */
  PartitionContents(long kafkaFirst, long kafkaEnd) {
    this.kafkaFirst = kafkaFirst;
    this.kafkaEnd = kafkaEnd;
  }

  /** A partition that Kafka does not have: every row is behind its end. */
  static PartitionContents ofLakeOnly() {
    return new PartitionContents(0, 0);
  }

  long kafkaFirst() {
    return kafkaFirst;
  }

  long kafkaEnd() {
    return kafkaEnd;
  }

  /** Whether the lake has a dead letter for an offset. */
  boolean isDeadLetter(long offset) {
    return deadLetters.contains(offset);
  }

  void addGood(long offset, LongSupplier hash) {
    addToLake(offset, hash);
  }

  void addDead(long offset, LongSupplier hash) {
    deadLetters.add(offset, 0);
    addToLake(offset, hash);
  }

  private void addToLake(long offset, LongSupplier hash) {
    if (offset >= kafkaEnd) {
      behindEnd.add(offset);
      return;
    }
    boolean retained = offset >= kafkaFirst;
    lake.add(offset, 0);
    if (retained) {
      retainedInLake.add(offset, hash.getAsLong());
    }
  }

  void addKafka(long offset, long hash) {
    kafka.add(offset, hash);
  }

  /**
   * The comparison.
   *
   * @param kafkaEndNow the end of the partition after the audit: rows behind it cannot be
   */
  PartitionAudit compare(String topic, int partition, long kafkaEndNow) {
    long deadCount =
        deadLetters.count() - behindEnd.stream().distinct().filter(deadLetters::contains).count();
    return new PartitionAudit(
        topic,
        partition,
        kafkaFirst,
        kafkaEnd,
        kafka.count(),
        lake.count() - deadCount,
        deadCount,
        lake.min().orElse(-1),
        lake.max().orElse(-1),
        kafka.without(retainedInLake),
        lake.gapsBelow(Math.min(kafkaFirst, kafkaEnd)),
        retainedInLake.without(kafka),
        lake.repeated(),
        lake.repeatedExamples(),
        kafka.contentHash(),
        retainedInLake.contentHash(),
        behindEnd.stream().filter(offset -> offset >= kafkaEndNow).count());
  }
}
