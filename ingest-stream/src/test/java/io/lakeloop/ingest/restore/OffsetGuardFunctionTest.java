package io.lakeloop.ingest.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetGuardFunctionTest {
  private static final TopicPartition P0 = new TopicPartition("transactions", 0);
  private static final TopicPartition P1 = new TopicPartition("transactions", 1);

  private static Map<TopicPartition, Long> inLake = Map.of();

  private static OneInputStreamOperatorTestHarness<KafkaPosition, KafkaPosition> harness(
      int subtasks, int subtask) throws Exception {
    OffsetGuardFunction<KafkaPosition> guard =
        new OffsetGuardFunction<>(() -> inLake, position -> position);
    OneInputStreamOperatorTestHarness<KafkaPosition, KafkaPosition> harness =
        new OneInputStreamOperatorTestHarness<>(
            new StreamMap<>(guard), subtasks, subtasks, subtask);
    harness.setup(
        TypeInformation.of(KafkaPosition.class)
            .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  /** The state of a subtask that saw the positions, at checkpoint 1. */
  private static OperatorSubtaskState stateAfter(
      int subtasks, int subtask, KafkaPosition... positions) throws Exception {
    try (var harness = harness(subtasks, subtask)) {
      harness.initializeEmptyState();
      harness.open();
      for (KafkaPosition position : positions) {
        harness.processElement(position, 0);
      }
      assertThat(harness.extractOutputValues()).containsExactly(positions);
      return harness.snapshot(1, 1);
    }
  }

  private static KafkaPosition at(TopicPartition partition, long offset) {
    return new KafkaPosition(partition.topic(), partition.partition(), offset);
  }

  @Test
  void goesOnWhenTheLakeHoldsExactlyWhatTheStateSays() throws Exception {
    OperatorSubtaskState state = stateAfter(1, 0, at(P0, 4), at(P0, 5), at(P1, 9));
    inLake = Map.of(P0, 6L, P1, 10L);

    try (var harness = harness(1, 0)) {
      harness.initializeState(state);
      harness.open();

      assertThatCode(() -> harness.notifyOfCompletedCheckpoint(2)).doesNotThrowAnyException();
    }
  }

  @Test
  void waitsForACommitThatIsPendingWhenTheStateIsRestored() throws Exception {
    OperatorSubtaskState state = stateAfter(1, 0, at(P0, 5));
    inLake = Map.of(P0, 3L);

    try (var harness = harness(1, 0)) {
      harness.initializeState(state);
      harness.open();
      inLake = Map.of(P0, 6L);

      assertThatCode(() -> harness.notifyOfCompletedCheckpoint(2)).doesNotThrowAnyException();
    }
  }

  @Test
  void refusesAStateOlderThanTheLake() throws Exception {
    OperatorSubtaskState state = stateAfter(1, 0, at(P0, 5), at(P1, 9));
    inLake = Map.of(P0, 8L, P1, 10L);

    try (var harness = harness(1, 0)) {
      assertThatThrownBy(() -> harness.initializeState(state))
          .isInstanceOf(OffsetMismatchException.class)
          .hasMessageContaining("older than the lake; going on would write records twice")
          .hasMessageContaining(
              "transactions-0: the lake holds offsets up to 7, the restored state would read again"
                  + " from 6")
          .hasMessageContaining("start without state")
          .hasMessageNotContaining("transactions-1");
    }
  }

  @Test
  void refusesAPartitionThatOnlyTheLakeKnows() throws Exception {
    OperatorSubtaskState state = stateAfter(1, 0, at(P0, 5));
    inLake = Map.of(P0, 6L, P1, 1L);

    try (var harness = harness(1, 0)) {
      assertThatThrownBy(() -> harness.initializeState(state))
          .hasMessageContaining(
              "transactions-1: the lake holds offsets up to 0, the restored state would read again"
                  + " from 0");
    }
  }

  @Test
  void refusesALakeThatStaysOlderThanTheState() throws Exception {
    OperatorSubtaskState state = stateAfter(1, 0, at(P0, 5));
    inLake = Map.of(P0, 3L);

    try (var harness = harness(1, 0)) {
      harness.initializeState(state);
      harness.open();

      assertThatThrownBy(() -> harness.notifyOfCompletedCheckpoint(2))
          .isInstanceOf(OffsetMismatchException.class)
          .hasMessageContaining("records between the two are missing")
          .hasMessageContaining(
              "transactions-0: the restored state goes on from 6, the lake holds offsets up to 2");
    }
  }

  @Test
  void keepsEveryPartitionWhenSubtasksBecomeFewerOrMore() throws Exception {
    OperatorSubtaskState two =
        AbstractStreamOperatorTestHarness.repackageState(
            stateAfter(2, 0, at(P0, 5)), stateAfter(2, 1, at(P1, 9)));

    for (int subtasks : new int[] {1, 3}) {
      inLake = Map.of(P0, 6L, P1, 10L);
      OperatorSubtaskState silent;
      try (var harness = harness(subtasks, 0)) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                two, subtasks, 2, subtasks, 0));
        harness.open();
        silent = harness.snapshot(2, 2);
      }
      inLake = Map.of(P0, 6L, P1, 11L);
      try (var harness = harness(subtasks, 0)) {
        assertThatThrownBy(() -> harness.initializeState(silent))
            .as("with %d subtasks", subtasks)
            .hasMessageContaining("transactions-1: the lake holds offsets up to 10");
      }
    }
  }

  @Test
  void asksNothingOfTheLakeWhenTheJobStartsWithoutState() throws Exception {
    inLake = Map.of(P0, 100L);

    try (var harness = harness(1, 0)) {
      harness.initializeEmptyState();
      harness.open();

      assertThatCode(() -> harness.notifyOfCompletedCheckpoint(1)).doesNotThrowAnyException();
    }
  }
}
