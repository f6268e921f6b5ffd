package io.lakeloop.detect;

import io.lakeloop.adapter.iceberg.LakeCatalogLoader;
import io.lakeloop.adapter.iceberg.LakeSettings;
import io.lakeloop.adapter.iceberg.ModelArtifactStore;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.model.FeatureSpace;
import io.lakeloop.model.Model;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.model.ModelTimeline;
import io.lakeloop.model.ModelTimeline.InForce;
import io.lakeloop.model.ModelVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.util.ExceptionUtils;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of one scorer: which are in force when, and loaded before they are. A model is loaded
 * by a thread of its own as soon as it is known that it will score; who needs it earlier, as a
 * replay does, waits for it, so that the same event gets the same model each time.
 *
 * <p>A model that is refused (see {@link ModelRefusedException}, or its artifact is missing) is as
 * if it had never been: the timeline without it decides. Storage that cannot be reached is no
 * reason to refuse: it fails the job, which comes back.
 *
 * <p>Confined to one thread, but for the loading.
 */
final class ModelStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);

  private final LakeSettings lake;
  private final FeatureSpace features;
  private final ExecutorService loader;
  private final Map<String, ModelEvent> events = new LinkedHashMap<>();
  private final Map<String, CompletableFuture<Model>> models = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final List<String> told = new ArrayList<>();
  private ModelTimeline timeline = ModelTimeline.of(List.of());
  private InForce current = timeline.at(0);

  ModelStore(LakeSettings lake, FeatureSet set) {
    this.lake = lake;
    this.features = new FeatureSpace(set.name(), set.hash(), set.names());
    this.loader =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "model-loader");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Takes in events, those known already among them, and begins to load what will score. */
  void add(Collection<ModelEvent> more, long fromMicros) {
    boolean changed = false;
    for (ModelEvent event : more) {
      changed |= events.putIfAbsent(event.eventId(), event) == null;
    }
    if (changed) {
      rebuild(fromMicros);
    }
  }

  private void rebuild(long fromMicros) {
    timeline = ModelTimeline.of(events.values());
    if (!refused.isEmpty()) {
      timeline = timeline.without(refused);
    }
    current = timeline.at(fromMicros);
    for (String problem : timeline.problems()) {
      if (!told.contains(problem)) {
        told.add(problem);
        LOG.warn("In the register of models: {}", problem);
      }
    }
    Set<String> needed = new HashSet<>();
    for (InForce period : timeline.periods()) {
      if (period.untilMicros() > fromMicros) {
        period.champion().ifPresent(champion -> load(champion, needed));
        period.challengers().forEach(challenger -> load(challenger, needed));
      }
    }
    models.keySet().removeIf(version -> !needed.contains(version) && discard(version));
  }

  private void load(ModelVersion version, Set<String> needed) {
    needed.add(version.version());
    models.computeIfAbsent(
        version.version(), absent -> CompletableFuture.supplyAsync(() -> read(version), loader));
  }

  /** Closes a model that no event to come needs; one that is still loading is kept. */
  private boolean discard(String version) {
    CompletableFuture<Model> model = models.get(version);
    if (model == null || !model.isDone()) {
      return false;
    }
    if (!model.isCompletedExceptionally()) {
      model.join().close();
    }
    return true;
  }

  private Model read(ModelVersion version) {
    long begin = System.nanoTime();
    try (FileIO io = LakeCatalogLoader.fileIo(lake)) {
      byte[] bytes = new ModelArtifactStore(io).read(version, ModelArtifact.MAX_BYTES);
      Model model = ModelLoader.load(bytes, version.sha256(), features);
      LOG.info(
          "Loaded model {} in {} ms", version.version(), (System.nanoTime() - begin) / 1_000_000);
      return model;
    } catch (IOException | ModelRefusedException e) {
      throw new UnusableModelException(version.version(), e);
    }
  }

  private static final class UnusableModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableModelException(String version, Exception cause) {
      super("Model " + version + " cannot be used: " + cause.getMessage(), cause);
    }

    boolean isRefusal() {
      return getCause() instanceof ModelRefusedException
          || ExceptionUtils.findThrowable(this, NotFoundException.class).isPresent();
    }
  }

  /** What is in force at an event time. */
  InForce at(long eventTimeMicros) {
    if (!current.covers(eventTimeMicros)) {
      current = timeline.at(eventTimeMicros);
    }
    return current;
  }

  /**
   * A model that is in force, loaded.
   *
   * @return null when it is refused: what is in force must be asked anew
   */
  @Nullable Model model(ModelVersion version, long eventTimeMicros) {
    CompletableFuture<Model> loading =
        models.computeIfAbsent(
            version.version(),
            absent -> CompletableFuture.supplyAsync(() -> read(version), loader));
    try {
      return loading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UnusableModelException unusable && unusable.isRefusal()) {
        LOG.warn("{}; scoring goes on without it", unusable.getMessage());
        refused.add(version.version());
        rebuild(eventTimeMicros);
        return null;
      }
      throw e;
    }
  }

  /** How many models were refused. */
  int refusals() {
    return refused.size();
  }

  @Override
  public void close() {
    loader.shutdownNow();
    models
        .values()
        .forEach(
            model -> {
              if (model.isDone() && !model.isCompletedExceptionally()) {
                model.join().close();
              }
            });
  }
}
