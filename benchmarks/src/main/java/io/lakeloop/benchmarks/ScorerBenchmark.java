package io.lakeloop.benchmarks;

import io.lakeloop.model.Explanation;
import io.lakeloop.model.OnnxExport;
import io.lakeloop.model.OnnxScorer;
import io.lakeloop.model.Scorer;
import io.lakeloop.model.TreeEnsemble;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Scoring one row at a time, as a stream does: 100 trees of depth 6 on 30 features, a twentieth of
 * the values missing. Our trees against XGBoost's own through JNI and against ONNX Runtime, all
 * with one thread; and what an explanation costs.
 *
 * <p>Run: {@code ./benchmarks/run ScorerBenchmark [JMH OPTION …]}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before it measures.
public class ScorerBenchmark {
  private static final int FEATURES = 30;
  private static final int TREES = 100;
  private static final int ROWS = 1 << 12;
  private static final double MISSING_SHARE = 0.05;

  private final double[][] rows = rows(1, ROWS);
  private final float[][] floatRows = new float[ROWS][];
  private int next;
  private Scorer ours;
  private Scorer onnx;
  private Booster booster;

  /** Trains the model that all of them score with. */
  @Setup
  public void train() throws Exception {
    booster = trainBooster();
    List<String> names = IntStream.range(0, FEATURES).mapToObj(f -> "f" + f).toList();
    TreeEnsemble trees = TreeEnsemble.readXgboost(booster.toByteArray("ubj"), names);
    ours = trees;
    onnx = OnnxScorer.open(OnnxExport.write(trees), names, List.of());
    for (int i = 0; i < ROWS; i++) {
      floatRows[i] = floats(rows[i]);
    }
  }

  /** Our trees. */
  @Benchmark
  public double lakeloop() {
    return ours.score(rows[next()]);
  }

  /** XGBoost's trees, one row to a call. */
  @Benchmark
  public float xgboostJni() throws XGBoostError {
    return booster.inplace_predict(floatRows[next()], 1, FEATURES, Float.NaN)[0][0];
  }

  /** The same trees by ONNX Runtime, as we call it. */
  @Benchmark
  public double onnxRuntime() {
    return onnx.score(rows[next()]);
  }

  /** SHAP values by our trees. */
  @Benchmark
  public Explanation lakeloopExplanation() {
    return ours.explain(rows[next()]);
  }

  /** Frees what is not on the heap. */
  @TearDown
  public void close() {
    onnx.close();
    booster.dispose();
  }

  private int next() {
    next = (next + 1) & (ROWS - 1);
    return next;
  }

  private static Booster trainBooster() throws XGBoostError {
    double[][] training = rows(2, 50_000);
    float[] flat = new float[training.length * FEATURES];
    float[] labels = new float[training.length];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < training.length; i++) {
      System.arraycopy(floats(training[i]), 0, flat, i * FEATURES, FEATURES);
      double signal = training[i][0] * training[i][1] + Math.abs(training[i][2]);
      labels[i] = random.nextGaussian() + (Double.isNaN(signal) ? 0 : signal) > 1.5 ? 1 : 0;
    }
    DMatrix matrix = new DMatrix(flat, training.length, FEATURES, Float.NaN);
    matrix.setLabel(labels);
    Map<String, Object> parameters =
        Map.of("objective", "binary:logistic", "max_depth", 6, "nthread", 1, "seed", 4, "eta", 0.1);
    return XGBoost.train(matrix, parameters, TREES, Map.of(), null, null);
  }

  private static double[][] rows(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] rows = new double[count][FEATURES];
    for (double[] row : rows) {
      for (int f = 0; f < FEATURES; f++) {
        row[f] = random.nextDouble() < MISSING_SHARE ? Double.NaN : random.nextGaussian();
      }
    }
    return rows;
  }

  private static float[] floats(double[] row) {
    float[] floats = new float[row.length];
    for (int f = 0; f < row.length; f++) {
      floats[f] = (float) row[f];
    }
    return floats;
  }

  /** Arguments are JMH's. */
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    CommandLineOptions options = new CommandLineOptions(args);
    ChainedOptionsBuilder run = new OptionsBuilder().parent(options);
    if (options.getIncludes().isEmpty()) {
      run = run.include(ScorerBenchmark.class.getName());
    }
    new Runner(run.build()).run();
  }
}
