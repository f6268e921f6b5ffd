package io.lakeloop.ingest.deadletter;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** Reads {@code payments.dead_letters}. */
public final class DeadLetters {
  private final Table table;

  /**
   * The dead letters of a lake.
   *
   * @throws IOException when the table does not exist
   */
  public DeadLetters(Catalog catalog) throws IOException {
    try {
      this.table = catalog.loadTable(PaymentTables.DEAD_LETTERS.identifier());
    } catch (NoSuchTableException e) {
      throw new IOException(
          "The table %s does not exist. Has the ingest job ever been started?"
              .formatted(PaymentTables.DEAD_LETTERS.name()),
          e);
    }
  }

  /**
   * Which letters are meant; what is null does not matter.
   *
   * @param topic Kafka topic
   * @param partition Kafka partition
   * @param offset Kafka offset
   * @param reason reason code
   * @param since set aside at or after this time
   */
  public record Filter(
      @Nullable String topic,
      @Nullable Integer partition,
      @Nullable Long offset,
      @Nullable String reason,
      @Nullable Instant since) {
    /** Every letter. */
    public static Filter all() {
      return new Filter(null, null, null, null, null);
    }

    Expression expression() {
      Expression all = Expressions.alwaysTrue();
      all = and(all, "topic", topic);
      all = and(all, LakeTable.KAFKA_PARTITION, partition);
      all = and(all, LakeTable.KAFKA_OFFSET, offset);
      all = and(all, "reason", reason);
      return since == null
          ? all
          : Expressions.and(
              all,
              Expressions.greaterThanOrEqual(
                  LakeTable.INGESTED_AT, ChronoUnit.MICROS.between(Instant.EPOCH, since)));
    }

    private static Expression and(Expression others, String column, @Nullable Object value) {
      return value == null ? others : Expressions.and(others, Expressions.equal(column, value));
    }
  }

  /** Takes each letter that is read. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Takes one letter.
     *
     * @throws IOException to end the reading
     */
    void accept(DeadLetter letter) throws IOException;
  }

  /** Reads letters one by one. */
  public void forEach(Filter filter, Reader reader) throws IOException {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).where(filter.expression()).build()) {
      for (Record row : rows) {
        reader.accept(DeadLetter.of(row));
      }
    }
  }

  /**
   * The counts of letters by topic and reason, with the newest of each.
   *
   * @param newest how many letters of each group to name, at least 1
   */
  public List<DeadLetter.Group> groups(Filter filter, int newest) throws IOException {
    Map<String, DeadLetter.Newest> groups = new TreeMap<>();
    forEach(
        filter,
        letter ->
            groups
                .computeIfAbsent(
                    letter.position().topic() + " " + letter.reason(),
                    absent -> new DeadLetter.Newest(newest))
                .add(letter));
    return groups.values().stream().map(DeadLetter.Newest::group).toList();
  }

  /** The letter at one Kafka position. */
  public Optional<DeadLetter> find(String topic, int partition, long offset) throws IOException {
    List<DeadLetter> found = new ArrayList<>();
    forEach(new Filter(topic, partition, offset, null, null), found::add);
    return found.stream().findFirst();
  }
}
