package io.lakeloop.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.ModelEvents;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelTimeline;
import io.lakeloop.model.ModelVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.iceberg.rest.RESTCatalog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lakeloop models}. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Shows the models, and decides which of them score.",
    subcommands = {
      ModelsCommand.ListCommand.class,
      ModelsCommand.ShowCommand.class,
      FirstModelCommand.class,
      ModelRegisterCommand.class,
      ModelChangeCommands.PromoteCommand.class,
      ModelChangeCommands.ChallengeCommand.class,
      ModelChangeCommands.RollbackCommand.class,
      ModelChangeCommands.RetireCommand.class
    },
    footer = {
      "",
      "A running job takes up changes by itself, without a restart.",
      "",
      "Examples:",
      "  lakeloop models register fraud.zip",
      "  lakeloop models promote fraud-2018-08-01-1 --reason 'better at night'",
      "  lakeloop models list"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ModelsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Something to do with the register of models. */
  @FunctionalInterface
  interface Use<T> {
    T on(ModelRegistry registry) throws IOException;
  }

  /** Opens the register of a lake, uses it and closes it. */
  static <T> T withRegistry(StackOptions stack, Use<T> use) throws IOException {
    LakeSettings lake = stack.ingestSettings().lake();
    try (RESTCatalog catalog = new LakeCatalogLoader(lake).loadCatalog()) {
      return use.on(new ModelRegistry(catalog, lake, Clock.systemUTC()));
    }
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** What a model is at an event time, and what it will become. */
  private static String state(ModelTimeline timeline, String version, long atMicros) {
    String now = role(timeline.at(atMicros), version);
    if (now.isEmpty()) {
      now =
          timeline
              .lastChangeOf(version, atMicros)
              .map(event -> event.type() == ModelEvent.Type.RETIRED ? "retired" : "replaced")
              .orElse("registered");
    }
    String state = now;
    return timeline.periods().stream()
        .filter(period -> period.fromMicros() > atMicros)
        .filter(period -> !role(period, version).isEmpty() && !role(period, version).equals(state))
        .findFirst()
        .map(
            period ->
                "%s, %s from %s"
                    .formatted(state, role(period, version), instant(period.fromMicros())))
        .orElse(state);
  }

  private static String role(ModelTimeline.InForce period, String version) {
    if (period.champion().stream().anyMatch(model -> model.version().equals(version))) {
      return "champion";
    }
    return period.challengers().stream().anyMatch(model -> model.version().equals(version))
        ? "challenger"
        : "";
  }

  private static void warn(ModelEvents events, PrintWriter err) {
    events.unreadable().forEach(err::println);
    events.timeline().problems().forEach(err::println);
    err.flush();
  }

  private static ObjectNode toJson(
      ObjectNode node, ModelTimeline timeline, ModelVersion model, long atMicros) {
    node.put("version", model.version())
        .put("state", state(timeline, model.version(), atMicros))
        .put("featureSet", model.featureSet())
        .put("featureSetHash", model.featureSetHash())
        .put("artifactUri", model.artifactUri())
        .put("sha256", model.sha256());
    ObjectNode metrics = node.putObject("metrics");
    model.metrics().forEach(metrics::put);
    ObjectNode snapshots = node.putObject("trainingSnapshots");
    model.trainingSnapshots().forEach(snapshots::put);
    return node;
  }

  private static String metrics(ModelVersion model) {
    return model.metrics().entrySet().stream()
        .map(metric -> String.format(Locale.ROOT, "%s=%.4g", metric.getKey(), metric.getValue()))
        .collect(Collectors.joining(" "));
  }

  /** {@code lakeloop models list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the models and what each is doing.",
      footer = {
        "",
        "Examples:",
        "  lakeloop models list",
        "  lakeloop models list --at 2018-08-01T12:00:00Z --json"
      })
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class ListCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;

    @Option(
        names = "--at",
        paramLabel = "TIME",
        description = "What they do at this event time (default: now).")
    private @Nullable Instant at;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      ModelEvents events = withRegistry(stack, ModelRegistry::events);
      ModelTimeline timeline = events.timeline();
      long atMicros = micros(at == null ? Instant.now() : at);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        timeline.versions().forEach(model -> toJson(array.addObject(), timeline, model, atMicros));
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array));
      } else {
        print(timeline, atMicros, out);
      }
      out.flush();
      warn(events, spec.commandLine().getErr());
      return 0;
    }

    private static void print(ModelTimeline timeline, long atMicros, PrintWriter out) {
      List<ModelVersion> models = timeline.versions();
      if (models.isEmpty()) {
        out.println("No models; the declared rules score. Register one with 'models register'.");
        return;
      }
      int width = models.stream().mapToInt(model -> model.version().length()).max().orElse(0);
      String line = "%-" + Math.max(width, 7) + "s  %-12s  %-12s  %s%n";
      out.printf(line, "version", "state", "feature set", "metrics");
      for (ModelVersion model : models) {
        out.printf(
            line,
            model.version(),
            state(timeline, model.version(), atMicros),
            model.featureSet(),
            metrics(model));
      }
      if (timeline.championAt(atMicros).isEmpty()) {
        out.println("No champion is in force; the declared rules score.");
      }
    }
  }

  /** {@code lakeloop models show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one model and what happened to it.",
      footer = {"", "Example:", "  lakeloop models show fraud-2018-08-01-1"})
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class ShowCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;

    @Parameters(paramLabel = "VERSION", description = "As 'list' names it.")
    private String version;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      ModelEvents events = withRegistry(stack, ModelRegistry::events);
      ModelTimeline timeline = events.timeline();
      ModelVersion model =
          timeline
              .find(version)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "model version is %s, which is not registered; 'lakeloop models list' shows those that are"
                              .formatted(version)));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(asJson(timeline, model));
      } else {
        print(timeline, model, out);
      }
      out.flush();
      return 0;
    }

    private static String asJson(ModelTimeline timeline, ModelVersion model) throws IOException {
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode node = toJson(mapper.createObjectNode(), timeline, model, micros(Instant.now()));
      ArrayNode history = node.putArray("events");
      for (ModelEvent event : of(timeline, model)) {
        ObjectNode entry =
            history
                .addObject()
                .put("id", event.eventId())
                .put("type", event.type().code())
                .put("recordedAt", instant(event.recordedAtMicros()).toString());
        if (event.effectiveFromMicros() != null) {
          entry.put("effectiveFrom", instant(event.effectiveFromMicros()).toString());
        }
        entry.put("reason", event.reason()).put("actor", event.actor());
      }
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }

    private static List<ModelEvent> of(ModelTimeline timeline, ModelVersion model) {
      return timeline.events().stream()
          .filter(event -> event.modelVersion().equals(model.version()))
          .toList();
    }

    private static void print(ModelTimeline timeline, ModelVersion model, PrintWriter out) {
      out.printf("model        %s%n", model.version());
      out.printf("state        %s%n", state(timeline, model.version(), micros(Instant.now())));
      out.printf("feature set  %s %s%n", model.featureSet(), model.featureSetHash());
      out.printf("artifact     %s%n", model.artifactUri());
      out.printf("sha256       %s%n", model.sha256());
      model.metrics().forEach((name, value) -> out.printf("metric       %s = %s%n", name, value));
      model
          .trainingSnapshots()
          .forEach((table, id) -> out.printf("trained on   %s, snapshot %d%n", table, id));
      for (ModelEvent event : of(timeline, model)) {
        Long from = event.effectiveFromMicros();
        out.printf(
            "event        %s %s%s%s%s%s%n",
            instant(event.recordedAtMicros()),
            event.type().code(),
            from == null ? "" : " from " + instant(from),
            event.isRetroactive() ? " (in the past)" : "",
            event.actor() == null ? "" : " by " + event.actor(),
            event.reason() == null ? "" : ": " + event.reason());
      }
    }
  }
}
