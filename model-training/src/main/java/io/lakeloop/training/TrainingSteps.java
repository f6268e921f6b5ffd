package io.lakeloop.training;

import io.lakeloop.adapter.iceberg.ModelEvents;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.model.Model;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.training.evaluation.Estimate;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.gate.Gate;
import io.lakeloop.training.gate.GateEvidence;
import io.lakeloop.training.gate.GateVerdict;
import io.lakeloop.training.run.Backtest;
import io.lakeloop.training.run.Recipe;
import io.lakeloop.training.run.TrainingRun;
import io.lakeloop.training.run.TrainingRun.Outcome;
import io.lakeloop.training.run.TrainingWindows;
import io.lakeloop.training.run.Trial;
import io.lakeloop.training.trainer.TrainingRefusedException;
import io.lakeloop.training.trainer.TrainingRows;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The steps of one run, each once. */
final class TrainingSteps {
  private static final int LATENCY_ROWS = 20_000;
  private static final int VERSION_DIGITS = 10;

  private final TrainSettings settings;
  private final LakeState lake;
  private final ModelRegistry registry;
  private final Supplier<StreamExecutionEnvironment> environments;
  private final SortedMap<String, String> ingredients;
  private final String version;
  private final Decisions decisions;
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private @Nullable TrainingWindows windows;
  private long rowCount;
  private long fraudCount;

  TrainingSteps(
      TrainSettings settings,
      LakeState lake,
      ModelRegistry registry,
      Supplier<StreamExecutionEnvironment> environments,
      Clock clock) {
    this.settings = settings;
    this.lake = lake;
    this.registry = registry;
    this.environments = environments;
    this.ingredients = settings.ingredients(lake.until());
    this.version = version();
    this.decisions = new Decisions(settings, registry, clock);
  }

  /** The same for the same rows, settings, features and code. */
  private String version() {
    String all =
        "%s %s %s %s"
            .formatted(
                ingredients,
                new TreeMap<>(lake.snapshots()),
                settings.features().hash(),
                codeVersion());
    String hash = ModelArtifact.sha256(all.getBytes(StandardCharsets.UTF_8));
    return "%s-%s-%s".formatted(settings.name(), lake.until(), hash.substring(0, VERSION_DIGITS));
  }

  TrainingRun run() throws Exception {
    ModelEvents events = registry.events();
    Champion champion =
        Champion.of(
            events.timeline().championAt(decisions.effectiveFromMicros()),
            settings.features(),
            registry);
    TrainingWindows planned =
        TrainingWindows.plan(
            Math.toIntExact(lake.until().toEpochDay()),
            settings.delayDays(),
            settings.days(),
            settings.backtestDays(),
            champion.trainedToEpochDay());
    windows = planned;
    if (events.timeline().find(version).isPresent()) {
      Decisions.Made made = decisions.known(version, events);
      return record(made, new byte[0], null, new TreeMap<>(), List.of(), null);
    }
    long start = System.nanoTime();
    try (TrainingSet set = TrainingSet.read(settings, lake, planned, environments.get())) {
      took("features", start);
      return train(set, champion, planned);
    } catch (TrainingRefusedException e) {
      return record(
          decisions.refused(version, e), new byte[0], null, new TreeMap<>(), List.of(), null);
    }
  }

  private TrainingRun train(TrainingSet set, Champion champion, TrainingWindows planned)
      throws Exception {
    TrainingRows rows = set.rows();
    int[] training =
        rows.ofDays(planned.training().fromEpochDay(), planned.training().toEpochDay());
    rowCount = training.length;
    fraudCount = Arrays.stream(training).filter(rows::isFraud).count();
    Recipe recipe =
        new Recipe(
            settings.kind(),
            settings.name(),
            settings.features(),
            settings.boosting(),
            SplittableRandom::new);
    long start = System.nanoTime();
    byte[] artifact = recipe.make(rows, planned.training(), version, trained(planned));
    took("candidate", start);
    start = System.nanoTime();
    String obstacle = champion.obstacle();
    Backtest backtest = null;
    if (obstacle.isEmpty() && planned.backtest().days() == 0) {
      obstacle =
          "there are no days with known labels that %s was not trained on; wait for more"
              .formatted(champion.label());
    } else if (obstacle.isEmpty()) {
      try {
        byte[] trial =
            recipe.make(
                rows.relabelled(set.trialFrauds()), planned.trial(), version, trained(planned));
        backtest = backtest(rows, planned, load(trial), champion);
      } catch (TrainingRefusedException e) {
        obstacle = "no model could be trained for the backtest: " + e.getMessage();
      }
    }
    took("backtest", start);
    Model candidate = load(artifact);
    SortedMap<String, Double> drift = Trial.drift(rows, planned.training(), planned.newest());
    GateVerdict verdict =
        new Gate(settings.gate())
            .judge(
                evidence(
                    rows, planned, candidate, artifact.length, backtest, obstacle, drift, champion),
                settings.actions().force());
    List<double[]> sample =
        backtest == null ? List.of() : Trial.sample(rows, planned.backtest(), backtest.candidate());
    Decisions.Made made =
        decisions.candidate(
            version, artifact, lake.snapshots(), metrics(backtest, verdict), champion, verdict);
    return record(made, artifact, backtest, drift, sample, verdict);
  }

  private Model load(byte[] artifact) {
    try {
      return ModelLoader.load(
          artifact, ModelArtifact.sha256(artifact), Champion.space(settings.features()));
    } catch (ModelRefusedException e) {
      throw new IllegalStateException(
          "the trained model cannot be read back: %s; report this".formatted(e.getMessage()), e);
    }
  }

  /** None when the days have no rows of both classes: nothing to compare. */
  private @Nullable Backtest backtest(
      TrainingRows rows, TrainingWindows planned, Model trial, Champion champion) {
    int[] tested = rows.ofDays(planned.backtest().fromEpochDay(), planned.backtest().toEpochDay());
    long frauds = Arrays.stream(tested).filter(rows::isFraud).count();
    if (frauds == 0 || frauds == tested.length) {
      return null;
    }
    return Trial.backtest(
        rows,
        planned.backtest(),
        trial.scorer(),
        champion.scorer(),
        champion.label(),
        new SplittableRandom(settings.boosting().seed()));
  }

  private GateEvidence evidence(
      TrainingRows rows,
      TrainingWindows planned,
      Model candidate,
      int bytes,
      @Nullable Backtest backtest,
      String obstacle,
      SortedMap<String, Double> drift,
      Champion champion) {
    double[] newest = Trial.scores(rows, planned.newest(), candidate.scorer());
    Estimate none = new Estimate(Double.NaN, Double.NaN, Double.NaN);
    return new GateEvidence(
        champion.label(),
        obstacle,
        planned.backtest().toString(),
        backtest == null ? 0 : backtest.candidate().fraudCount(),
        backtest == null
            ? Double.NaN
            : backtest.candidateFigures().value(Evaluation.AVERAGE_PRECISION),
        backtest == null
            ? Double.NaN
            : backtest.championFigures().value(Evaluation.AVERAGE_PRECISION),
        backtest == null ? none : backtest.difference(),
        backtest == null ? new TreeMap<>() : Trial.featureAuc(rows, planned.backtest()),
        backtest == null ? Double.NaN : mean(backtest),
        newest,
        candidate.manifest().alertThreshold(),
        drift,
        latencyMicros(rows, candidate),
        bytes);
  }

  private static double mean(Backtest backtest) {
    double sum = 0;
    for (int row = 0; row < backtest.candidate().size(); row++) {
      sum += backtest.candidate().score(row);
    }
    return sum / backtest.candidate().size();
  }

  /** Of the fastest of three passes: what the model takes, not what else the machine does. */
  private static double latencyMicros(TrainingRows rows, Model model) {
    int count = Math.min(LATENCY_ROWS, rows.size());
    double[] row = new double[rows.featureNames().size()];
    double fastest = Double.MAX_VALUE;
    for (int pass = 0; pass < 3; pass++) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        rows.copy(i, row);
        model.scorer().score(row);
      }
      fastest = Math.min(fastest, (System.nanoTime() - start) / 1e3 / Math.max(1, count));
    }
    return fastest;
  }

  private SortedMap<String, String> trained(TrainingWindows planned) {
    SortedMap<String, String> trained = new TreeMap<>(ingredients);
    lake.snapshots().forEach((table, id) -> trained.put("snapshot of " + table, id.toString()));
    trained.put("trained-from", LocalDate.ofEpochDay(planned.training().fromEpochDay()).toString());
    trained.put(
        Champion.TRAINED_TO, LocalDate.ofEpochDay(planned.training().toEpochDay()).toString());
    trained.put("rows", Long.toString(rowCount));
    trained.put("frauds", Long.toString(fraudCount));
    trained.put("code-version", codeVersion());
    return trained;
  }

  private SortedMap<String, Double> metrics(@Nullable Backtest backtest, GateVerdict verdict) {
    SortedMap<String, Double> metrics = new TreeMap<>(verdict.metrics());
    metrics.put("training_rows", (double) rowCount);
    metrics.put("training_frauds", (double) fraudCount);
    if (backtest != null) {
      backtest
          .candidateFigures()
          .figures()
          .forEach((name, figure) -> metrics.put(name, figure.value()));
      backtest
          .championFigures()
          .figures()
          .forEach((name, figure) -> metrics.put("champion_" + name, figure.value()));
      metrics.put("gain", backtest.difference().value());
      metrics.put("gain_low", backtest.difference().low());
      metrics.put("gain_high", backtest.difference().high());
    }
    metrics.values().removeIf(value -> !Double.isFinite(value));
    return metrics;
  }

  private TrainingRun record(
      Decisions.Made made,
      byte[] artifact,
      @Nullable Backtest backtest,
      SortedMap<String, Double> drift,
      List<double[]> sample,
      @Nullable GateVerdict verdict) {
    if (windows == null) {
      throw new IllegalStateException("a run is recorded after it was planned");
    }
    Outcome outcome = made.outcome();
    return new TrainingRun(
        version,
        outcome,
        made.reason(),
        settings.features().name(),
        settings.features().hash(),
        settings.features().names(),
        lake.snapshots(),
        ingredients,
        codeVersion(),
        windows,
        rowCount,
        fraudCount,
        artifact,
        Optional.ofNullable(backtest),
        drift,
        sample,
        Optional.ofNullable(verdict),
        seconds);
  }

  private void took(String step, long startNanos) {
    seconds.put(step, (System.nanoTime() - startNanos) / 1e9);
  }

  private static String codeVersion() {
    String version = TrainingSteps.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
