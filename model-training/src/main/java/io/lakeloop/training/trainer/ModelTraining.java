package io.lakeloop.training.trainer;

import io.lakeloop.feature.FeatureSet;
import io.lakeloop.model.Calibration;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelKind;
import io.lakeloop.model.ModelManifest;
import io.lakeloop.training.evaluation.AlertCosts;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.trainer.XgboostTrainer.EarlyStop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * From rows to a calibrated model: a pilot is trained on all but the last days of the window, finds
 * on these how many trees are best, what makes scores probabilities, and from which one alerts pay;
 * then the model is trained on the whole window with so many trees. Sees no row behind the window.
 */
public final class ModelTraining {
  private final BoostingSettings boosting;
  private final Settings settings;

  /**
   * How a model is made.
   *
   * @param laterDays days at the window's end that the pilot is stopped and calibrated by
   * @param curve the form of the calibration
   * @param costs what alerts cost
   */
  public record Settings(int laterDays, Curve curve, AlertCosts costs) {
    /** A week, a sigmoid, an alert costs 5 currency units. */
    public static final Settings STANDARD = new Settings(7, Curve.SIGMOID, new AlertCosts(500));

    /** Checks the range. */
    public Settings {
      if (laterDays < 1) {
        throw new IllegalArgumentException(
            "%d days to stop and calibrate by; give 1 or more".formatted(laterDays));
      }
    }
  }

  /** The form of a calibration. */
  public enum Curve {
    /** Keeps the order of any two scores; right for few frauds. */
    SIGMOID,
    /** Follows any shape; needs thousands of frauds. */
    ISOTONIC
  }

  /**
   * A model and what was found out on the way.
   *
   * @param trees the model
   * @param calibration what makes its scores probabilities
   * @param alertThreshold the calibrated score from which alerts pay
   * @param treeCount how many trees were best
   */
  public record Trained(
      BoostedTrees trees, Calibration calibration, double alertThreshold, int treeCount) {
    /** Calibrated scores of rows. */
    public Predictions predict(TrainingRows rows, int[] selection) {
      return predictions(rows, selection, trees.scores(rows, selection), calibration);
    }

    /**
     * The model as one file. Takes the features as the engine gives them.
     *
     * @param version its version under the name
     * @param features the set that the rows were made with
     * @param usualValues each feature's usual value, such as {@link #medians}
     * @param trained how it was made, for people
     */
    public byte[] artifact(
        String name,
        String version,
        FeatureSet features,
        List<Double> usualValues,
        SortedMap<String, String> trained) {
      ModelManifest manifest =
          new ModelManifest(
              name,
              version,
              ModelKind.XGBOOST,
              features.name(),
              features.hash(),
              trees.featureNames(),
              usualValues,
              calibration,
              alertThreshold,
              trained);
      return ModelArtifact.write(manifest, trees.bytes());
    }
  }

  /** Training by these settings. */
  public ModelTraining(BoostingSettings boosting, Settings settings) {
    if (boosting.standardized()) {
      throw new IllegalArgumentException(
          "a model on standardized features cannot score the engine's; train without");
    }
    this.boosting = boosting;
    this.settings = settings;
  }

  /**
   * Trains on the days from one up to and without another.
   *
   * @throws TrainingRefusedException when these days make no model
   */
  public Trained train(TrainingRows rows, int fromEpochDay, int toEpochDay) {
    int later = toEpochDay - settings.laterDays();
    int[] laterRows = rows.ofDays(Math.max(fromEpochDay, later), toEpochDay);
    EarlyStop stop =
        new XgboostTrainer(boosting).stopEarly(rows, rows.ofDays(fromEpochDay, later), laterRows);
    Calibration calibration = calibration(rows, laterRows, stop.laterScores());
    double threshold =
        settings
            .costs()
            .bestThreshold(predictions(rows, laterRows, stop.laterScores(), calibration));
    BoostedTrees trees =
        new XgboostTrainer(boosting.withTrees(stop.trees()))
            .train(rows, rows.ofDays(fromEpochDay, toEpochDay));
    return new Trained(trees, calibration, threshold, stop.trees());
  }

  private Calibration calibration(TrainingRows rows, int[] selection, double[] scores) {
    boolean[] frauds = new boolean[selection.length];
    for (int i = 0; i < selection.length; i++) {
      frauds[i] = rows.isFraud(selection[i]);
    }
    return switch (settings.curve()) {
      case SIGMOID -> Calibrator.sigmoid(scores, frauds);
      case ISOTONIC -> Calibrator.isotonic(scores, frauds);
    };
  }

  static Predictions predictions(
      TrainingRows rows, int[] selection, double[] scores, Calibration calibration) {
    Predictions.Builder predictions = new Predictions.Builder();
    for (int i = 0; i < selection.length; i++) {
      int row = selection[i];
      predictions.add(
          calibration.apply(scores[i]),
          rows.isFraud(row),
          rows.card(row),
          rows.day(row),
          rows.amountMinorUnits(row));
    }
    return predictions.build();
  }

  /** Each feature's median over rows, 0 where it has no value. */
  public static List<Double> medians(TrainingRows rows, int[] selection) {
    List<Double> medians = new ArrayList<>();
    for (int feature = 0; feature < rows.featureNames().size(); feature++) {
      double[] values = new double[selection.length];
      int count = 0;
      for (int row : selection) {
        float value = rows.value(row, feature);
        if (!Float.isNaN(value)) {
          values[count++] = value;
        }
      }
      Arrays.sort(values, 0, count);
      medians.add(count == 0 ? 0.0 : values[count / 2]);
    }
    return medians;
  }
}
