package io.lakeloop.local;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.ModelDecision;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.detect.DetectSettings;
import io.lakeloop.local.AlertFeed.Seen;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.simulator.Event;
import io.lakeloop.simulator.Event.Payment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;

/** The detecting half of the demo: the job, its alerts as they come, and what they were worth. */
final class DemoDetection implements AutoCloseable {
  private static final int SHOWN_ALERTS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final DetectSettings settings;
  private final Consumer<String> say;
  private final JobClient job;
  private final Thread watcher;
  private final List<Seen> alerts = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> sent = new HashSet<>();
  private final Set<String> frauds = new HashSet<>();
  private volatile boolean watching = true;

  /** Starts the job from the lake's history; its alerts are told from now on. */
  DemoDetection(DetectSettings settings, int parallelism, Path checkpoints, Consumer<String> say)
      throws Exception {
    this.settings = settings;
    this.say = say;
    AlertFeed feed =
        new AlertFeed(settings.input().bootstrapServers(), settings.alertsTopic(), true);
    this.watcher = new Thread(() -> watch(feed), "alert-watcher");
    this.job = LocalFlink.startDetect(settings, parallelism, checkpoints);
    watcher.start();
  }

  private void watch(AlertFeed feed) {
    try (feed) {
      while (watching || !feed.isAtEnd()) {
        feed.poll(
            seen -> {
              alerts.add(seen);
              if (alerts.size() <= SHOWN_ALERTS) {
                say.accept("ALERT " + seen.line());
              } else if (alerts.size() == SHOWN_ALERTS + 1) {
                say.accept("… and more");
              }
            });
      }
    }
  }

  /** Waits until the job has taken in the history and reads from Kafka. */
  void awaitReading() throws IOException, InterruptedException {
    say.accept("waiting until it has taken in the history and reads from Kafka");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!RecordPublisher.readsTransactions(
        settings.input().bootstrapServers(), settings.groupId())) {
      if (System.nanoTime() > deadline) {
        throw new IOException("The detect job does not read from Kafka after " + PATIENCE);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
  }

  /** Registers the model that comes with the demo, and makes it the champion at a time to come. */
  void promoteFirstModel(Instant from) throws IOException {
    byte[] artifact = FirstModel.read();
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      ModelManifest manifest = ModelArtifact.read(artifact).manifest();
      ModelRegistry registry = new ModelRegistry(catalog, settings.lake(), Clock.systemUTC());
      registry.register(
          new ModelRegistry.Registration(
              manifest.version(),
              manifest.featureSet(),
              manifest.featureSetHash(),
              Map.of(),
              Map.of()),
          artifact,
          "comes with the demo",
          "lakeloop demo");
      registry.promote(
          manifest.version(),
          ModelDecision.from(ChronoUnit.MICROS.between(Instant.EPOCH, from))
              .because("the demo's first model")
              .by("lakeloop demo")
              .forFeatureSet(settings.featureSet().hash()));
      say.accept(
          "the model '%s' is the champion from %s on; until then the rules decide"
              .formatted(manifest.version(), from.truncatedTo(ChronoUnit.SECONDS)));
    } catch (ModelRefusedException e) {
      throw new IllegalStateException("The demo's first model cannot be used", e);
    }
  }

  /** Notes what is sent from now on, and which of it is fraud in truth. */
  Iterator<Event> noting(Iterator<? extends Event> events) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return events.hasNext();
      }

      @Override
      public Event next() {
        Event event = events.next();
        if (event instanceof Payment payment) {
          sent.add(payment.transaction().transactionId());
          if (payment.fraud() != null) {
            frauds.add(payment.transaction().transactionId());
          }
        }
        return event;
      }
    };
  }

  /** What one model's scores were worth. */
  private static final class Tally {
    long scored;
    long flagged;
    long frauds;
    long flaggedFrauds;
    double fraudScores;
    double genuineScores;

    void add(double score, boolean isAlert, boolean isFraud) {
      scored++;
      flagged += isAlert ? 1 : 0;
      frauds += isFraud ? 1 : 0;
      flaggedFrauds += isAlert && isFraud ? 1 : 0;
      fraudScores += isFraud ? score : 0;
      genuineScores += isFraud ? 0 : score;
    }

    String line(String version) {
      return "%-20s %,9d %9.3f %9.3f %8d %9s %9s"
          .formatted(
              version,
              scored,
              frauds == 0 ? Double.NaN : fraudScores / frauds,
              scored == frauds ? Double.NaN : genuineScores / (scored - frauds),
              flagged,
              share(flaggedFrauds, flagged),
              share(flaggedFrauds, frauds));
    }

    private static String share(long part, long whole) {
      return whole == 0 ? "-" : "%d of %d".formatted(part, whole);
    }
  }

  /**
   * Waits until everything noted is scored, and tells what came of it.
   *
   * @return the checks' outcome: each scored once, each alert in Kafka and in the lake
   */
  boolean finish(Consumer<String> summary) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Map<String, Tally> tallies = new TreeMap<>();
    long rows = tally(tallies);
    while (rows < sent.size() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      tallies.clear();
      rows = tally(tallies);
    }
    watching = false;
    watcher.join();
    say.accept(
        "%-20s %9s %9s %9s %8s %9s %9s"
            .formatted("model", "scored", "on fraud", "on others", "alerts", "right", "of frauds"));
    tallies.forEach((version, tally) -> say.accept(tally.line(version)));
    Set<String> inKafka = new HashSet<>();
    alerts.forEach(seen -> inKafka.add(seen.alert().id()));
    Set<String> inLake = new HashSet<>();
    read(PaymentTables.ALERTS, row -> inLake.add((String) row.getField("alert_id")));
    boolean once =
        rows == sent.size() && tallies.values().stream().mapToLong(t -> t.scored).sum() == rows;
    boolean agree = inKafka.equals(inLake);
    summary.accept(
        "%s  each live transaction scored once (%,d of %,d)"
            .formatted(once ? "PASSED" : "FAILED", rows, sent.size()));
    summary.accept(
        "%s  each alert in Kafka and in the lake (%,d alerts)"
            .formatted(agree ? "PASSED" : "FAILED", inLake.size()));
    summary.accept("alert delay, broker to broker, of the later half: " + delays());
    return once && agree;
  }

  private long tally(Map<String, Tally> tallies) throws IOException {
    long[] rows = {0};
    read(
        PaymentTables.SCORED_TRANSACTIONS,
        row -> {
          String id = (String) row.getField("transaction_id");
          if (sent.contains(id)) {
            rows[0]++;
            tallies
                .computeIfAbsent((String) row.getField("model_version"), version -> new Tally())
                .add(
                    (Double) row.getField("score"),
                    (Boolean) row.getField("is_alert"),
                    frauds.contains(id));
          }
        });
    return rows[0];
  }

  private void read(LakeTable definition, Consumer<Record> taker) throws IOException {
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      Table table = catalog.loadTable(definition.identifier());
      try (CloseableIterable<Record> records =
          IcebergGenerics.read(table)
              .select(
                  definition.equals(PaymentTables.ALERTS)
                      ? List.of("alert_id")
                      : List.of("transaction_id", "model_version", "score", "is_alert"))
              .build()) {
        records.forEach(taker);
      }
    }
  }

  /** Of the later half: the first transactions wait for the job to start. */
  private String delays() {
    List<Long> sorted =
        alerts.subList(alerts.size() / 2, alerts.size()).stream()
            .map(seen -> seen.delay().toMillis())
            .sorted()
            .toList();
    return sorted.isEmpty()
        ? "no alert"
        : "p50 %d ms, p99 %d ms, highest %d ms"
            .formatted(at(sorted, 0.5), at(sorted, 0.99), sorted.get(sorted.size() - 1));
  }

  private static long at(List<Long> sorted, double quantile) {
    return sorted.get((int) Math.min(sorted.size() - 1L, (long) (quantile * sorted.size())));
  }

  @Override
  public void close() throws Exception {
    watching = false;
    try {
      job.cancel().get(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("The detect job did not end within 30 s", e);
    }
    watcher.join();
  }
}
