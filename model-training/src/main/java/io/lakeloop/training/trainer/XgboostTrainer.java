package io.lakeloop.training.trainer;

import io.lakeloop.training.trainer.TrainingRefusedException.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.util.BigDenseMatrix;

/**
 * Trains boosted trees on rows in memory. The same rows, settings and release of XGBoost give the
 * same bytes on machines of one kind.
 *
 * <p>Memory beside the rows, off the heap, while training: 4 bytes a value for the copy handed
 * over, then 8 bytes a value in XGBoost, and as much again for exact splits.
 */
public final class XgboostTrainer {
  /** Fewer frauds say more about chance than about fraud. */
  public static final int FEWEST_FRAUDS = 20;

  private static final String FORMAT = "ubj";

  private final BoostingSettings settings;

  /** A trainer with fixed parameters. */
  public XgboostTrainer(BoostingSettings settings) {
    this.settings = settings;
  }

  /**
   * Trains all the trees of the settings.
   *
   * @param selection the numbers of the rows to train on
   * @throws TrainingRefusedException when these rows make no model
   */
  public BoostedTrees train(TrainingRows rows, int[] selection) {
    check(rows, selection, "training");
    Standardization standardization = standardization(rows, selection);
    try (Matrix training = new Matrix(rows, selection, standardization)) {
      Booster booster =
          XGBoost.train(training.data, parameters(), settings.trees(), Map.of(), null, null);
      return trained(booster, rows, standardization);
    } catch (XGBoostError e) {
      throw failed(e);
    }
  }

  /**
   * Trains until the loss on later rows no longer gets smaller, to find how many trees are best.
   *
   * @param selection the numbers of the rows to train on
   * @param later the numbers of the rows to stop by, none of them among the first
   * @throws TrainingRefusedException when these rows make no model, or cannot tell when to stop
   */
  public EarlyStop stopEarly(TrainingRows rows, int[] selection, int[] later) {
    check(rows, selection, "training");
    checkLabels(rows, later, "early stopping and calibration");
    Standardization standardization = standardization(rows, selection);
    try (Matrix training = new Matrix(rows, selection, standardization);
        Matrix stopping = new Matrix(rows, later, standardization)) {
      Booster booster =
          XGBoost.train(
              training.data,
              parameters(),
              settings.trees(),
              Map.of("later", stopping.data),
              null,
              null,
              null,
              settings.earlyStoppingRounds());
      try {
        int best = 1 + Integer.parseInt(booster.getAttr("best_iteration"));
        float[][] scores = booster.predict(stopping.data, false, best);
        return new EarlyStop(best, Arrays.stream(scores).mapToDouble(row -> row[0]).toArray());
      } finally {
        booster.dispose();
      }
    } catch (XGBoostError e) {
      throw failed(e);
    }
  }

  /**
   * Where training should stop.
   *
   * @param trees how many were best
   * @param laterScores what so many trees give for the later rows
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
  public record EarlyStop(int trees, double[] laterScores) {}

  private Standardization standardization(TrainingRows rows, int[] selection) {
    return settings.standardized()
        ? Standardization.of(rows, selection)
        : Standardization.none(rows.featureNames().size());
  }

  private static BoostedTrees trained(
      Booster booster, TrainingRows rows, Standardization standardization) throws XGBoostError {
    try {
      return new BoostedTrees(booster.toByteArray(FORMAT), rows.featureNames(), standardization);
    } finally {
      booster.dispose();
    }
  }

  private Map<String, Object> parameters() {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("objective", "binary:logistic");
    parameters.put("eval_metric", "logloss");
    parameters.put("base_score", 0.5);
    parameters.put("max_depth", settings.depth());
    parameters.put("eta", settings.learningRate());
    parameters.put("min_child_weight", settings.minChildWeight());
    parameters.put("subsample", settings.rowShare());
    parameters.put("colsample_bytree", settings.featureShare());
    parameters.put("lambda", settings.leafPenalty());
    parameters.put("tree_method", settings.splits().id());
    if (settings.splits() == BoostingSettings.Splits.HIST) {
      parameters.put("max_bin", settings.bins());
    }
    parameters.put("scale_pos_weight", settings.fraudWeight());
    parameters.put("seed", settings.seed());
    parameters.put("nthread", settings.threads());
    parameters.put("verbosity", 0);
    parameters.put("silent", 1);
    return parameters;
  }

  static void check(TrainingRows rows, int[] selection, String purpose) {
    checkLabels(rows, selection, purpose);
    for (int feature = 0; feature < rows.featureNames().size(); feature++) {
      boolean missing = true;
      for (int i = 0; i < selection.length && missing; i++) {
        missing = Float.isNaN(rows.value(selection[i], feature));
      }
      if (missing) {
        throw new TrainingRefusedException(
            Reason.FEATURE_WITHOUT_VALUES,
            "The feature %s has no value in any of the %d rows for %s; train on more days, or leave it out of the set"
                .formatted(rows.featureNames().get(feature), selection.length, purpose));
      }
    }
  }

  static void checkLabels(TrainingRows rows, int[] selection, String purpose) {
    if (selection.length == 0) {
      throw new TrainingRefusedException(
          Reason.EMPTY_WINDOW,
          "There are no rows for %s; choose days that have transactions".formatted(purpose));
    }
    int frauds = 0;
    for (int row : selection) {
      frauds += rows.isFraud(row) ? 1 : 0;
    }
    if (frauds == 0 || frauds == selection.length) {
      throw new TrainingRefusedException(
          Reason.ONE_CLASS,
          "Of the %d rows for %s, %s; choose days with both frauds, already reported, and genuine transactions"
              .formatted(selection.length, purpose, frauds == 0 ? "none is fraud" : "all are"));
    }
    if (frauds < FEWEST_FRAUDS) {
      throw new TrainingRefusedException(
          Reason.TOO_FEW_FRAUDS,
          "The %d rows for %s have %d frauds, at least %d are needed; choose more days"
              .formatted(selection.length, purpose, frauds, FEWEST_FRAUDS));
    }
  }

  private static TrainingRefusedException failed(XGBoostError e) {
    return new TrainingRefusedException("XGBoost failed: " + e.getMessage(), e);
  }

  /** Rows as XGBoost has them. */
  private static final class Matrix implements AutoCloseable {
    private final DMatrix data;

    Matrix(TrainingRows rows, int[] selection, Standardization standardization)
        throws XGBoostError {
      int width = rows.featureNames().size();
      float[] labels = new float[selection.length];
      float[] weights = new float[selection.length];
      boolean weighted = false;
      BigDenseMatrix dense = new BigDenseMatrix(selection.length, width);
      try {
        double[] row = new double[width];
        long at = 0;
        for (int i = 0; i < selection.length; i++) {
          rows.copy(selection[i], row);
          standardization.apply(row);
          for (double value : row) {
            dense.set(at++, (float) value);
          }
          labels[i] = rows.isFraud(selection[i]) ? 1 : 0;
          weights[i] = rows.weight(selection[i]);
          weighted |= weights[i] != 1;
        }
        data = new DMatrix(dense, Float.NaN);
      } finally {
        dense.dispose();
      }
      data.setLabel(labels);
      if (weighted) {
        data.setWeight(weights);
      }
      data.setFeatureNames(rows.featureNames().toArray(String[]::new));
    }

    @Override
    public void close() {
      data.dispose();
    }
  }
}
