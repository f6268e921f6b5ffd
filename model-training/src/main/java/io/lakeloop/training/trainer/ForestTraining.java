package io.lakeloop.training.trainer;

import io.lakeloop.feature.FeatureSet;
import io.lakeloop.model.Calibration;
import io.lakeloop.model.FeatureSpace;
import io.lakeloop.model.ForestScorer;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelKind;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.model.Scorer;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.random.RandomGenerator;

/**
 * From rows to a Random Cut Forest, the scorer that needs no labels to be grown: it is shown a
 * sample of the rows not known as fraud. Labels are used only to say how likely a fraud is at a
 * score, and from which one alerts pay.
 */
public final class ForestTraining {
  private static final int TREES = 50;
  private static final int ROWS_PER_TREE = 256;

  /** Each of a tree's rows is one of several seen, and the artifact stays below a few megabytes. */
  private static final int SAMPLE_ROWS = 4_096;

  private static final int CALIBRATION_ROWS = 20_000;

  private final ModelTraining.Settings settings;
  private final long seed;

  /** Training by these settings. */
  public ForestTraining(ModelTraining.Settings settings, long seed) {
    this.settings = settings;
    this.seed = seed;
  }

  /**
   * Grows a forest on the days from one up to and without another, and writes it as an artifact.
   *
   * @param random where the sample is drawn from; the same seed gives the same bytes
   * @throws TrainingRefusedException when these days make no model
   */
  public byte[] artifact(
      TrainingRows rows,
      int fromEpochDay,
      int toEpochDay,
      FeatureSet features,
      String name,
      String version,
      SortedMap<String, String> trained,
      RandomGenerator random) {
    int[] window = rows.ofDays(fromEpochDay, toEpochDay);
    XgboostTrainer.check(rows, window, "training");
    int[] genuine = Arrays.stream(window).filter(row -> !rows.isFraud(row)).toArray();
    int[] sample = sample(genuine, SAMPLE_ROWS, random);
    double[][] values = new double[sample.length][rows.featureNames().size()];
    for (int i = 0; i < sample.length; i++) {
      rows.copy(sample[i], values[i]);
    }
    byte[] forest = ForestScorer.write(values, TREES, Math.min(ROWS_PER_TREE, sample.length), seed);
    List<Double> usual = ModelTraining.medians(rows, window);
    ModelManifest plain =
        manifest(name, version, features, rows, usual, new Calibration.None(), 1, trained);
    int[] later = rows.ofDays(toEpochDay - settings.laterDays(), toEpochDay);
    int[] calibrating =
        later.length <= CALIBRATION_ROWS ? later : sample(later, CALIBRATION_ROWS, random);
    XgboostTrainer.checkLabels(rows, calibrating, "calibration");
    double[] scores = scores(plain, forest, features, rows, calibrating);
    boolean[] frauds = new boolean[calibrating.length];
    for (int i = 0; i < frauds.length; i++) {
      frauds[i] = rows.isFraud(calibrating[i]);
    }
    Calibration calibration = Calibrator.sigmoid(scores, frauds);
    double threshold =
        settings
            .costs()
            .bestThreshold(ModelTraining.predictions(rows, calibrating, scores, calibration));
    return ModelArtifact.write(
        manifest(name, version, features, rows, usual, calibration, threshold, trained), forest);
  }

  private static ModelManifest manifest(
      String name,
      String version,
      FeatureSet features,
      TrainingRows rows,
      List<Double> usual,
      Calibration calibration,
      double threshold,
      SortedMap<String, String> trained) {
    return new ModelManifest(
        name,
        version,
        ModelKind.RANDOM_CUT_FOREST,
        features.name(),
        features.hash(),
        rows.featureNames(),
        usual,
        calibration,
        threshold,
        trained);
  }

  private static double[] scores(
      ModelManifest manifest,
      byte[] forest,
      FeatureSet features,
      TrainingRows rows,
      int[] selection) {
    byte[] artifact = ModelArtifact.write(manifest, forest);
    FeatureSpace space = new FeatureSpace(features.name(), features.hash(), features.names());
    try (Scorer scorer =
        ModelLoader.load(artifact, ModelArtifact.sha256(artifact), space).scorer()) {
      double[] row = new double[rows.featureNames().size()];
      double[] scores = new double[selection.length];
      for (int i = 0; i < selection.length; i++) {
        rows.copy(selection[i], row);
        scores[i] = scorer.score(row);
      }
      return scores;
    } catch (ModelRefusedException e) {
      throw new TrainingRefusedException(
          "The grown forest cannot be read back: %s; report this".formatted(e.getMessage()), e);
    }
  }

  /** A few of the rows, in their order, as likely one as another. */
  private static int[] sample(int[] rows, int most, RandomGenerator random) {
    int[] shuffled = rows.clone();
    int size = Math.min(most, rows.length);
    for (int i = 0; i < size; i++) {
      int other = i + random.nextInt(shuffled.length - i);
      int chosen = shuffled[other];
      shuffled[other] = shuffled[i];
      shuffled[i] = chosen;
    }
    int[] sample = Arrays.copyOf(shuffled, size);
    Arrays.sort(sample);
    return sample;
  }
}
