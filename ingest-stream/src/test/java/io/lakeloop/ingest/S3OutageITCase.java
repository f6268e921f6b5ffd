package io.lakeloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakeloop.adapter.iceberg.LakeOptions;
import io.lakeloop.servers.FaultProxy;
import io.lakeloop.testing.EmbeddedLake;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole job while S3 runs but fails its clients: every record lands once. */
@Timeout(240)
class S3OutageITCase {
  /** How S3 fails. */
  enum Outage {
    ANSWERS_503,
    ENDS_CONNECTIONS;

    void strike(FaultProxy proxy) {
      switch (this) {
        case ANSWERS_503 -> proxy.answerUnavailable();
        case ENDS_CONNECTIONS -> proxy.refuse();
      }
    }
  }

  private final EmbeddedLake lake = EmbeddedLake.get();
  private IngestFixture fixture;
  private FaultProxy proxy;

  @BeforeEach
  void setUp() throws Exception {
    fixture = new IngestFixture(lake);
    proxy = FaultProxy.before(lake.stack().s3().port());
    CountStarts.started.set(0);
  }

  @AfterEach
  void tearDown() throws Exception {
    fixture.close();
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void waitsForS3AsLongAsItsClientTries(Outage outage) throws Exception {
    start(Map.of());

    failUntil(outage, () -> proxy.failedConnections() >= 3);

    fixture.awaitRows(600, 0);
    assertThat(CountStarts.started).hasValue(IngestFixture.PARALLELISM);
    fixture.assertAuditPasses();
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void restartsWhenS3FailsForLonger(Outage outage) throws Exception {
    start(Map.of(LakeOptions.CATALOG_PROPERTIES.key() + ".s3.retry.num-retries", "0"));

    failUntil(outage, () -> CountStarts.started.get() >= 3 * IngestFixture.PARALLELISM);

    fixture.awaitRows(600, 0);
    fixture.assertAuditPasses();
  }

  /** Starts the job with S3 behind the proxy and waits until it has written for a while. */
  private void start(Map<String, String> more) throws Exception {
    fixture.useOptions(more);
    Map<String, String> options = fixture.options();
    options.put(LakeOptions.S3_ENDPOINT.key(), proxy.endpoint());
    fixture.produce(300);
    fixture.start(
        options,
        null,
        rows -> rows.map(new CountStarts()).returns(IngestRow.TYPE).uid("count-starts"));
    fixture.awaitRows(300, 0);
    assertThat(proxy.failedConnections()).isZero();
  }

  /** Sends more while S3 fails, and lets it recover when it has failed enough. */
  private void failUntil(Outage outage, Callable<Boolean> enough) throws Exception {
    outage.strike(proxy);
    fixture.produce(300);
    await().atMost(Duration.ofMinutes(2)).until(enough);
    proxy.pass();
  }

  /** Counts how often a task of the job has started. */
  private static final class CountStarts extends RichMapFunction<IngestRow, IngestRow> {
    private static final long serialVersionUID = 1L;
    static final AtomicInteger started = new AtomicInteger();

    @Override
    public void open(OpenContext context) {
      started.incrementAndGet();
    }

    @Override
    public IngestRow map(IngestRow row) {
      return row;
    }
  }
}
