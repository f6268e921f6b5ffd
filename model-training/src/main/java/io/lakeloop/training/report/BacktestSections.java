package io.lakeloop.training.report;

import static io.lakeloop.training.report.Charts.text;

import io.lakeloop.training.evaluation.Estimate;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.evaluation.Reliability;
import io.lakeloop.training.run.Backtest;
import io.lakeloop.training.run.TrainingWindows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The sections that compare candidate and champion. */
final class BacktestSections {
  private static final Evaluation.Settings SETTINGS = Evaluation.Settings.STANDARD;
  private static final int TWO_WEEKS = 14;

  private final Backtest backtest;
  private final TrainingWindows windows;
  private final RandomGenerator random;
  private final Markup page = new Markup();

  BacktestSections(Backtest backtest, TrainingWindows windows, RandomGenerator random) {
    this.backtest = backtest;
    this.windows = windows;
    this.random = random;
  }

  Markup build() {
    figures();
    curves();
    calibration();
    overTime();
    return page;
  }

  private void legend(String... more) {
    page.open("p", "class", "legend");
    key(Charts.CANDIDATE, "candidate");
    key(Charts.CHAMPION, "champion (" + backtest.opponent() + ")");
    for (String each : more) {
      key("reference-key", each);
    }
    page.close();
  }

  private void key(String style, String name) {
    page.open("span").element("i", "", "class", "key " + style).text(name).close();
  }

  private void figures() {
    page.open("section", "id", "figures").element("h2", "Candidate and champion");
    page.element(
        "p",
        text(
            "Measured on %s: %,d transactions with %,d frauds, which neither was trained on. For the candidate stands a trial, trained by the same recipe on what was known before. Intervals of 95%% draw cards.",
            windows.backtest(), backtest.candidate().size(), backtest.candidate().fraudCount()),
        "class",
        "lead");
    legend();
    page.open("table", "class", "figures").open("thead").open("tr");
    for (String head : List.of("", "candidate", "champion", "")) {
      page.element("th", head, "scope", "col");
    }
    page.close().close().open("tbody");
    backtest
        .candidateFigures()
        .figures()
        .forEach((name, ours) -> figure(name, ours, championFigure(name)));
    figureOfCalibration();
    page.close().close().close();
  }

  private Estimate championFigure(String name) {
    Estimate found = backtest.championFigures().figures().get(name);
    return found == null ? new Estimate(Double.NaN, Double.NaN, Double.NaN) : found;
  }

  private void figure(String name, Estimate ours, Estimate theirs) {
    page.open("tr").element("th", title(name), "scope", "row");
    page.element("td", number(ours)).element("td", number(theirs));
    page.open("td").raw(Charts.intervals(ours, theirs)).close().close();
  }

  private void figureOfCalibration() {
    Estimate ours = error(backtest.candidateFigures());
    Estimate theirs = error(backtest.championFigures());
    figure("calibration_error", ours, theirs);
  }

  private static Estimate error(Evaluation figures) {
    return new Estimate(
        Reliability.calibrationError(figures.reliability()), Double.NaN, Double.NaN);
  }

  private static String number(Estimate figure) {
    if (Double.isNaN(figure.value())) {
      return "undefined";
    }
    return Double.isNaN(figure.low())
        ? text("%.4f", figure.value())
        : text("%.4f (%.4f to %.4f)", figure.value(), figure.low(), figure.high());
  }

  private static String title(String figure) {
    return switch (figure) {
      case Evaluation.AUC_ROC -> "AUC ROC";
      case Evaluation.AVERAGE_PRECISION -> "average precision";
      case Evaluation.BRIER -> "Brier score (lower is better)";
      case "loss_share" -> "cost, as a share of the loss without alerts (lower is better)";
      case "calibration_error" -> "calibration error (lower is better)";
      default -> figure.replace('_', ' ');
    };
  }

  private void curves() {
    page.open("section", "id", "curves").element("h2", "Curves");
    legend("by chance");
    page.open("div", "class", "pair");
    figure("Precision and recall", Charts.precisionRecall(backtest));
    figure("ROC", Charts.roc(backtest));
    page.close().close();
  }

  private void figure(String caption, Markup picture) {
    page.open("figure").raw(picture).element("figcaption", caption).close();
  }

  private void calibration() {
    page.open("section", "id", "calibration").element("h2", "Calibration and scores");
    page.element(
        "p",
        "Of transactions with a score of 0.3, three in ten should be fraud. Dots on the dashed line are right, above it the score is too low. Larger dots stand for more transactions.",
        "class",
        "lead");
    legend("perfect");
    page.open("div", "class", "trio");
    figure("Reliability", Charts.reliability(backtest));
    figure("Scores of the candidate", Charts.histogram("the candidate", backtest.candidate()));
    figure("Scores of the champion", Charts.histogram("the champion", backtest.champion()));
    page.close().open("p", "class", "legend");
    key("genuine", "genuine");
    key("fraud", "fraud (both on a logarithmic scale)");
    page.close().close();
  }

  private void overTime() {
    page.open("section", "id", "weekly").element("h2", "Quality by week");
    List<Evaluation> ours = weeks(backtest.candidate());
    List<Evaluation> theirs = weeks(backtest.champion());
    boolean byDay = windows.backtest().days() < TWO_WEEKS;
    page.element(
        "p",
        byDay
            ? "The picture is by day, since the backtest has less than two weeks. Days without a fraud are left out."
            : "With 95% intervals. Weeks without a fraud are left out.",
        "class",
        "lead");
    legend();
    List<Evaluation> ourPeriods = byDay ? days(backtest.candidate()) : ours;
    List<Evaluation> theirPeriods = byDay ? days(backtest.champion()) : theirs;
    List<String> names =
        ourPeriods.stream()
            .map(period -> LocalDate.ofEpochDay(period.fromEpochDay()).toString().substring(5))
            .toList();
    page.open("figure").raw(Charts.overTime(names, ourPeriods, theirPeriods)).close();
    table(ours, theirs);
    page.close();
  }

  private List<Evaluation> weeks(Predictions predictions) {
    return Evaluation.perWeek(predictions, windows.backtest().fromEpochDay(), SETTINGS, random);
  }

  private List<Evaluation> days(Predictions predictions) {
    Evaluation.Settings plain =
        new Evaluation.Settings(SETTINGS.topCards(), SETTINGS.alertsPerDay(), SETTINGS.costs(), 0);
    List<Evaluation> days = new ArrayList<>();
    for (int day : predictions.distinctDays()) {
      days.add(Evaluation.of(predictions.ofDays(day, day + 1), plain, random));
    }
    return days;
  }

  private void table(List<Evaluation> ours, List<Evaluation> theirs) {
    page.open("table", "class", "weeks").open("thead").open("tr");
    for (String head :
        List.of(
            "week from",
            "transactions",
            "frauds",
            "average precision",
            "champion's",
            "AUC ROC",
            "champion's",
            title(Evaluation.cardPrecisionAt(SETTINGS.topCards())),
            "champion's")) {
      page.element("th", head, "scope", "col");
    }
    page.close().close().open("tbody");
    for (int week = 0; week < ours.size(); week++) {
      Evaluation one = ours.get(week);
      Evaluation other = theirs.get(week);
      page.open("tr");
      page.element("th", LocalDate.ofEpochDay(one.fromEpochDay()).toString(), "scope", "row");
      page.element("td", text("%,d", one.rows())).element("td", text("%,d", one.frauds()));
      for (String name :
          List.of(
              Evaluation.AVERAGE_PRECISION,
              Evaluation.AUC_ROC,
              Evaluation.cardPrecisionAt(SETTINGS.topCards()))) {
        page.element("td", plain(one.value(name))).element("td", plain(other.value(name)));
      }
      page.close();
    }
    page.close().close();
  }

  private static String plain(double value) {
    return Double.isNaN(value) ? "undefined" : text("%.4f", value);
  }
}
