package io.lakeloop.local;

import io.lakeloop.simulator.Disturbances;
import io.lakeloop.simulator.Message;
import io.lakeloop.simulator.Simulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Sends made-up payments and fraud reports to Kafka.",
    footer = {
      "",
      "Examples:",
      "  lakeloop simulate --days 30                 a month of history, as fast as it goes",
      "  lakeloop simulate --rate 500 --duration 60s live traffic, 500 transactions a second",
      "  lakeloop simulate --days 1 --late-rate 0 --duplicate-rate 0 --malformed-rate 0"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SimulateCommand implements Callable<Integer> {
  @Mixin private StackOptions stack;
  @Mixin private TrafficOptions traffic;
  @Mixin private TopicOptions topics;

  @Option(
      names = "--days",
      defaultValue = "30",
      description = "Days of history (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First day of history; so that it ends today when not given.")
  private @Nullable LocalDate from;

  @Option(names = "--rate", description = "Live traffic instead: transactions per second.")
  private double rate;

  @Option(
      names = "--duration",
      defaultValue = "60 s",
      description = "How long live traffic lasts (default: ${DEFAULT-VALUE}).")
  private Duration duration;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String servers = stack.bootstrapServers();
    Instant now = Clock.systemUTC().instant();
    boolean live = rate > 0;
    Simulator world =
        live
            ? traffic.live(rate, now, duration)
            : traffic.history(historyStart(now), Duration.ofDays(days));
    Disturbances messages = live ? traffic.disturbLive(world, duration) : traffic.disturb(world);
    try (RecordPublisher publisher = topics.openPublisher(servers)) {
      Pacer pacer = new Pacer(live ? 1 : Double.POSITIVE_INFINITY);
      Progress progress = new Progress(out, "records", world::doneShare);
      send(messages, publisher, pacer, progress);
      out.println("Sent " + progress);
    }
    out.println(describe(messages.counts()));
    out.flush();
    return 0;
  }

  private Instant historyStart(Instant now) {
    LocalDate first =
        from != null ? from : LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(days);
    return first.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** Sends everything, each message when its time has come, and waits until Kafka has it. */
  static void send(
      Iterator<Message> messages, RecordPublisher publisher, Pacer pacer, Progress progress)
      throws IOException {
    while (messages.hasNext()) {
      Message message = messages.next();
      pacer.await(message.timeMicros());
      publisher.send(message);
      progress.reached(message.timeMicros());
      progress.accept(1);
    }
    publisher.flush();
  }

  static String describe(Disturbances.Counts counts) {
    return "%,d transactions and %,d fraud reports; %,d of them sent late, %,d sent twice; %,d records that cannot be used"
        .formatted(
            counts.transactions(),
            counts.reports(),
            counts.late(),
            counts.duplicates(),
            counts.malformedTotal());
  }
}
