package io.lakeloop.training.report;

import io.lakeloop.model.Contribution;
import io.lakeloop.model.Explanation;
import io.lakeloop.model.FeatureSpace;
import io.lakeloop.model.Model;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.training.run.TrainingRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each feature does to the scores of the rows that a run chose to explain.
 *
 * @param unit what the amounts are measured in
 * @param rows how many rows were explained
 * @param features the features, the strongest first; those that did nothing are left out
 */
record Attributions(String unit, int rows, List<Feature> features) {
  /**
   * One feature.
   *
   * @param meanSize mean of what it added, without sign
   * @param raises share of the rows that it moved whose score it raised
   */
  record Feature(String name, double meanSize, double raises) {}

  private static final class Sum {
    private double size;
    private int up;
    private int moved;
  }

  /** Of a run; nothing without a model or rows. */
  static Attributions of(TrainingRun run) {
    if (run.artifact().length == 0 || run.sample().isEmpty()) {
      return new Attributions("", 0, List.of());
    }
    Map<String, Sum> sums = new LinkedHashMap<>();
    String unit = "";
    try (CloseableModel model = new CloseableModel(load(run))) {
      for (double[] row : run.sample()) {
        Explanation explanation = model.loaded().scorer().explain(row);
        unit = unit(explanation.unit());
        for (Contribution part : explanation.contributions()) {
          Sum sum = sums.computeIfAbsent(part.feature(), name -> new Sum());
          sum.size += Math.abs(part.amount());
          sum.up += part.amount() > 0 ? 1 : 0;
          sum.moved++;
        }
      }
    }
    List<Feature> features = new ArrayList<>();
    sums.forEach(
        (name, sum) ->
            features.add(
                new Feature(name, sum.size / run.sample().size(), (double) sum.up / sum.moved)));
    features.sort(
        Comparator.comparingDouble((Feature each) -> -each.meanSize())
            .thenComparing(Feature::name));
    return new Attributions(unit, run.sample().size(), features);
  }

  private record CloseableModel(Model loaded) implements AutoCloseable {
    @Override
    public void close() {
      loaded.scorer().close();
    }
  }

  private static Model load(TrainingRun run) {
    try {
      return ModelLoader.load(
          run.artifact(),
          ModelArtifact.sha256(run.artifact()),
          new FeatureSpace(run.featureSet(), run.featureSetHash(), run.featureNames()));
    } catch (ModelRefusedException e) {
      throw new IllegalArgumentException(
          "the model of run %s cannot be read: %s; report the run that trained it"
              .formatted(run.version(), e.getMessage()),
          e);
    }
  }

  private static String unit(Explanation.Unit unit) {
    return switch (unit) {
      case LOG_ODDS -> "log odds";
      case SCORE, SCORE_WITHOUT_FEATURE, RULE_SCORE -> "score";
      case ANOMALY_SCORE -> "anomaly score";
    };
  }
}
