package io.lakeloop.ingest.restore;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * Stops the job when a restored state does not fit what the lake holds.
 *
 * <ul>
 *   <li>Input and output: the rows, untouched. No key.
 *   <li>State: the next offset of every partition, as union list state; one entry a partition, and
 *       a second while partitions move between subtasks. Merged by maximum.
 *   <li>On restore: a partition that the lake covers beyond the restored state would be written
 *       twice.
 *   <li>After the first checkpoint that completes behind a restore: by then the sink has committed
 *       all that was pending, so a partition that the lake covers less far than the restored state
 *       has lost records.
 * </ul>
 *
 * <p>Both end the job for good, since a restart would find the same. Why it can happen: Iceberg's
 * sink knows what it committed by job and checkpoint id, which an old savepoint, a lost state
 * directory or a table rolled back by hand outwits.
 */
public final class OffsetGuardFunction<T> extends RichMapFunction<T, T>
    implements CheckpointedFunction, CheckpointListener {
  private static final long serialVersionUID = 1L;
  private static final String STATE_NAME = "next-offsets";

  private final CoveredOffsets lake;
  private final PositionOf<T> positionOf;

  private transient Map<TopicPartition, Long> restored = Map.of();
  private transient Map<String, Map<Integer, long[]>> seen = new HashMap<>();
  private transient String lastTopic = "";
  private transient int lastPartition = -1;
  private transient long[] lastNext = new long[1];
  private transient boolean lossCheckPending;
  private transient ListState<Tuple3<String, Integer, Long>> state;

  /** Tells the Kafka position of a row. */
  @FunctionalInterface
  public interface PositionOf<T> extends Serializable {
    /** The row's position. */
    KafkaPosition of(T row);
  }

  /** A guard that asks the lake what it covers. */
  @SuppressWarnings("NullAway.Init")
  public OffsetGuardFunction(CoveredOffsets lake, PositionOf<T> positionOf) {
    this.lake = lake;
    this.positionOf = positionOf;
  }

  @Override
  public T map(T row) {
    KafkaPosition position = positionOf.of(row);
    // Records come in runs of one partition: two look-ups a record would cost more than the rest of
    // this method.
    if (position.partition() != lastPartition || !position.topic().equals(lastTopic)) {
      lastTopic = position.topic();
      lastPartition = position.partition();
      lastNext =
          seen.computeIfAbsent(lastTopic, topic -> new HashMap<>())
              .computeIfAbsent(lastPartition, partition -> new long[1]);
    }
    lastNext[0] = position.offset() + 1;
    return row;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    seen = new HashMap<>();
    lastTopic = "";
    lastPartition = -1;
    restored = new HashMap<>();
    state =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>(
                    STATE_NAME, Types.TUPLE(Types.STRING, Types.INT, Types.LONG)));
    for (Tuple3<String, Integer, Long> entry : state.get()) {
      restored.merge(new TopicPartition(entry.f0, entry.f1), entry.f2, Math::max);
    }
    if (context.isRestored() && isFirstSubtask()) {
      refuseToRepeat();
      lossCheckPending = true;
    }
  }

  private boolean isFirstSubtask() {
    return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
  }

  private void refuseToRepeat() throws IOException {
    List<String> ahead = new ArrayList<>();
    sorted(lake.nextOffsets())
        .forEach(
            (partition, inLake) -> {
              long inState = restored.getOrDefault(partition, 0L);
              if (inLake > inState) {
                ahead.add(
                    "%s: the lake holds offsets up to %d, the restored state would read again from %d"
                        .formatted(partition, inLake - 1, inState));
              }
            });
    if (!ahead.isEmpty()) {
      throw new OffsetMismatchException(
          "The restored state is older than the lake; going on would write records twice.",
          ahead,
          "Restore a later checkpoint or savepoint, or start without state: reading then starts"
              + " exactly behind what the lake holds.");
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    if (!lossCheckPending) {
      return;
    }
    lossCheckPending = false;
    Map<TopicPartition, Long> inLake = lake.nextOffsets();
    List<String> behind = new ArrayList<>();
    sorted(restored)
        .forEach(
            (partition, inState) -> {
              long next = inLake.getOrDefault(partition, 0L);
              if (next < inState) {
                behind.add(
                    "%s: the restored state goes on from %d, the lake holds offsets up to %d"
                        .formatted(partition, inState, next - 1));
              }
            });
    if (!behind.isEmpty()) {
      throw new OffsetMismatchException(
          "The lake is older than the restored state; records between the two are missing.",
          behind,
          "Was a table rolled back or replaced? Start without state: reading then starts exactly"
              + " behind what the lake holds. `lakeloop audit` names every missing record.");
    }
  }

  private static Map<TopicPartition, Long> sorted(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, Long> sorted =
        new TreeMap<>(Comparator.comparing(TopicPartition::toString));
    sorted.putAll(offsets);
    return sorted;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    List<Tuple3<String, Integer, Long>> entries = new ArrayList<>();
    seen.forEach(
        (topic, partitions) ->
            partitions.forEach(
                (partition, next) -> entries.add(Tuple3.of(topic, partition, next[0]))));
    if (isFirstSubtask()) {
      // A partition that stays silent is kept by one subtask; the maximum makes a stale entry
      // harmless.
      restored.forEach(
          (partition, next) ->
              entries.add(Tuple3.of(partition.topic(), partition.partition(), next)));
    }
    state.update(entries);
  }
}
