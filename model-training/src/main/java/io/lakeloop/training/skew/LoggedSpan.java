package io.lakeloop.training.skew;

import io.lakeloop.adapter.iceberg.FileRows;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * What is in a snapshot of {@code scored_transactions} between two days: which feature sets, and up
 * to which day. Reads three columns, not the features.
 *
 * @param snapshotId the snapshot
 * @param sets the feature sets that rows were scored with
 * @param fromMicros the start of the first day, UTC, microseconds since 1970
 * @param toMicros the end of the last day, exclusive
 */
record LoggedSpan(long snapshotId, List<FeatureSet> sets, long fromMicros, long toMicros) {
  private static final String TIME = "event_time";
  private static final String SET = "feature_set";
  private static final String HASH = "feature_set_hash";
  private static final int SHOWN_DIGITS = 12;

  /**
   * Looks at the table as it is now.
   *
   * @param from first day, null for that of the first row
   * @param to last day, null for that of the last row
   * @throws IllegalArgumentException when a row was scored with a feature set that this build does
   *     not have
   * @throws IllegalStateException when there is no row
   */
  static LoggedSpan of(Table scored, @Nullable LocalDate from, @Nullable LocalDate to)
      throws IOException {
    if (scored.currentSnapshot() == null) {
      throw nothingLogged(from, to);
    }
    long snapshotId = scored.currentSnapshot().snapshotId();
    TableScan scan = scored.newScan().useSnapshot(snapshotId);
    if (from != null) {
      scan = scan.filter(Expressions.greaterThanOrEqual(TIME, micros(from)));
    }
    if (to != null) {
      scan = scan.filter(Expressions.lessThan(TIME, micros(to.plusDays(1))));
    }
    Schema columns = scored.schema().select(TIME, SET, HASH);
    Map<String, String> setsByHash = new TreeMap<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      for (FileScanTask task : tasks) {
        try (CloseableIterable<Record> rows = FileRows.open(scored, task, columns)) {
          for (Record row : rows) {
            long time = micros((OffsetDateTime) row.getField(TIME));
            first = Math.min(first, time);
            last = Math.max(last, time);
            setsByHash.put(row.getField(HASH).toString(), row.getField(SET).toString());
          }
        }
      }
    }
    if (setsByHash.isEmpty()) {
      throw nothingLogged(from, to);
    }
    return new LoggedSpan(
        snapshotId,
        known(setsByHash),
        micros(from == null ? day(first) : from),
        micros((to == null ? day(last) : to).plusDays(1)));
  }

  private static List<FeatureSet> known(Map<String, String> setsByHash) {
    List<FeatureSet> known = new ArrayList<>();
    setsByHash.forEach(
        (hash, name) ->
            known.add(
                FeatureSets.all().stream()
                    .filter(set -> set.hash().equals(hash))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "%s has rows that were scored with the feature set %s (%s), which this build does not have: it has %s. Compare by the build that scored them, or give --from and --to around days that this one scored"
                                    .formatted(
                                        PaymentTables.SCORED_TRANSACTIONS.name(),
                                        name,
                                        shortened(hash),
                                        FeatureSets.all())))));
    return known;
  }

  private static String shortened(String hash) {
    return hash.substring(0, Math.min(SHOWN_DIGITS, hash.length()));
  }

  private static IllegalStateException nothingLogged(
      @Nullable LocalDate from, @Nullable LocalDate to) {
    String span = (from == null ? "" : " from " + from) + (to == null ? "" : " to " + to);
    return new IllegalStateException(
        "%s has no row%s. Has the detect job run, and committed?"
            .formatted(PaymentTables.SCORED_TRANSACTIONS.name(), span));
  }

  private static LocalDate day(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static long micros(OffsetDateTime time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
  }

  private static long micros(LocalDate day) {
    return TimeUnit.SECONDS.toMicros(day.atStartOfDay().toEpochSecond(ZoneOffset.UTC));
  }
}
