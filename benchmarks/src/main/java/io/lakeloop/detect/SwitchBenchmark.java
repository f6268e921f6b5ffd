package io.lakeloop.detect;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.ModelRegistry;
import io.lakeloop.benchmarks.BenchmarkStack;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.local.Lakeloop;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.model.ModelTimeline.InForce;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * How long a promotion holds up the task that scores: taking in the event of the register, and
 * scoring the first transaction of the new model, beside scoring any other. The shipped model is
 * promoted under one version after the other, each a second of event time ahead, as the loop's
 * training would; its artifact is loaded beside the scoring meanwhile.
 *
 * <p>Run: {@code ./benchmarks/run io.lakeloop.detect.SwitchBenchmark [PROMOTIONS]}, by default 50.
 */
public final class SwitchBenchmark {
  private static final int EVENTS_BETWEEN = 20_000;

  private final double[] row = FeatureSets.STANDARD.newVector();
  private double sum;

  private SwitchBenchmark() {}

  /** Argument: promotions. */
  public static void main(String[] args) throws Exception {
    int promotions = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    try (BenchmarkStack stack = BenchmarkStack.start("switch-benchmark");
        RESTCatalog catalog = new LakeCatalogLoader(stack.lake()).loadCatalog()) {
      ModelRegistry registry = new ModelRegistry(catalog, stack.lake(), Clock.systemUTC());
      ModelArtifact shipped = shipped();
      for (int n = 0; n <= promotions; n++) {
        register(registry, shipped, "v" + n);
      }
      new SwitchBenchmark().run(stack, registry, promotions);
    }
  }

  private static ModelArtifact shipped() throws Exception {
    try (InputStream zip =
        Objects.requireNonNull(
            Lakeloop.class.getResourceAsStream("/first-model.zip"), "the shipped model")) {
      return ModelArtifact.read(zip.readAllBytes());
    }
  }

  private static void register(ModelRegistry registry, ModelArtifact shipped, String version)
      throws Exception {
    ModelManifest manifest = shipped.manifest();
    byte[] artifact =
        ModelArtifact.write(
            new ModelManifest(
                manifest.name(),
                version,
                manifest.kind(),
                manifest.featureSet(),
                manifest.featureSetHash(),
                manifest.featureNames(),
                manifest.usualValues(),
                manifest.calibration(),
                manifest.alertThreshold(),
                manifest.trained()),
            shipped.payload());
    registry.register(
        new ModelRegistry.Registration(
            version, manifest.featureSet(), manifest.featureSetHash(), Map.of(), Map.of()),
        artifact,
        null,
        null);
  }

  private void run(BenchmarkStack stack, ModelRegistry registry, int promotions) throws Exception {
    List<Long> ordinary = new ArrayList<>();
    List<Long> taken = new ArrayList<>();
    List<Long> switched = new ArrayList<>();
    long time = TimeUnit.DAYS.toMicros(1);
    try (ModelStore models = new ModelStore(stack.lake(), FeatureSets.STANDARD)) {
      models.add(registry.events().events(), time);
      for (int n = 0; n <= promotions; n++) {
        long effectiveFrom = time + TimeUnit.SECONDS.toMicros(1);
        ModelEvent promotion =
            ModelEvent.effective(
                "promotion-" + n,
                ModelEvent.Type.PROMOTED,
                "v" + n,
                effectiveFrom,
                effectiveFrom,
                null,
                null);
        long begin = System.nanoTime();
        models.add(List.of(promotion), time);
        long takenNanos = System.nanoTime() - begin;
        // The model is loaded meanwhile, as it is when a promotion lies ahead.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        time = effectiveFrom;
        long switchNanos = score(models, time);
        for (int i = 0; i < EVENTS_BETWEEN; i++) {
          time += 10;
          long nanos = score(models, time);
          if (n > 0) {
            ordinary.add(nanos);
          }
        }
        if (n > 0) {
          taken.add(takenNanos);
          switched.add(switchNanos);
        }
      }
    }
    print("taking in a promotion", taken);
    print("first row of a new model", switched);
    print("any other row", ordinary);
    System.out.printf("(sum of scores %.3f)%n", sum);
  }

  private long score(ModelStore models, long time) {
    long begin = System.nanoTime();
    InForce inForce = models.at(time);
    sum +=
        inForce.champion().stream()
            .map(champion -> models.model(champion, time))
            .filter(Objects::nonNull)
            .mapToDouble(model -> model.scorer().score(row))
            .sum();
    return System.nanoTime() - begin;
  }

  private static void print(String what, List<Long> nanos) {
    nanos.sort(null);
    System.out.printf(
        "%-26s median %8.1f us, p99 %8.1f us, largest %8.1f us of %,d%n",
        what,
        nanos.get(nanos.size() / 2) / 1e3,
        nanos.get((int) (nanos.size() * 0.99)) / 1e3,
        nanos.get(nanos.size() - 1) / 1e3,
        nanos.size());
  }
}
