package io.lakeloop.local;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakeloop.feature.FeatureSet;
import io.lakeloop.training.evaluation.Estimate;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.HandbookProtocol;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.evaluation.Reliability;
import io.lakeloop.training.trainer.TrainingRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lakeloop evaluate} found, for people and for programs.
 *
 * @param features the feature set
 * @param split which days were tested
 * @param training what was trained on
 * @param whole all test rows together
 * @param weeks each week of the test by itself
 */
record EvaluationReport(
    FeatureSet features,
    HandbookProtocol split,
    Training training,
    Evaluation whole,
    List<Evaluation> weeks) {

  /**
   * What was trained on.
   *
   * @param parameters published or standard
   * @param fromEpochDay first day
   * @param toEpochDay last day
   * @param rows transactions
   * @param frauds frauds among them
   * @param trees number of trees
   */
  record Training(
      String parameters, int fromEpochDay, int toEpochDay, int rows, int frauds, int trees) {
    static Training of(TrainingRows rows, int[] selection, String parameters, int trees) {
      int frauds = 0;
      for (int row : selection) {
        frauds += rows.isFraud(row) ? 1 : 0;
      }
      return new Training(
          parameters,
          rows.day(selection[0]),
          rows.day(selection[selection.length - 1]),
          selection.length,
          frauds,
          trees);
    }
  }

  static EvaluationReport of(
      FeatureSet features,
      HandbookProtocol split,
      Training training,
      Predictions predictions,
      Evaluation.Settings settings,
      RandomGenerator random) {
    return new EvaluationReport(
        features,
        split,
        training,
        Evaluation.of(predictions, settings, random),
        Evaluation.perWeek(predictions, split.testFromEpochDay(), settings, random));
  }

  void describe(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "Trained on %s to %s: %,d transactions, %,d of them fraud; %s, %s parameters, %d trees%n",
        LocalDate.ofEpochDay(training.fromEpochDay()),
        LocalDate.ofEpochDay(training.toEpochDay()),
        training.rows(),
        training.frauds(),
        features,
        training.parameters(),
        training.trees());
    describe(whole, out);
    if (weeks.size() > 1) {
      weeks.forEach(week -> describe(week, out));
    }
  }

  private static void describe(Evaluation evaluation, PrintWriter out) {
    out.println();
    out.printf(
        Locale.ROOT,
        "Test %s to %s: %,d transactions, %,d of them fraud%n",
        LocalDate.ofEpochDay(evaluation.fromEpochDay()),
        LocalDate.ofEpochDay(evaluation.toEpochDay()),
        evaluation.rows(),
        evaluation.frauds());
    evaluation
        .figures()
        .forEach(
            (name, figure) ->
                out.printf(
                    Locale.ROOT,
                    "  %-28s %8.4f   95 %% interval %.4f to %.4f%n",
                    name.replace('_', ' '),
                    figure.value(),
                    figure.low(),
                    figure.high()));
    out.printf(
        Locale.ROOT,
        "  %-28s %8.4f%n",
        "calibration error",
        Reliability.calibrationError(evaluation.reliability()));
    out.println("  score from  to         rows   mean score   fraud share");
    for (Reliability.Bin bin : evaluation.reliability()) {
      if (bin.rows() > 0) {
        out.printf(
            Locale.ROOT,
            "  %10.3f  %.3f  %8d   %10.4f   %11.4f%n",
            bin.fromScore(),
            bin.toScore(),
            bin.rows(),
            bin.meanScore(),
            bin.fraudShare());
      }
    }
  }

  void writeJson(PrintWriter out) throws IOException {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("protocol", "handbook");
    root.put("feature_set", features.name());
    root.put("feature_set_hash", features.hash());
    root.putObject("training")
        .put("parameters", training.parameters())
        .put("from", LocalDate.ofEpochDay(training.fromEpochDay()).toString())
        .put("to", LocalDate.ofEpochDay(training.toEpochDay()).toString())
        .put("transactions", training.rows())
        .put("frauds", training.frauds())
        .put("trees", training.trees());
    root.put("delay_days", split.delayDays());
    add(whole, root.putObject("test"));
    ArrayNode array = root.putArray("weeks");
    weeks.forEach(week -> add(week, array.addObject()));
    ObjectWriter writer = mapper.writerWithDefaultPrettyPrinter();
    out.println(writer.writeValueAsString(root));
  }

  private static void add(Evaluation evaluation, ObjectNode node) {
    node.put("from", LocalDate.ofEpochDay(evaluation.fromEpochDay()).toString())
        .put("to", LocalDate.ofEpochDay(evaluation.toEpochDay()).toString())
        .put("transactions", evaluation.rows())
        .put("frauds", evaluation.frauds());
    for (Map.Entry<String, Estimate> figure : evaluation.figures().entrySet()) {
      put(node, figure.getKey(), figure.getValue().value());
    }
    put(node, "calibration_error", Reliability.calibrationError(evaluation.reliability()));
    ObjectNode intervals = node.putObject("confidence_95");
    for (Map.Entry<String, Estimate> figure : evaluation.figures().entrySet()) {
      ArrayNode interval = intervals.putArray(figure.getKey());
      interval.add(number(figure.getValue().low())).add(number(figure.getValue().high()));
    }
    ArrayNode bins = node.putArray("reliability");
    for (Reliability.Bin bin : evaluation.reliability()) {
      ObjectNode one = bins.addObject();
      put(one, "from_score", bin.fromScore());
      put(one, "to_score", bin.toScore());
      one.put("transactions", bin.rows());
      put(one, "mean_score", bin.meanScore());
      put(one, "fraud_share", bin.fraudShare());
    }
  }

  /** JSON has no NaN: a figure that is not defined is null. */
  private static void put(ObjectNode node, String name, double value) {
    node.put(name, number(value));
  }

  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? Double.valueOf(value) : null;
  }
}
