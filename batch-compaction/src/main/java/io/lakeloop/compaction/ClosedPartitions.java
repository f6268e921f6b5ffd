package io.lakeloop.compaction;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.SnapshotCoverage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Which partitions of a table nobody writes to any more, told from the table.
 *
 * <p>A partition by a time is closed when it ended before the watermark. Where rows carry their
 * Kafka partition and offset, and all are of one topic, the watermark is that of {@link
 * SnapshotCoverage}: the event time up to which every Kafka partition has been read, less the
 * lateness allowed. Elsewhere it is the time of day less that lateness. It is never later than the
 * time of day. A table without a partition by time is open as a whole.
 */
final class ClosedPartitions {
  private static final String TOPIC = "topic";

  private ClosedPartitions() {}

  /**
   * What selects the rows of closed partitions, and no other.
   *
   * @return empty when there are none
   * @throws IOException when a file whose bounds do not tell enough cannot be read
   */
  static Optional<Expression> filter(Table table, Duration maxLateness, Instant now)
      throws IOException {
    for (PartitionField field : table.spec().fields()) {
      Types.NestedField source = table.schema().findField(field.sourceId());
      ChronoUnit unit = unit(field.transform().toString(), source.type());
      if (unit != null) {
        OffsetDateTime end = floor(watermark(table, maxLateness, now), unit);
        String column = table.schema().findColumnName(field.sourceId());
        return Optional.of(
            source.type().typeId() == Type.TypeID.DATE
                ? Expressions.lessThan(column, (int) end.toLocalDate().toEpochDay())
                : Expressions.lessThan(
                    column, ChronoUnit.MICROS.between(Instant.EPOCH, end.toInstant())));
      }
    }
    return Optional.empty();
  }

  private static Instant watermark(Table table, Duration maxLateness, Instant now)
      throws IOException {
    Instant latest = now.minus(maxLateness);
    if (table.schema().findField(LakeTable.KAFKA_PARTITION) == null
        || table.schema().findField(LakeTable.KAFKA_OFFSET) == null
        || table.schema().findField(TOPIC) != null) {
      return latest;
    }
    OptionalLong covered = SnapshotCoverage.ofCurrent(table, "").watermarkMicros(maxLateness);
    Instant watermark =
        covered.isEmpty()
            ? Instant.EPOCH
            : Instant.EPOCH.plus(covered.getAsLong(), ChronoUnit.MICROS);
    return watermark.isBefore(latest) ? watermark : latest;
  }

  private static @org.jspecify.annotations.Nullable ChronoUnit unit(String transform, Type type) {
    boolean isDate = type.typeId() == Type.TypeID.DATE;
    if (!isDate && type.typeId() != Type.TypeID.TIMESTAMP) {
      return null;
    }
    return switch (transform) {
      case "hour" -> ChronoUnit.HOURS;
      case "day" -> ChronoUnit.DAYS;
      case "month" -> ChronoUnit.MONTHS;
      case "year" -> ChronoUnit.YEARS;
      case "identity" -> isDate ? ChronoUnit.DAYS : null;
      default -> null;
    };
  }

  private static OffsetDateTime floor(Instant instant, ChronoUnit unit) {
    OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
    return switch (unit) {
      case HOURS -> time.truncatedTo(ChronoUnit.HOURS);
      case DAYS -> time.truncatedTo(ChronoUnit.DAYS);
      case MONTHS -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
      default -> time.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
    };
  }
}
