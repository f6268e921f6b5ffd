package io.lakeloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.testing.EmbeddedLake;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole job on real servers: every record lands once, whatever fails. */
@Timeout(180)
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
    assertThat(fixture.rows(PaymentTables.FRAUD_REPORTS)).hasSize(100);
    fixture.assertAuditPasses();
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
    fixture.assertAuditPasses();
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
    fixture.assertAuditPasses();
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
    fixture.assertAuditPasses();
  }

  @Test
  void survivesATaskThatFailsInTheMiddleOfACheckpoint() throws Exception {
    FailOnce.armed.set(true);
    fixture.produce(1000);

    fixture.start(
        fixture.options(),
        null,
        rows -> rows.map(new FailOnce()).returns(IngestRow.TYPE).uid("fail-once"));

    fixture.awaitRows(1000, 0);
    assertThat(FailOnce.armed).isFalse();
    fixture.assertAuditPasses();
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
    fixture.assertAuditPasses();
  }

  @Test
  void outlivesAnS3ServerThatIsDownForAWhile() throws Exception {
    fixture.produce(300);
    fixture.start();
    fixture.awaitRows(300, 0);

    lake.stack().s3().stop();
    fixture.produce(300);
    lake.stack().s3().start();

    fixture.awaitRows(600, 0);
    fixture.assertAuditPasses();
  }

  @Test
  void takesUpANewNullableFieldWhileItRuns() throws Exception {
    Map<String, String> options = fixture.options();
    options.put(IngestOptions.SCHEMA_LOCATION.key(), "s3://lake/schemas-" + UUID.randomUUID());
    fixture.useOptions(options);
    fixture.produce(100);
    fixture.start(options, null, UnaryOperator.identity());
    fixture.awaitRows(100, 0);

    fixture.produceWithNewField(100, "merchant_category");
    fixture.produce(100);

    fixture.awaitRows(300, 0);
    assertThat(fixture.rows(PaymentTables.TRANSACTIONS))
        .extracting(row -> row.getField("merchant_category"))
        .filteredOn(Objects::nonNull)
        .hasSize(100)
        .containsOnly("grocery");
    fixture.assertAuditPasses();
  }

  @Test
  void keepsARecordOfEveryRejectReasonAndAllGoodOnes() throws Exception {
    fixture.produce(50);
    Map<RejectReason, byte[]> bad = fixture.sendOneOfEachBadKind();
    fixture.produce(50);

    fixture.start();

    fixture.awaitRows(100, bad.size());
    Map<String, Record> letters = new HashMap<>();
    fixture
        .rows(PaymentTables.DEAD_LETTERS)
        .forEach(row -> letters.put((String) row.getField("reason"), row));
    assertThat(bad.keySet()).containsExactlyInAnyOrder(RejectReason.values());
    bad.forEach(
        (reason, value) -> {
          assertThat(letters).containsKey(reason.code());
          ByteBuffer kept = (ByteBuffer) letters.get(reason.code()).getField("value");
          assertThat(kept)
              .as(reason.code())
              .isEqualTo(value == null ? null : ByteBuffer.wrap(value));
        });
    fixture.assertAuditPasses();
  }

  @Test
  void refusesToStartWhereKafkaHasDroppedWhatTheLakeLacks() throws Exception {
    fixture.produce(200);
    JobClient first = fixture.start();
    fixture.awaitRows(200, 0);
    fixture.cancel(first);
    fixture.produce(200);
    fixture.dropRecordsFromKafka();

    JobClient second = fixture.start();

    assertThatThrownBy(() -> second.getJobExecutionResult().get())
        .hasStackTraceContaining("Kafka has dropped records that the lake does not hold")
        .hasStackTraceContaining("ingest.start.accept-gaps=true");
  }

  @Test
  void refusesToStartBehindALastCommitThatReachedOnlyOneTable() throws Exception {
    fixture.produce(50);
    fixture.sendOneOfEachBadKind();
    fixture.produce(50);
    Map<String, String> oneCommit = fixture.options();
    oneCommit.put(IngestOptions.CHECKPOINT_INTERVAL.key(), "5 s");
    JobClient first = fixture.start(oneCommit, null, UnaryOperator.identity());
    fixture.awaitRows(100, RejectReason.values().length);
    fixture.cancel(first);
    fixture.rollBackToEmpty(PaymentTables.DEAD_LETTERS);
    fixture.produce(10);

    JobClient second = fixture.start();

    assertThatThrownBy(() -> second.getJobExecutionResult().get())
        .hasStackTraceContaining("The last commit to the lake is incomplete")
        .hasStackTraceContaining(fixture.transactionsTopic() + "-");
  }

  @Test
  void refusesAnIncompleteConfigurationWithEveryProblem() {
    assertThatThrownBy(() -> IngestSettings.of(Map.of("ingest.kafka.bootstrap", "x")))
        .hasMessageContaining("ingest.kafka.bootstrap: unknown key")
        .hasMessageContaining("ingest.kafka.bootstrap-servers must be given")
        .hasMessageContaining("lake.catalog.uri must be given");
  }
}
