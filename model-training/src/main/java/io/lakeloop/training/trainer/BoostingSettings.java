package io.lakeloop.training.trainer;

import java.util.Locale;

/**
 * Parameters of gradient boosting, by XGBoost's definitions.
 *
 * @param trees boosting rounds; at most so many when training stops early
 * @param depth levels of a tree at most
 * @param learningRate what is taken of each tree, above 0 and up to 1
 * @param minChildWeight smallest sum of p(1−p) in a leaf
 * @param rowShare share of the rows drawn for each tree
 * @param featureShare share of the features drawn for each tree
 * @param leafPenalty L2 penalty on leaves ({@code lambda})
 * @param splits how cuts are found
 * @param bins cuts tried for a feature, for histograms; amounts are skewed, so that few bins miss
 *     cuts that matter
 * @param fraudWeight weight of a fraud, 1 for that of a genuine transaction
 * @param standardized whether features are put in units of their standard deviation in training
 *     first; trees do not need it
 * @param earlyStoppingRounds training stops when the loss on later rows has not become smaller for
 *     so many rounds
 * @param seed of the draws of rows and features
 * @param threads part of what makes bytes equal, like the seed; one is slower on an idle machine,
 *     and far faster than two on a busy one, where they wait for each other
 */
public record BoostingSettings(
    int trees,
    int depth,
    double learningRate,
    double minChildWeight,
    double rowShare,
    double featureShare,
    double leafPenalty,
    Splits splits,
    int bins,
    double fraudWeight,
    boolean standardized,
    int earlyStoppingRounds,
    long seed,
    int threads) {

  /** How cuts are found. */
  public enum Splits {
    /** Every cut between two values is tried. */
    EXACT,
    /** Values are put into bins first: faster, for many rows. */
    HIST;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The parameters of the handbook's published results: the library's defaults. */
  public static final BoostingSettings PUBLISHED =
      new BoostingSettings(100, 6, 0.3, 1, 1, 1, 1, Splits.EXACT, 256, 1, true, 20, 0, 1);

  /** What Lakeloop trains with; docs/adr/0009 tells how they were chosen. */
  public static final BoostingSettings STANDARD =
      new BoostingSettings(300, 5, 0.1, 5, 0.8, 0.6, 1, Splits.HIST, 1024, 1, false, 30, 1, 1);

  /** Checks the ranges. */
  public BoostingSettings {
    require(trees >= 1 && trees <= 10_000, "trees", trees, "1 to 10,000");
    require(depth >= 1 && depth <= 12, "depth", depth, "1 to 12");
    require(learningRate > 0 && learningRate <= 1, "learning rate", learningRate, "up to 1");
    require(minChildWeight >= 0, "minimum child weight", minChildWeight, "0 or more");
    require(rowShare > 0 && rowShare <= 1, "row share", rowShare, "up to 1");
    require(featureShare > 0 && featureShare <= 1, "feature share", featureShare, "up to 1");
    require(leafPenalty >= 0, "leaf penalty", leafPenalty, "0 or more");
    require(bins >= 2 && bins <= 1 << 16, "bins", bins, "2 to 65,536");
    require(fraudWeight > 0, "fraud weight", fraudWeight, "more than 0");
    require(earlyStoppingRounds >= 1, "early stopping", earlyStoppingRounds, "1 or more");
    require(threads >= 1, "threads", threads, "1 or more");
  }

  private static void require(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s; give %s".formatted(key, value, expected));
    }
  }

  /** The same with another number of trees. */
  public BoostingSettings withTrees(int newTrees) {
    return new BoostingSettings(
        newTrees,
        depth,
        learningRate,
        minChildWeight,
        rowShare,
        featureShare,
        leafPenalty,
        splits,
        bins,
        fraudWeight,
        standardized,
        earlyStoppingRounds,
        seed,
        threads);
  }

  /** The same with another seed. */
  public BoostingSettings withSeed(long newSeed) {
    return new BoostingSettings(
        trees,
        depth,
        learningRate,
        minChildWeight,
        rowShare,
        featureShare,
        leafPenalty,
        splits,
        bins,
        fraudWeight,
        standardized,
        earlyStoppingRounds,
        newSeed,
        threads);
  }

  /** The same with another number of threads. */
  public BoostingSettings withThreads(int newThreads) {
    return new BoostingSettings(
        trees,
        depth,
        learningRate,
        minChildWeight,
        rowShare,
        featureShare,
        leafPenalty,
        splits,
        bins,
        fraudWeight,
        standardized,
        earlyStoppingRounds,
        seed,
        newThreads);
  }
}
