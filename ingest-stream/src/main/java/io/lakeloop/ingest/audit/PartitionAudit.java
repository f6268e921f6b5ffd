package io.lakeloop.ingest.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * What the audit found in one Kafka partition. Offsets at or behind {@code kafkaEnd} are left out
 * on both sides: records that came while the audit ran.
 *
 * @param topic topic
 * @param partition partition
 * @param kafkaFirst the first offset that Kafka retains
 * @param kafkaEnd the offset behind the last record when the audit began
 * @param kafkaRecords records that Kafka returned (transaction markers are none)
 * @param goodRows distinct offsets in the stream's table
 * @param deadLetters distinct offsets in the dead letters
 * @param lakeMin the lowest offset in the lake, -1 when there is none
 * @param lakeMax the highest offset in the lake, -1 when there is none
 * @param missing in Kafka and not in the lake
 * @param gapsBelowRetention missing in the lake among offsets that Kafka no longer has
 * @param unexpected in the lake, in the range that Kafka retains, and not in Kafka
 * @param repeated rows beyond the first at one offset
 * @param repeatedExamples some of those offsets
 * @param kafkaHash sum of the hashes of the records in Kafka
 * @param lakeHash the same over the lake's rows in the range that Kafka retains
 * @param beyondEnd rows at offsets that Kafka has not reached even after the audit
 */
public record PartitionAudit(
    String topic,
    int partition,
    long kafkaFirst,
    long kafkaEnd,
    long kafkaRecords,
    long goodRows,
    long deadLetters,
    long lakeMin,
    long lakeMax,
    List<OffsetRange> missing,
    List<OffsetRange> gapsBelowRetention,
    List<OffsetRange> unexpected,
    long repeated,
    List<Long> repeatedExamples,
    long kafkaHash,
    long lakeHash,
    long beyondEnd) {

  /** Each difference in words; empty when the lake holds every record once. */
  public List<String> differences() {
    List<String> differences = new ArrayList<>();
    String at = topic + "-" + partition + ": ";
    if (!missing.isEmpty()) {
      differences.add(
          at
              + OffsetRange.total(missing)
              + " records are in Kafka and not in the lake, at "
              + OffsetRange.describe(missing)
              + ". If the job is still reading, try --wait.");
    }
    if (!gapsBelowRetention.isEmpty()) {
      differences.add(
          at
              + OffsetRange.total(gapsBelowRetention)
              + " offsets that Kafka has dropped are not in the lake, at "
              + OffsetRange.describe(gapsBelowRetention));
    }
    if (repeated > 0) {
      differences.add(
          at
              + repeated
              + " rows repeat an offset that is in the lake already, at "
              + repeatedExamples);
    }
    if (!unexpected.isEmpty()) {
      differences.add(
          at
              + OffsetRange.total(unexpected)
              + " offsets are in the lake and hold no record in Kafka, at "
              + OffsetRange.describe(unexpected));
    }
    if (beyondEnd > 0) {
      differences.add(
          at
              + beyondEnd
              + " rows lie behind the end of the topic. Was the topic deleted and made again?");
    }
    boolean sameOffsets = missing.isEmpty() && unexpected.isEmpty() && repeated == 0;
    if (sameOffsets && kafkaHash != lakeHash) {
      differences.add(
          at
              + "the same offsets, but the contents differ (Kafka %016x, lake %016x)"
                  .formatted(kafkaHash, lakeHash));
    }
    return differences;
  }
}
