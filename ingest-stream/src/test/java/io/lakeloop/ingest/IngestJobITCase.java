package io.lakeloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.testing.EmbeddedLake;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole job on real servers: every record lands once, whatever fails. */
class IngestJobITCase {
  private final EmbeddedLake lake = EmbeddedLake.get();
  private IngestFixture fixture;

  @BeforeEach
  void setUp() throws Exception {
    fixture = new IngestFixture(lake);
  }

  @AfterEach
  void tearDown() throws Exception {
    fixture.close();
  }

  @Test
  void landsEveryRecordOnceWithItsKafkaPosition() throws Exception {
    fixture.produce(1000);
    JobClient job = fixture.start();

    fixture.awaitRows(1000, 0);
    fixture.cancel(job);

    assertThat(fixture.transactionIds()).containsExactlyInAnyOrderElementsOf(fixture.producedIds());
    assertThat(fixture.rows(LakeTable.FRAUD_REPORTS)).hasSize(100);
  }

  @Test
  void goesOnFromASavepoint() throws Exception {
    fixture.produce(500);
    JobClient job = fixture.start();
    fixture.awaitRows(500, 0);
    String savepoint = fixture.stop(job);
    fixture.produce(500);

    fixture.start(fixture.options(), savepoint, UnaryOperator.identity());

    fixture.awaitRows(1000, 0);
    assertThat(fixture.transactionIds()).containsExactlyInAnyOrderElementsOf(fixture.producedIds());
  }

  @Test
  void startsBehindTheLakeWhenAllStateIsLost() throws Exception {
    fixture.produce(500);
    JobClient first = fixture.start();
    fixture.awaitRows(500, 0);
    fixture.cancel(first);
    fixture.produce(500);

    fixture.start();

    fixture.awaitRows(1000, 0);
    assertThat(fixture.transactionIds()).containsExactlyInAnyOrderElementsOf(fixture.producedIds());
  }

  @Test
  void refusesASavepointOlderThanTheLake() throws Exception {
    fixture.produce(100);
    JobClient first = fixture.start();
    fixture.awaitRows(100, 0);
    String old = fixture.stop(first);
    fixture.produce(100);
    JobClient second = fixture.start(fixture.options(), old, UnaryOperator.identity());
    fixture.awaitRows(200, 0);
    fixture.cancel(second);

    JobClient third = fixture.start(fixture.options(), old, UnaryOperator.identity());

    assertThatThrownBy(() -> third.getJobExecutionResult().get())
        .hasStackTraceContaining("The restored state is older than the lake")
        .hasStackTraceContaining("start without state");
    assertThat(fixture.transactionIds()).containsExactlyInAnyOrderElementsOf(fixture.producedIds());
  }

  @Test
  void survivesATaskThatFailsInTheMiddleOfACheckpoint() throws Exception {
    FailOnce.armed.set(true);
    fixture.produce(1000);

    fixture.start(
        fixture.options(),
        null,
        rows -> rows.map(new FailOnce()).returns(IngestRowType.INSTANCE).uid("fail-once"));

    fixture.awaitRows(1000, 0);
    assertThat(FailOnce.armed).isFalse();
    assertThat(fixture.transactionIds()).containsExactlyInAnyOrderElementsOf(fixture.producedIds());
  }

  /** Throws in the first snapshot, after other tasks may have taken theirs. */
  private static final class FailOnce
      implements MapFunction<IngestRow, IngestRow>, CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    static final AtomicBoolean armed = new AtomicBoolean();

    @Override
    public IngestRow map(IngestRow row) {
      return row;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      if (context.getCheckpointId() > 1 && armed.compareAndSet(true, false)) {
        throw new IllegalStateException("planned failure in the middle of a checkpoint");
      }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}
  }

  @Test
  void outlivesACatalogThatIsDownForAWhile() throws Exception {
    fixture.produce(300);
    fixture.start();
    fixture.awaitRows(300, 0);

    lake.stack().catalog().stop();
    fixture.produce(300);
    lake.stack().catalog().start();

    fixture.awaitRows(600, 0);
    assertThat(fixture.transactionIds()).containsExactlyInAnyOrderElementsOf(fixture.producedIds());
  }

  @Test
  void refusesAnIncompleteConfigurationWithEveryProblem() {
    assertThatThrownBy(() -> IngestSettings.of(Map.of("ingest.kafka.bootstrap", "x")))
        .hasMessageContaining("ingest.kafka.bootstrap: unknown key")
        .hasMessageContaining("ingest.kafka.bootstrap-servers must be given")
        .hasMessageContaining("lake.catalog.uri must be given");
  }
}
