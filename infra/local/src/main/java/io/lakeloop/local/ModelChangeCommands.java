package io.lakeloop.local;

import io.lakeloop.adapter.iceberg.ModelDecision;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.ModelEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands below {@code lakeloop models} that change what scores. */
final class ModelChangeCommands {
  /** Long enough for a running job to read the event and load the model. */
  private static final Duration LEAD = Duration.ofSeconds(10);

  private ModelChangeCommands() {}

  /** Why, and who. */
  static final class ReasonOptions {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
    private @Nullable String reason;

    @Option(
        names = "--actor",
        paramLabel = "NAME",
        defaultValue = "${sys:user.name}",
        description = "Who decides (default: ${DEFAULT-VALUE}).")
    private @Nullable String actor;

    @Nullable String reason() {
      return reason;
    }

    @Nullable String actor() {
      return actor;
    }
  }

  /** From when, why and who. */
  static final class DecisionOptions {
    @Option(
        names = "--at",
        paramLabel = "TIME",
        description =
            "Event time from which it counts, such as 2026-05-01T00:00:00Z (default: 10 s from now).")
    private @Nullable Instant at;

    @Option(
        names = "--allow-past",
        description =
            "Take a time that has passed; what was scored since keeps its scores, a replay gives others.")
    private boolean pastAllowed;

    @Mixin private ReasonOptions reason = new ReasonOptions();

    ModelDecision decision() {
      Instant from = at == null ? Instant.now().plus(LEAD) : at;
      return ModelDecision.from(ModelsCommand.micros(from))
          .because(reason.reason())
          .by(reason.actor())
          .allowingPast(pastAllowed);
    }
  }

  private static int tell(ModelEvent event, String what, CommandSpec spec) {
    PrintWriter out = spec.commandLine().getOut();
    Long from = event.effectiveFromMicros();
    out.printf(
        "%s %s from %s%n",
        event.modelVersion(), what, from == null ? "now" : ModelsCommand.instant(from));
    if (event.isRetroactive()) {
      out.println("That is in the past: rows that were scored since keep their scores.");
    }
    out.flush();
    return 0;
  }

  /** {@code lakeloop models promote}. */
  @Command(
      name = "promote",
      mixinStandardHelpOptions = true,
      description = "Makes a model the champion, whose scores decide.",
      footer = {
        "",
        "Every row from that event time on is scored by it, in a replay as well.",
        "",
        "Examples:",
        "  lakeloop models promote fraud-2018-08-01-1",
        "  lakeloop models promote fraud-2018-08-01-1 --at 2026-05-01T00:00:00Z \\",
        "      --reason 'better at night'"
      })
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class PromoteCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;
    @Mixin private DecisionOptions decision;

    @Option(
        names = "--feature-set",
        paramLabel = "NAME",
        description = "Only if it was trained on this set: handbook or standard.")
    private @Nullable String featureSet;

    @Parameters(paramLabel = "VERSION", description = "As 'models list' names it.")
    private String version;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      ModelDecision made =
          decision
              .decision()
              .forFeatureSet(featureSet == null ? null : FeatureSets.of(featureSet).hash());
      return tell(
          ModelsCommand.withRegistry(stack, registry -> registry.promote(version, made)),
          "is the champion",
          spec);
    }
  }

  /** {@code lakeloop models challenge}. */
  @Command(
      name = "challenge",
      mixinStandardHelpOptions = true,
      description = "Lets a model score in shadow beside the champion.",
      footer = {"", "Example:", "  lakeloop models challenge fraud-2018-08-08-1"})
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class ChallengeCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;
    @Mixin private DecisionOptions decision;

    @Parameters(paramLabel = "VERSION", description = "As 'models list' names it.")
    private String version;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      ModelDecision made = decision.decision();
      return tell(
          ModelsCommand.withRegistry(stack, registry -> registry.challenge(version, made)),
          "scores in shadow",
          spec);
    }
  }

  /** {@code lakeloop models rollback}. */
  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = "Returns to the champion before the present one.",
      footer = {"", "Example:", "  lakeloop models rollback --reason 'too many alerts'"})
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class RollbackCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;
    @Mixin private DecisionOptions decision;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      ModelDecision made = decision.decision();
      return ModelsCommand.withRegistry(stack, registry -> rollBack(registry, made));
    }

    private int rollBack(ModelRegistry registry, ModelDecision made) throws IOException {
      ModelEvent event = registry.rollback(made);
      String next =
          registry
              .events()
              .timeline()
              .championAt(made.effectiveFromMicros())
              .map(model -> model.version())
              .orElse("the rules");
      return tell(event, "gives way to " + next, spec);
    }
  }

  /** {@code lakeloop models retire}. */
  @Command(
      name = "retire",
      mixinStandardHelpOptions = true,
      description = "Ends a model's time as champion or challenger.",
      footer = {
        "",
        "No rollback returns to it. When the champion retires, the declared rules score",
        "until another model is promoted.",
        "",
        "Example:",
        "  lakeloop models retire fraud-2018-07-01-1"
      })
  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  static final class RetireCommand implements Callable<Integer> {
    @Mixin private StackOptions stack;
    @Mixin private DecisionOptions decision;

    @Parameters(paramLabel = "VERSION", description = "As 'models list' names it.")
    private String version;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      ModelDecision made = decision.decision();
      return tell(
          ModelsCommand.withRegistry(stack, registry -> registry.retire(version, made)),
          "is retired",
          spec);
    }
  }
}
