package io.lakeloop.training.report;

import static io.lakeloop.training.report.Charts.text;

import io.lakeloop.model.ModelArtifact;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.gate.GateCheck;
import io.lakeloop.training.gate.GateVerdict;
import io.lakeloop.training.run.Backtest;
import io.lakeloop.training.run.TrainingRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A training run as one HTML page, which needs nothing but itself: no scripts, no fonts, no other
 * files. Says what a run found, in words, numbers and pictures; decides nothing.
 */
public final class TrainingReport {
  private static final int SHOWN_FEATURES = 20;

  /** Population stability index from which something moved, and much did. */
  private static final double SOME_DRIFT = 0.1;

  private static final double MUCH_DRIFT = 0.25;

  private final TrainingRun run;
  private final RandomGenerator random;
  private final Markup page = new Markup();

  private TrainingReport(TrainingRun run, RandomGenerator random) {
    this.run = run;
    this.random = random;
  }

  /**
   * The page.
   *
   * @param random where the intervals of each week draw from; seeded by the caller
   */
  public static String html(TrainingRun run, RandomGenerator random) {
    return new TrainingReport(run, random).build();
  }

  private String build() {
    page.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.element("title", "Training of " + run.version());
    page.element("style", style()).close();
    page.open("body").open("main");
    header();
    gate();
    run.backtest().ifPresentOrElse(this::backtest, this::noBacktest);
    features();
    drift();
    lineage();
    page.close().close().close();
    return "<!DOCTYPE html>\n" + page + "\n";
  }

  private static String style() {
    try (InputStream in = TrainingReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing beside the report; build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void header() {
    page.open("header");
    page.element("p", "Lakeloop training report", "class", "kicker");
    page.element("h1", run.version());
    page.open("p");
    page.element("span", outcome(), "class", "badge " + outcomeStyle());
    run.backtest()
        .ifPresent(
            backtest ->
                page.text(
                    text(
                        " Average precision %.4f against %.4f of %s: a difference of %+.4f (95%% interval %+.4f to %+.4f).",
                        backtest.candidateFigures().value(Evaluation.AVERAGE_PRECISION),
                        backtest.championFigures().value(Evaluation.AVERAGE_PRECISION),
                        backtest.opponent(),
                        backtest.difference().value(),
                        backtest.difference().low(),
                        backtest.difference().high())));
    page.close().close();
  }

  private String outcome() {
    return switch (run.outcome()) {
      case PROMOTED -> "promoted";
      case REGISTERED -> "registered, not promoted";
      case REFUSED -> "refused";
      case KNOWN -> "known already";
      case DRY_RUN -> "dry run";
    };
  }

  private String outcomeStyle() {
    return switch (run.outcome()) {
      case PROMOTED -> "good";
      case REFUSED -> "bad";
      case REGISTERED, KNOWN, DRY_RUN -> "neutral";
    };
  }

  private void begin(String id, String title, String lead) {
    page.open("section", "id", id).element("h2", title);
    if (!lead.isEmpty()) {
      page.element("p", lead, "class", "lead");
    }
  }

  private void gate() {
    begin("gate", "The gate's verdict", "");
    if (run.verdict().isEmpty()) {
      page.element("p", run.reason()).close();
      return;
    }
    GateVerdict verdict = run.verdict().get();
    long failed = verdict.failures().size();
    page.element(
        "p",
        (failed == 0
                ? "All %d checks passed.".formatted(verdict.checks().size())
                : "%d of %d checks did not pass.".formatted(failed, verdict.checks().size()))
            + (verdict.forced() ? " Promotion was asked for whatever they say." : ""),
        "class",
        "lead");
    page.open("ul", "class", "checks");
    for (GateCheck check : verdict.checks()) {
      page.open("li", "class", check.passed() ? "passed" : "failed");
      page.element("span", check.passed() ? "\u2713" : "\u2717", "class", "mark");
      page.open("div").element("b", check.name().replace('_', ' '));
      page.element("span", check.finding()).close();
      page.element(
          "span",
          "%s / %s".formatted(number(check.value()), number(check.limit())),
          "class",
          "measured",
          "title",
          "measured / limit");
      page.close();
    }
    page.close().close();
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "unknown";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? text("%,d", (long) value)
        : text("%.4f", value);
  }

  private void noBacktest() {
    begin("backtest", "Candidate and champion", "");
    page.element(
        "p", "The two were not compared, so there are no curves. " + run.reason(), "class", "lead");
    page.close();
  }

  private void backtest(Backtest backtest) {
    page.raw(new BacktestSections(backtest, run.windows(), random).build());
  }

  private void features() {
    Attributions attributions = Attributions.of(run);
    begin(
        "features",
        "What moves the scores",
        attributions.features().isEmpty()
            ? "No rows were explained."
            : text(
                "Mean size of what each feature added, in %s, over the %,d transactions with the highest scores of the backtest. In brackets: in how many of them it raised the score.",
                attributions.unit(), attributions.rows()));
    page.raw(
        BarList.of(
            "mean contribution by feature",
            attributions.features().stream()
                .limit(SHOWN_FEATURES)
                .map(
                    each ->
                        new BarList.Bar(
                            each.name(),
                            each.meanSize(),
                            text("%.3f (%.0f%%)", each.meanSize(), 100 * each.raises()),
                            Charts.CANDIDATE))
                .toList()));
    page.close();
  }

  private void drift() {
    begin(
        "drift",
        "Drift of features",
        run.drift().isEmpty()
            ? "Drift was not measured."
            : "Population stability index of the newest days, whose labels are not all known, against the days of training. Below 0.1 nothing moved; above 0.25 much did (dashed lines).");
    List<BarList.Bar> bars =
        run.drift().entrySet().stream()
            .sorted(Comparator.comparingDouble((Map.Entry<String, Double> e) -> -e.getValue()))
            .limit(SHOWN_FEATURES)
            .map(
                each ->
                    new BarList.Bar(
                        each.getKey(),
                        Math.max(0, each.getValue()),
                        text("%.3f", each.getValue()),
                        each.getValue() > MUCH_DRIFT
                            ? "bad"
                            : each.getValue() > SOME_DRIFT ? "warn" : "good"))
            .toList();
    page.raw(BarList.of("population stability index by feature", bars, SOME_DRIFT, MUCH_DRIFT));
    page.close();
  }

  private void lineage() {
    begin(
        "lineage",
        "Lineage",
        "The same snapshots, settings, features and code give the same bytes again.");
    page.raw(Timeline.of(run.windows()));
    page.open("table", "class", "facts").open("tbody");
    fact("training rows", text("%,d, of which %,d frauds", run.rows(), run.frauds()));
    run.snapshots().forEach((table, id) -> fact("snapshot of " + table, Long.toString(id)));
    fact("feature set", run.featureSet() + ", " + run.featureNames().size() + " features");
    fact("feature set hash", run.featureSetHash());
    fact("code version", run.codeVersion());
    if (run.artifact().length > 0) {
      fact("model SHA-256", ModelArtifact.sha256(run.artifact()));
      fact("model size", text("%,d bytes", run.artifact().length));
    }
    run.settings().forEach(this::fact);
    run.seconds().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> fact("seconds for " + each.getKey(), text("%.1f", each.getValue())));
    page.close().close().close();
  }

  private void fact(String name, String value) {
    page.open("tr").element("th", name, "scope", "row").element("td", value).close();
  }
}
