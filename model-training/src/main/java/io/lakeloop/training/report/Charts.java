package io.lakeloop.training.report;

import io.lakeloop.training.evaluation.Curve;
import io.lakeloop.training.evaluation.Estimate;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.evaluation.Reliability;
import io.lakeloop.training.run.Backtest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The pictures of a backtest. */
final class Charts {
  /** The candidate's colour. */
  static final String CANDIDATE = "candidate";

  /** The champion's colour. */
  static final String CHAMPION = "champion";

  /** Points closer than this are one in a picture of some hundred dots. */
  static final double CLOSEST = 0.002;

  private static final int SCORE_BINS = 20;

  private Charts() {}

  static Markup precisionRecall(Backtest backtest) {
    double base =
        (double) backtest.candidate().fraudCount() / Math.max(1, backtest.candidate().size());
    return new Plot(
            Plot.Size.HALF,
            "precision over recall of candidate and champion",
            Axis.share("recall: share of frauds found"),
            Axis.share("precision: share of alerts that are fraud"))
        .level(base)
        .steps(CHAMPION, Curve.precisionRecall(backtest.champion(), CLOSEST))
        .steps(CANDIDATE, Curve.precisionRecall(backtest.candidate(), CLOSEST))
        .done();
  }

  static Markup roc(Backtest backtest) {
    return new Plot(
            Plot.Size.HALF,
            "ROC curves of candidate and champion",
            Axis.share("share of genuine transactions alerted"),
            Axis.share("share of frauds found"))
        .diagonal()
        .curve(CHAMPION, Curve.roc(backtest.champion(), CLOSEST))
        .curve(CANDIDATE, Curve.roc(backtest.candidate(), CLOSEST))
        .done();
  }

  static Markup reliability(Backtest backtest) {
    Plot plot =
        new Plot(
                Plot.Size.THIRD,
                "share of frauds over mean score of candidate and champion",
                Axis.root("mean score of the bin"),
                Axis.root("share of frauds in the bin"))
            .diagonal();
    reliability(plot, CHAMPION, backtest.championFigures().reliability());
    reliability(plot, CANDIDATE, backtest.candidateFigures().reliability());
    return plot.done();
  }

  private static void reliability(Plot plot, String style, List<Reliability.Bin> bins) {
    List<Reliability.Bin> filled = bins.stream().filter(bin -> bin.rows() > 0).toList();
    plot.curve(
        style + " thin",
        filled.stream()
            .map(bin -> new Curve.Point(bin.fromScore(), bin.meanScore(), bin.fraudShare()))
            .toList());
    for (Reliability.Bin bin : filled) {
      plot.dot(
          style,
          bin.meanScore(),
          bin.fraudShare(),
          2 + Math.log10(bin.rows()),
          text(
              "scores %.3f to %.3f: %,d transactions, mean score %.4f, share of frauds %.4f",
              bin.fromScore(), bin.toScore(), bin.rows(), bin.meanScore(), bin.fraudShare()));
    }
  }

  static Markup histogram(String whose, Predictions predictions) {
    int[] genuine = new int[SCORE_BINS];
    int[] frauds = new int[SCORE_BINS];
    for (int row = 0; row < predictions.size(); row++) {
      int bin = Math.min(SCORE_BINS - 1, (int) (predictions.score(row) * SCORE_BINS));
      (predictions.isFraud(row) ? frauds : genuine)[bin]++;
    }
    double most = IntStream.concat(Arrays.stream(genuine), Arrays.stream(frauds)).max().orElse(1);
    Plot plot =
        new Plot(
            Plot.Size.THIRD,
            "histogram of the scores of " + whose,
            Axis.share("score"),
            Axis.counts("transactions", most));
    for (int bin = 0; bin < SCORE_BINS; bin++) {
      double from = (double) bin / SCORE_BINS;
      double half = 0.5 / SCORE_BINS;
      String scores = text("scores %.2f to %.2f: ", from, from + 2 * half);
      if (genuine[bin] > 0) {
        plot.bar(
            "genuine", from, from + half, genuine[bin], scores + text("%,d genuine", genuine[bin]));
      }
      if (frauds[bin] > 0) {
        plot.bar(
            "fraud",
            from + half,
            from + 2 * half,
            frauds[bin],
            scores + text("%,d frauds", frauds[bin]));
      }
    }
    return plot.done();
  }

  /** Average precision of each period, with its interval where there is one. */
  static Markup overTime(List<String> names, List<Evaluation> ours, List<Evaluation> theirs) {
    Plot plot =
        new Plot(
            Plot.Size.WIDE,
            "average precision of candidate and champion over time",
            Axis.names("", names),
            Axis.share("average precision"));
    double aside = 0.008 * names.size();
    overTime(plot, CHAMPION, aside, theirs);
    overTime(plot, CANDIDATE, -aside, ours);
    return plot.done();
  }

  private static void overTime(Plot plot, String style, double aside, List<Evaluation> periods) {
    List<Integer> known =
        IntStream.range(0, periods.size())
            .filter(i -> !Double.isNaN(periods.get(i).value(Evaluation.AVERAGE_PRECISION)))
            .boxed()
            .toList();
    plot.curve(
        style + " thin",
        known.stream()
            .map(i -> new Curve.Point(i, i + aside, averagePrecision(periods.get(i)).value()))
            .toList());
    for (int i : known) {
      Estimate figure = averagePrecision(periods.get(i));
      plot.whisker(style, i + aside, figure.low(), figure.high());
      plot.dot(
          style,
          i + aside,
          figure.value(),
          4,
          text(
              "%s: average precision %.4f, %d frauds of %,d transactions",
              style, figure.value(), periods.get(i).frauds(), periods.get(i).rows()));
    }
  }

  private static Estimate averagePrecision(Evaluation period) {
    Estimate found = period.figures().get(Evaluation.AVERAGE_PRECISION);
    return found == null ? new Estimate(Double.NaN, Double.NaN, Double.NaN) : found;
  }

  /** Two intervals on one scale, from 0 to 1 or to the larger end. */
  static Markup intervals(Estimate ours, Estimate theirs) {
    double high =
        Math.max(1, Math.max(finite(ours.high(), ours.value()), finite(theirs.high(), 0)));
    Markup svg = new Markup();
    svg.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 240 30",
        "role",
        "img",
        "aria-label",
        "intervals of candidate and champion",
        "class",
        "intervals");
    svg.empty("line", "class", "grid", "x1", 4.0, "y1", 15.0, "x2", 236.0, "y2", 15.0);
    interval(svg, CANDIDATE, ours, high, 10);
    interval(svg, CHAMPION, theirs, high, 20);
    return svg.close();
  }

  private static double finite(double value, double otherwise) {
    return Double.isNaN(value) ? otherwise : value;
  }

  private static void interval(Markup svg, String style, Estimate figure, double high, double at) {
    if (Double.isNaN(figure.value())) {
      return;
    }
    if (!Double.isNaN(figure.low())) {
      svg.empty(
          "line",
          "class",
          "whisker " + style,
          "x1",
          4 + 232 * figure.low() / high,
          "y1",
          at,
          "x2",
          4 + 232 * figure.high() / high,
          "y2",
          at);
    }
    svg.empty(
        "circle",
        "class",
        "dot " + style,
        "cx",
        4 + 232 * figure.value() / high,
        "cy",
        at,
        "r",
        4.0);
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
