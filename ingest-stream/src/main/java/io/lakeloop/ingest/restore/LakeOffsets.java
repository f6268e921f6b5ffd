package io.lakeloop.ingest.restore;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.adapter.iceberg.SnapshotCoverage;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the lake holds of each topic, good rows and dead letters together. */
public final class LakeOffsets implements CoveredOffsets {
  private static final long serialVersionUID = 1L;

  /** Set by Iceberg's Flink sinks on every snapshot that they commit. */
  private static final String SINK_COMMIT = "flink.max-committed-checkpoint-id";

  private final LakeSettings settings;
  private final Map<String, StreamDefinition> streams;

  /** The offsets of some topics, each landing in its stream's table. */
  public LakeOffsets(LakeSettings settings, Map<String, StreamDefinition> streams) {
    this.settings = settings;
    this.streams = Map.copyOf(streams);
  }

  @Override
  public Map<TopicPartition, Long> nextOffsets() throws IOException {
    Map<TopicPartition, Long> next = new HashMap<>();
    try (RESTCatalog catalog = new LakeCatalogLoader(settings).loadCatalog()) {
      Table deadLetters = catalog.loadTable(PaymentTables.DEAD_LETTERS.identifier());
      for (Map.Entry<String, StreamDefinition> stream : streams.entrySet()) {
        String topic = stream.getKey();
        raise(next, topic, SnapshotCoverage.ofCurrent(goodRows(catalog, stream.getValue()), topic));
        raise(next, topic, SnapshotCoverage.ofCurrent(deadLetters, topic));
      }
    }
    return next;
  }

  private static Table goodRows(Catalog catalog, StreamDefinition stream) {
    return catalog.loadTable(stream.table().identifier());
  }

  private static SnapshotCoverage coverageAt(Table table, @Nullable Snapshot snapshot, String topic)
      throws IOException {
    return snapshot == null
        ? SnapshotCoverage.empty()
        : SnapshotCoverage.of(table, snapshot.snapshotId(), topic);
  }

  /**
   * Checks that the last commit reached every table. The sink commits table after table; a job that
   * died in between and lost its state as well leaves a hole that no restart would fill. Only the
   * offsets of the last commit are read: before it, the sink had committed everything.
   *
   * @param firstInKafka the first offset of each partition that is still in Kafka
   * @throws OffsetMismatchException naming the first missing offset of each partition
   */
  void requireCompleteTail(Map<TopicPartition, Long> firstInKafka) throws IOException {
    List<String> holes = new ArrayList<>();
    try (RESTCatalog catalog = new LakeCatalogLoader(settings).loadCatalog()) {
      Table deadLetters = catalog.loadTable(PaymentTables.DEAD_LETTERS.identifier());
      for (Map.Entry<String, StreamDefinition> stream : streams.entrySet()) {
        Map<Integer, Long> start = new TreeMap<>();
        firstInKafka.forEach(
            (partition, first) -> {
              if (partition.topic().equals(stream.getKey())) {
                start.put(partition.partition(), first);
              }
            });
        holes.addAll(
            findHoles(stream.getKey(), goodRows(catalog, stream.getValue()), deadLetters, start));
      }
    }
    if (!holes.isEmpty()) {
      throw new OffsetMismatchException(
          "The last commit to the lake is incomplete; starting behind it would lose records.",
          holes,
          "Start from the last checkpoint, which completes the commit. If these offsets hold no"
              + " records (transaction markers, compaction), or to go on without them, set"
              + " ingest.start.accept-gaps=true.");
    }
  }

  private static List<String> findHoles(
      String topic, Table goodRows, Table deadLetters, Map<Integer, Long> start)
      throws IOException {
    Map<Integer, Long> end = new HashMap<>();
    for (Table table : List.of(goodRows, deadLetters)) {
      SnapshotCoverage.ofCurrent(table, topic)
          .partitions()
          .forEach((partition, covered) -> end.merge(partition, covered.nextOffset(), Math::max));
    }
    coverageAt(goodRows, beforeLastCommit(goodRows), topic)
        .partitions()
        .forEach((partition, covered) -> start.merge(partition, covered.nextOffset(), Math::max));
    List<String> holes = new ArrayList<>();
    for (Map.Entry<Integer, Long> entry : start.entrySet()) {
      int partition = entry.getKey();
      long from = entry.getValue();
      BitSet present = new BitSet();
      readOffsets(goodRows, Expressions.alwaysTrue(), partition, from, present);
      readOffsets(deadLetters, Expressions.equal("topic", topic), partition, from, present);
      long firstMissing = from + present.nextClearBit(0);
      if (firstMissing < end.getOrDefault(partition, from)) {
        holes.add(
            "%s-%d: offset %d is in no table, offset %d is"
                .formatted(topic, partition, firstMissing, end.getOrDefault(partition, from) - 1));
      }
    }
    return holes;
  }

  /** The snapshot before the sink's last commit, null when there is none or it has expired. */
  private static @Nullable Snapshot beforeLastCommit(Table table) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (snapshot.summary().containsKey(SINK_COMMIT)) {
        Long parent = snapshot.parentId();
        return parent == null ? null : table.snapshot(parent);
      }
    }
    return null;
  }

  private static void readOffsets(
      Table table, Expression filter, int partition, long from, BitSet present) throws IOException {
    Expression tail =
        Expressions.and(
            filter,
            Expressions.equal(LakeTable.KAFKA_PARTITION, partition),
            Expressions.greaterThanOrEqual(LakeTable.KAFKA_OFFSET, from));
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).select(LakeTable.KAFKA_OFFSET).where(tail).build()) {
      for (Record row : rows) {
        present.set(Math.toIntExact((Long) row.getField(LakeTable.KAFKA_OFFSET) - from));
      }
    }
  }

  private static void raise(
      Map<TopicPartition, Long> next, String topic, SnapshotCoverage coverage) {
    coverage
        .partitions()
        .forEach(
            (partition, covered) ->
                next.merge(new TopicPartition(topic, partition), covered.nextOffset(), Math::max));
  }
}
