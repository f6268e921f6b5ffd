package io.lakeloop.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XGBoost itself is the oracle. */
class TreeEnsembleTest {
  private static final int FEATURES = 12;
  private static final Offset<Double> EXACT = within(1e-6);

  /** XGBoost adds the paths of all leaves up in floats, we in doubles. */
  private static final Offset<Double> IN_FLOATS = within(1e-4);

  @ParameterizedTest
  @CsvSource({"json,6", "ubj,6", "json,14", "ubj,14"})
  void scoresTrainedModelsAsXgboostDoes(String format, int depth) throws Exception {
    Booster booster =
        XgboostFixtures.train(FEATURES, 60, Map.of("max_depth", depth, "min_child_weight", 0.01));

    assertEqualsXgboost(booster, booster.toByteArray(format));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hist", "approx", "exact"})
  void scoresEveryTreeMethod(String method) throws Exception {
    Booster booster = XgboostFixtures.train(FEATURES, 30, Map.of("tree_method", method));

    assertEqualsXgboost(booster, booster.toByteArray("ubj"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "0.02", "0.97"})
  void startsFromTheBaseScoreInItsOldAndNewForm(String baseScore) throws Exception {
    Booster booster = XgboostFixtures.train(FEATURES, 5, Map.of("base_score", baseScore));
    String json = new String(booster.toByteArray("json"), UTF_8);
    String newForm = json.replaceFirst("\"base_score\":\"([^\"]+)\"", "\"base_score\":\"[$1]\"");

    assertThat(newForm).contains("\"base_score\":\"[").isNotEqualTo(json);
    assertEqualsXgboost(booster, json.getBytes(UTF_8));
    assertEqualsXgboost(booster, newForm.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7})
  void scoresTreesOfAnyShapeAsXgboostDoes(long seed) throws Exception {
    byte[] model = RandomTrees.json(seed, 20, (int) seed * 2, FEATURES, "3E-1").getBytes(UTF_8);

    assertEqualsXgboost(XGBoost.loadModel(new ByteArrayInputStream(model)), model);
  }

  @Test
  void weighsTheTreesOfDart() throws Exception {
    Booster booster =
        XgboostFixtures.train(FEATURES, 30, Map.of("booster", "dart", "rate_drop", 0.3));

    TreeEnsemble ours = read(booster.toByteArray("json"));

    double[][] rows = XgboostFixtures.rows(9, 500, FEATURES);
    float[][] expected = booster.predict(XgboostFixtures.matrix(rows));
    for (int i = 0; i < rows.length; i++) {
      assertThat(ours.score(rows[i])).isCloseTo(expected[i][0], EXACT);
    }
  }

  @Test
  void scoresRawMarginsAsProbabilities() throws Exception {
    Booster booster = XgboostFixtures.train(FEATURES, 20, Map.of("objective", "binary:logitraw"));

    TreeEnsemble ours = read(booster.toByteArray("ubj"));

    double[][] rows = XgboostFixtures.rows(9, 500, FEATURES);
    float[][] margins = booster.predict(XgboostFixtures.matrix(rows), true);
    for (int i = 0; i < rows.length; i++) {
      assertThat(ours.margin(rows[i])).isEqualTo(margins[i][0]);
      assertThat(ours.score(rows[i])).isEqualTo(Logistic.probability(margins[i][0]));
    }
  }

  @Test
  void holdsEstimatesOfSquaredErrorBetweenZeroAndOne() throws Exception {
    Booster booster = XgboostFixtures.train(FEATURES, 20, Map.of("objective", "reg:squarederror"));

    TreeEnsemble ours = read(booster.toByteArray("ubj"));

    double[][] rows = XgboostFixtures.rows(9, 500, FEATURES);
    float[][] expected = booster.predict(XgboostFixtures.matrix(rows));
    for (int i = 0; i < rows.length; i++) {
      assertThat(ours.margin(rows[i])).isEqualTo(expected[i][0]);
      assertThat(ours.score(rows[i])).isEqualTo(Math.min(1, Math.max(0, expected[i][0])));
      assertThat(ours.explain(rows[i]).unit()).isEqualTo(Explanation.Unit.SCORE);
    }
  }

  @Test
  void scoresInfiniteValuesAndValuesThatRoundOntoAThreshold() throws Exception {
    byte[] model = RandomTrees.json(7, 30, 6, 3, "5E-1").getBytes(UTF_8);
    Booster booster = XGBoost.loadModel(new ByteArrayInputStream(model));
    double[] values = {
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0.0,
      -0.0,
      Math.nextDown(0.25),
      Math.nextUp(0.25),
      Math.nextDown(0.25f),
      Double.MAX_VALUE,
      Double.MIN_VALUE,
      Double.NaN
    };

    TreeEnsemble ours = read(model, 3);

    for (double a : values) {
      for (double b : values) {
        double[] row = {a, b, 0.25};
        float[][] expected =
            booster.inplace_predict(XgboostFixtures.flat(new double[][] {row}), 1, 3, Float.NaN);
        assertThat(ours.score(row)).isCloseTo(expected[0][0], EXACT);
      }
    }
  }

  @Test
  void refusesARowOfAnotherLength() throws Exception {
    TreeEnsemble ours = read(RandomTrees.json(1, 1, 3, 3, "0.5").getBytes(UTF_8), 3);

    assertThatThrownBy(() -> ours.score(new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A row of 2 values was scored by a model of 3 features; give the values of"
                + " [f0, f1, f2]");
  }

  private static void assertEqualsXgboost(Booster booster, byte[] model) throws Exception {
    double[][] rows = XgboostFixtures.rows(9, 500, FEATURES);
    DMatrix matrix = XgboostFixtures.matrix(rows);
    float[][] scores = booster.predict(matrix);
    float[][] margins = booster.predict(matrix, true);
    double[][] explained = Arrays.copyOf(rows, 20);
    float[][] contributions = booster.predictContrib(XgboostFixtures.matrix(explained), 0);
    TreeEnsemble ours = read(model);
    for (int i = 0; i < rows.length; i++) {
      assertThat(ours.margin(rows[i])).isCloseTo(margins[i][0], within(1e-6f));
      assertThat(ours.score(rows[i])).isCloseTo(scores[i][0], EXACT);
    }
    for (int i = 0; i < explained.length; i++) {
      assertExplains(ours, explained[i], contributions[i]);
    }
  }

  /** {@code expected} ends with the baseline. */
  private static void assertExplains(TreeEnsemble ours, double[] row, float[] expected) {
    Explanation explanation = ours.explain(row);
    double[] amounts = new double[row.length];
    double sum = explanation.baseline();
    for (Contribution contribution : explanation.contributions()) {
      amounts[ours.featureNames().indexOf(contribution.feature())] = contribution.amount();
      sum += contribution.amount();
    }
    assertThat(explanation.unit()).isEqualTo(Explanation.Unit.LOG_ODDS);
    assertThat(sum).isCloseTo(ours.margin(row), within(1e-5));
    assertThat(explanation.baseline()).isCloseTo(expected[row.length], IN_FLOATS);
    for (int f = 0; f < row.length; f++) {
      assertThat(amounts[f]).isCloseTo(expected[f], IN_FLOATS);
    }
  }

  private static TreeEnsemble read(byte[] model) throws ModelRefusedException {
    return read(model, FEATURES);
  }

  private static TreeEnsemble read(byte[] model, int features) throws ModelRefusedException {
    return TreeEnsemble.readXgboost(model, XgboostFixtures.names(features));
  }
}
