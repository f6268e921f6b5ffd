package io.lakeloop.local;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeTable;
import io.lakeloop.adapter.iceberg.PaymentTables;
import io.lakeloop.detect.DetectSettings;
import io.lakeloop.domain.RejectReason;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.audit.Audit;
import io.lakeloop.ingest.audit.AuditReport;
import io.lakeloop.ingest.deadletter.DeadLetter;
import io.lakeloop.ingest.deadletter.DeadLetters;
import io.lakeloop.servers.LocalStack;
import io.lakeloop.servers.LocalStackSettings;
import io.lakeloop.simulator.Disturbances;
import io.lakeloop.simulator.Replay;
import io.lakeloop.simulator.Simulator;
import io.lakeloop.simulator.TransactionCsv;
import io.lakeloop.training.skew.SkewJob;
import io.lakeloop.training.skew.SkewReport;
import io.lakeloop.training.skew.SkewSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.apache.flink.core.execution.JobClient;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.rest.RESTCatalog;
import org.jspecify.annotations.Nullable;

/** The loop in one process, from the first server to the last check. */
final class Demo {
  private static final Duration CATCH_UP = Duration.ofMinutes(10);
  private static final int PARTITIONS = 4;

  /** A promotion is announced so long before, that every scorer has the model by then. */
  private static final Duration SWITCH_NOTICE = Duration.ofSeconds(3);

  private static final int PARALLELISM = 2;

  private final Plan plan;
  private final PrintWriter out;
  private final long startNanos = System.nanoTime();
  private final List<Disturbances> sent = new ArrayList<>();
  private final List<String> summary = new ArrayList<>();

  /**
   * What is played.
   *
   * @param directory for all data
   * @param traffic what simulated traffic looks like
   * @param input file of transactions that replaces the simulated history, null for none
   * @param replay how the file is replayed
   * @param days simulated history
   * @param liveRate live transactions per second
   * @param liveDuration how long live traffic lasts
   */
  record Plan(
      Path directory,
      TrafficOptions traffic,
      @Nullable Path input,
      ReplayOptions replay,
      int days,
      double liveRate,
      Duration liveDuration) {}

  Demo(Plan plan, PrintWriter out) {
    this.plan = plan;
    this.out = out;
  }

  /** Plays everything; true when every check passed. */
  boolean run() throws Exception {
    step("Starting Kafka, S3 and the Iceberg catalog in this process");
    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(plan.directory()))) {
      IngestSettings settings =
          IngestSettings.of(
              with(StackOptions.options(stack.endpoints()), "ingest.checkpoint.interval", "5 s"));
      say(
          "Kafka %s, S3 %s, catalog %s"
              .formatted(stack.kafkaBootstrapServers(), stack.s3Endpoint(), stack.catalogUri()));
      RecordPublisher.createTopics(stack.kafkaBootstrapServers(), PARTITIONS);
      step("Starting the ingest job on Flink");
      JobClient job =
          LocalFlink.startIngest(settings, PARALLELISM, plan.directory().resolve("checkpoints"));
      try (RecordPublisher publisher = new RecordPublisher(stack.kafkaBootstrapServers())) {
        boolean passed = true;
        if (plan.input() != null) {
          playFile(plan.input(), publisher);
        } else {
          Simulator world = playHistory(publisher);
          if (!plan.liveDuration().isZero()) {
            awaitLanded(settings);
            passed = playLive(world, publisher, stack);
          }
        }
        passed &= audit(settings);
        if (plan.input() == null && !plan.liveDuration().isZero()) {
          passed &= compareWithBatch(settings);
        }
        lookAtTables(settings);
        passed &= checkDeadLetters(settings);
        summarize(passed);
        return passed;
      } finally {
        job.cancel().get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static Map<String, String> with(Map<String, String> options, String key, String value) {
    options.put(key, value);
    return options;
  }

  private void playFile(Path input, RecordPublisher publisher) throws IOException {
    step("Sending the transactions of " + input + " and a report for each fraud");
    try (TransactionCsv csv = plan.replay().open(input)) {
      Replay replay = plan.replay().replay(csv, now());
      Disturbances messages = ReplayOptions.messages(replay);
      send(messages, publisher, new Pacer(Double.POSITIVE_INFINITY), csv::doneShare);
      ReplayOptions.describeOmissions(csv, replay, out);
    }
  }

  private Simulator playHistory(RecordPublisher publisher) throws IOException {
    step("Sending %d days of simulated history".formatted(plan.days()));
    Instant start =
        LocalDate.ofInstant(now(), ZoneOffset.UTC)
            .minusDays(plan.days())
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC);
    Simulator world = plan.traffic().history(start, Duration.between(start, now()));
    send(
        plan.traffic().disturb(world),
        publisher,
        new Pacer(Double.POSITIVE_INFINITY),
        world::doneShare);
    return world;
  }

  /** Detection starts from what is in the lake: all of the history should be. */
  private void awaitLanded(IngestSettings settings) throws IOException {
    say("waiting until all of it is in the lake");
    long expected = sent.stream().mapToLong(messages -> messages.counts().total()).sum();
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    while (rows(settings) < expected && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
  }

  private static long rows(IngestSettings settings) throws IOException {
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      long rows = 0;
      for (LakeTable definition : PaymentTables.INGESTED) {
        Snapshot current = catalog.loadTable(definition.identifier()).currentSnapshot();
        rows += current == null ? 0 : total(current, "total-records");
      }
      return rows;
    }
  }

  /** The same customers live, watched by the detect job. */
  private boolean playLive(Simulator world, RecordPublisher publisher, LocalStack stack)
      throws Exception {
    step("Starting the detect job, with the lake's history as known");
    DetectSettings settings =
        DetectSettings.of(
            with(StackOptions.options(stack.endpoints()), "detect.checkpoint.interval", "5 s"));
    try (DemoDetection detection =
        new DemoDetection(
            settings, PARALLELISM, plan.directory().resolve("checkpoints-detect"), this::say)) {
      detection.awaitReading();
      Duration duration = plan.liveDuration();
      step(
          "Sending live traffic, %.0f transactions a second for %s"
              .formatted(plan.liveRate(), Progress.duration(duration)));
      Instant liveStart = now();
      detection.promoteFirstModel(liveStart.plus(duration.dividedBy(2)).plus(SWITCH_NOTICE));
      world.continueLive(plan.liveRate(), liveStart, duration);
      send(
          plan.traffic().disturbLive(detection.noting(world), duration),
          publisher,
          new Pacer(1, liveStart),
          world::doneShare);
      step("Looking at the scores");
      return detection.finish(summary::add);
    }
  }

  private static Instant now() {
    return Clock.systemUTC().instant();
  }

  private void send(
      Disturbances messages, RecordPublisher publisher, Pacer pacer, DoubleSupplier doneShare)
      throws IOException {
    Progress progress = new Progress(out, "records", doneShare);
    SimulateCommand.send(messages, publisher, pacer, progress);
    sent.add(messages);
    say("sent " + progress);
    say(SimulateCommand.describe(messages.counts()));
  }

  private boolean audit(IngestSettings settings) throws IOException {
    step("Auditing: is every Kafka record in the lake, once and unchanged?");
    AuditReport report =
        new Audit(settings, new Progress(out, "rows and records compared")).run(CATCH_UP, false);
    report.toText().lines().forEach(this::say);
    long expected = sent.stream().mapToLong(messages -> messages.counts().total()).sum();
    boolean complete = report.kafkaRecords() == expected;
    if (!complete) {
      say("FAILED: %d records were sent, Kafka has %d".formatted(expected, report.kafkaRecords()));
    }
    verdict(
        "every record in the lake once", report.passed() && complete, report.lakeRows() + " rows");
    return report.passed() && complete;
  }

  /** Were the features of the stream those that batch computes from the lake? */
  private boolean compareWithBatch(IngestSettings settings) throws Exception {
    step("Computing the live features again from the lake, in batch mode");
    SkewReport report =
        SkewJob.run(
            new SkewSettings(settings.lake(), null, null, Duration.ofSeconds(1)),
            () -> LocalFlink.forBatch(PARALLELISM));
    report.toText().lines().forEach(this::say);
    verdict(
        "stream and batch agree, but for events that were late",
        report.passed(),
        "%,d features".formatted(report.lines().size()));
    return report.passed();
  }

  private void lookAtTables(IngestSettings settings) throws IOException {
    step("Looking at the tables");
    say("%-26s %10s %7s %10s %10s".formatted("table", "rows", "files", "size", "snapshots"));
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      for (LakeTable definition : PaymentTables.INGESTED) {
        Table table = catalog.loadTable(definition.identifier());
        Snapshot current = table.currentSnapshot();
        if (current != null) {
          say(
              "%-26s %,10d %,7d %8.1fMB %10d"
                  .formatted(
                      definition.name(),
                      total(current, "total-records"),
                      total(current, "total-data-files"),
                      total(current, "total-files-size") / 1e6,
                      table.history().size()));
        }
      }
      timeTravel(catalog.loadTable(PaymentTables.TRANSACTIONS.identifier()));
    }
  }

  /** The table as it was half of its commits ago. */
  private void timeTravel(Table table) {
    Snapshot then = table.snapshot(table.history().get(table.history().size() / 2).snapshotId());
    Snapshot current = table.currentSnapshot();
    say(
        "time travel: as of %s, %s had %,d rows; now it has %,d"
            .formatted(
                Instant.ofEpochMilli(then.timestampMillis()),
                PaymentTables.TRANSACTIONS.name(),
                total(then, "total-records"),
                total(current, "total-records")));
    summary.add(
        "%,d transaction rows in %,d files and %d snapshots"
            .formatted(
                total(current, "total-records"),
                total(current, "total-data-files"),
                table.history().size()));
  }

  private static long total(Snapshot snapshot, String property) {
    return Long.parseLong(snapshot.summary().getOrDefault(property, "0"));
  }

  private boolean checkDeadLetters(IngestSettings settings) throws IOException {
    step("Looking at the records that could not be used");
    Map<String, Long> expected = new TreeMap<>();
    for (Disturbances messages : sent) {
      for (Map.Entry<RejectReason, Long> kind : messages.counts().malformed().entrySet()) {
        expected.merge(kind.getKey().code(), kind.getValue(), Long::sum);
      }
    }
    Map<String, Long> found = new TreeMap<>();
    try (RESTCatalog catalog = new LakeCatalogLoader(settings.lake()).loadCatalog()) {
      List<DeadLetter.Group> groups = new DeadLetters(catalog).groups(DeadLetters.Filter.all(), 1);
      groups.forEach(group -> found.merge(group.reason(), group.count(), Long::sum));
      if (groups.isEmpty()) {
        say("none");
      } else {
        java.io.StringWriter text = new java.io.StringWriter();
        try (PrintWriter writer = new PrintWriter(text)) {
          DeadLettersCommand.print(groups, writer);
        }
        text.toString().lines().forEach(this::say);
      }
    }
    boolean equal = expected.equals(found);
    if (!equal) {
      say("FAILED: sent " + expected);
    }
    verdict(
        "each broken record set aside with its reason",
        equal,
        found.values().stream().mapToLong(Long::longValue).sum() + " dead letters");
    return equal;
  }

  private void verdict(String check, boolean passed, String figure) {
    summary.add("%s  %s (%s)".formatted(passed ? "PASSED" : "FAILED", check, figure));
  }

  private void summarize(boolean passed) throws IOException {
    step("Summary");
    long transactions = sent.stream().mapToLong(m -> m.counts().transactions()).sum();
    long reports = sent.stream().mapToLong(m -> m.counts().reports()).sum();
    say("%,d transactions and %,d fraud reports were sent".formatted(transactions, reports));
    summary.forEach(this::say);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    say("%s, peak memory %s".formatted(Progress.duration(elapsed), peakMemory()));
    say(passed ? "The loop is closed: nothing lost, nothing twice." : "A check FAILED, see above.");
  }

  private static String peakMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return "not known on this system";
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB")
        .findFirst()
        .orElse("not known");
  }

  private void step(String title) {
    out.printf(
        "%n[%7s] %s%n", Progress.duration(Duration.ofNanos(System.nanoTime() - startNanos)), title);
    out.flush();
  }

  private void say(String line) {
    out.println("  " + line);
    out.flush();
  }
}
