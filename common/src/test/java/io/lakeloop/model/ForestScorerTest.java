package io.lakeloop.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ForestScorerTest {
  private static final int FEATURES = 4;
  private static final List<String> NAMES = XgboostFixtures.names(FEATURES);

  @Test
  void scoresOutliersAboveOrdinaryRows() throws Exception {
    ForestScorer forest = forest(1);

    double highestOrdinary =
        Arrays.stream(ordinary(2, 200)).mapToDouble(forest::score).sorted().toArray()[189];
    for (int f = 0; f < FEATURES; f++) {
      double[] outlier = ordinary(3, 1)[0];
      outlier[f] += 12 * Math.pow(10, f);
      assertThat(forest.score(outlier)).isGreaterThan(highestOrdinary).isLessThan(1);
    }
  }

  @Test
  void namesTheFeatureThatIsUnusual() throws Exception {
    ForestScorer forest = forest(1);
    double[] outlier = ordinary(3, 1)[0];
    outlier[2] += 1200;

    Explanation explanation = forest.explain(outlier);

    double sum = explanation.contributions().stream().mapToDouble(Contribution::amount).sum();
    assertThat(explanation.top(1)).extracting(Contribution::feature).containsExactly("f2");
    assertThat(sum / (1 + sum)).isCloseTo(forest.score(outlier), within(1e-6));
  }

  @Test
  void growsTheSameForestFromTheSamePayload() throws Exception {
    double[][] rows = ordinary(4, 50);
    ForestScorer forest = forest(1);
    ForestScorer again = forest(1);
    ForestScorer other = forest(2);

    double[] scores = Arrays.stream(rows).mapToDouble(forest::score).toArray();

    assertThat(Arrays.stream(rows).mapToDouble(again::score).toArray()).isEqualTo(scores);
    assertThat(Arrays.stream(rows).mapToDouble(other::score).toArray()).isNotEqualTo(scores);
    // Scoring leaves no trace.
    assertThat(Arrays.stream(rows).mapToDouble(forest::score).toArray()).isEqualTo(scores);
  }

  @Test
  void takesAMissingOrInfiniteValue() throws Exception {
    ForestScorer forest = forest(1);
    double[] row = ordinary(3, 1)[0];

    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e300}) {
      row[0] = value;
      assertThat(forest.score(row)).isBetween(0.0, 1.0);
    }
  }

  @Test
  void refusesSamplesThatCannotBeUsed() {
    for (String json :
        List.of(
            "",
            "null",
            "{}",
            sample(1_000_000, 2, "[[1,1],[1,1]]"),
            sample(1, 2_000_000_000, "[[1,1],[1,1]]"),
            sample(1, 2, "[[1,1]]"),
            sample(1, 2, "[[1,1],[1]]"),
            sample(1, 2, "[[1,1],null]"),
            sample(1, 2, "[[1,1],[1,1e30]]"),
            sample(1, 2, "[[1,1],[1,\"NaN\"]]"))) {
      assertThatThrownBy(() -> ForestScorer.read(json.getBytes(UTF_8), XgboostFixtures.names(2)))
          .isInstanceOf(ModelRefusedException.class);
    }
  }

  private static String sample(int trees, int rowsPerTree, String rows) {
    return """
        {"trees":%d,"rowsPerTree":%d,"seed":1,"mean":[0,0],"deviation":[1,1],"rows":%s}"""
        .formatted(trees, rowsPerTree, rows);
  }

  private static ForestScorer forest(long seed) throws ModelRefusedException {
    return ForestScorer.read(ForestScorer.write(ordinary(1, 1_000), 50, 256, seed), NAMES);
  }

  /** Features whose widths differ by powers of ten. */
  private static double[][] ordinary(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rows = new double[count][FEATURES];
    for (double[] row : rows) {
      for (int f = 0; f < FEATURES; f++) {
        row[f] = random.nextGaussian() * Math.pow(10, f);
      }
    }
    return rows;
  }
}
