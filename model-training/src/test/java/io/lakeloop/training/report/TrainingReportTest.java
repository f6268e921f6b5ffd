package io.lakeloop.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.model.FallbackRules;
import io.lakeloop.model.FeatureSpace;
import io.lakeloop.model.ModelArtifact;
import io.lakeloop.model.ModelKind;
import io.lakeloop.model.ModelLoader;
import io.lakeloop.model.ModelRefusedException;
import io.lakeloop.training.evaluation.Curve;
import io.lakeloop.training.evaluation.Estimate;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.gate.Gate;
import io.lakeloop.training.gate.GateEvidence;
import io.lakeloop.training.gate.GateSettings;
import io.lakeloop.training.gate.GateVerdict;
import io.lakeloop.training.run.Backtest;
import io.lakeloop.training.run.Recipe;
import io.lakeloop.training.run.TrainingRun;
import io.lakeloop.training.run.TrainingRun.Outcome;
import io.lakeloop.training.run.TrainingWindows;
import io.lakeloop.training.run.Trial;
import io.lakeloop.training.trainer.BoostingSettings;
import io.lakeloop.training.trainer.TrainingRows;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TrainingReportTest {
  private static final FeatureSet FEATURES = FeatureSets.HANDBOOK;
  private static final int START_DAY = 20_500;
  private static final int A_DAY = 400;
  private static final TrainingWindows WINDOWS =
      TrainingWindows.plan(START_DAY + 44, 7, 14, 14, Integer.MIN_VALUE);

  private static TrainingRun run;
  private static Document page;

  @BeforeAll
  static void trainOnce() throws Exception {
    run = run("card-fraud-2026-03-01-0123456789", "rules");
    String html = TrainingReport.html(run, new SplittableRandom(1));
    page = parse(html);
  }

  private static TrainingRows rows() {
    SplittableRandom random = new SplittableRandom(11);
    TrainingRows rows = new TrainingRows(FEATURES.names());
    for (int i = 0; i < 44 * A_DAY; i++) {
      double[] values = new double[FEATURES.names().size()];
      boolean fraud = random.nextInt(60) == 0;
      for (int f = 0; f < values.length; f++) {
        values[f] = 100 * random.nextDouble() + (fraud ? 60.0 / (1 + f) : 0);
      }
      rows.add(values, fraud, random.nextInt(400), START_DAY + i / A_DAY, 100 + i % 9_000);
    }
    return rows;
  }

  private static TrainingRun run(String version, String opponent) throws ModelRefusedException {
    TrainingRows rows = rows();
    Recipe recipe =
        new Recipe(
            ModelKind.XGBOOST,
            "card-fraud",
            FEATURES,
            BoostingSettings.STANDARD.withTrees(30).withThreads(1),
            SplittableRandom::new);
    byte[] trial = recipe.make(rows, WINDOWS.trial(), version, new TreeMap<>());
    Backtest backtest =
        Trial.backtest(
            rows,
            WINDOWS.backtest(),
            ModelLoader.load(
                    trial,
                    ModelArtifact.sha256(trial),
                    new FeatureSpace(FEATURES.name(), FEATURES.hash(), FEATURES.names()))
                .scorer(),
            FallbackRules.of(FEATURES.names()),
            opponent,
            new SplittableRandom(1));
    TreeMap<String, Double> drift =
        new TreeMap<>(Trial.drift(rows, WINDOWS.training(), WINDOWS.newest()));
    drift.put(FEATURES.names().get(2), 0.31);
    drift.put(FEATURES.names().get(3), 0.14);
    return new TrainingRun(
        version,
        Outcome.PROMOTED,
        "passed the gate",
        FEATURES.name(),
        FEATURES.hash(),
        FEATURES.names(),
        Map.of("payments.transactions", 8_123_456_789L, "payments.fraud_reports", 42L),
        new TreeMap<>(Map.of("train.seed", "1", "train.until", "2026-03-01")),
        "0.1.0",
        WINDOWS,
        5_600,
        93,
        trial,
        Optional.of(backtest),
        drift,
        Trial.sample(rows, WINDOWS.backtest(), backtest.candidate()),
        Optional.of(verdict(backtest, drift)),
        Map.of("features", 12.5, "candidate", 3.25));
  }

  private static GateVerdict verdict(Backtest backtest, SortedMap<String, Double> drift) {
    return new Gate(GateSettings.STANDARD)
        .judge(
            new GateEvidence(
                backtest.opponent(),
                "",
                WINDOWS.backtest().toString(),
                backtest.candidate().fraudCount(),
                backtest.candidateFigures().value(Evaluation.AVERAGE_PRECISION),
                backtest.championFigures().value(Evaluation.AVERAGE_PRECISION),
                backtest.difference(),
                new TreeMap<>(Map.of("amount", 0.8)),
                0.02,
                new double[] {0.1, 0.02, 0.9},
                0.95,
                drift,
                3,
                100_000),
            false);
  }

  private static Document parse(String html) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    String declaration = "<!DOCTYPE html>\n";
    assertThat(html).startsWith(declaration);
    return factory
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html.substring(declaration.length()))));
  }

  private static Element section(String id) {
    NodeList sections = page.getElementsByTagName("section");
    for (int i = 0; i < sections.getLength(); i++) {
      Element section = (Element) sections.item(i);
      if (section.getAttribute("id").equals(id)) {
        return section;
      }
    }
    throw new AssertionError("no section " + id);
  }

  private static List<String> points(Element section, String style) {
    List<String> lines = new ArrayList<>();
    NodeList found = section.getElementsByTagName("polyline");
    for (int i = 0; i < found.getLength(); i++) {
      Element line = (Element) found.item(i);
      if (line.getAttribute("class").equals("curve " + style)) {
        lines.add(line.getAttribute("points"));
      }
    }
    return lines;
  }

  @Test
  void hasEverySectionWithTheRunsNumbers() {
    Backtest backtest = run.backtest().orElseThrow();
    String precision =
        String.format(
            Locale.ROOT, "%.4f", backtest.candidateFigures().value(Evaluation.AVERAGE_PRECISION));

    assertThat(section("gate").getTextContent())
        .contains(run.verdict().orElseThrow().checks().get(1).finding());
    assertThat(section("figures").getTextContent()).contains(precision, "AUC ROC", "Brier");
    assertThat(section("calibration").getTextContent()).contains("Reliability", "genuine");
    assertThat(section("features").getTextContent()).contains("log odds", FEATURES.names().get(0));
    assertThat(section("weekly").getElementsByTagName("tr").getLength()).isEqualTo(1 + 2);
    assertThat(section("drift").getTextContent()).contains("0.310", FEATURES.names().get(2));
    assertThat(section("lineage").getTextContent())
        .contains("8123456789", FEATURES.hash(), "train.seed", "0.1.0", "5,600")
        .contains(ModelArtifact.sha256(run.artifact()));
  }

  @Test
  void drawsEveryCurveThroughThePointsThatFiltersFind() {
    Backtest backtest = run.backtest().orElseThrow();

    List<Curve.Point> exact = Curve.precisionRecall(backtest.candidate(), 0);
    assertThat(exact).hasSizeGreaterThan(20);
    for (Curve.Point point : exact) {
      assertThat(point.x()).isEqualTo(naiveRecall(backtest.candidate(), point.threshold()));
      assertThat(point.y()).isEqualTo(naivePrecision(backtest.candidate(), point.threshold()));
    }
    for (Curve.Point point : Curve.roc(backtest.candidate(), 0)) {
      assertThat(point.y()).isEqualTo(naiveRecall(backtest.candidate(), point.threshold()));
    }
    assertThat(area(exact))
        .isCloseTo(
            backtest.candidateFigures().value(Evaluation.AVERAGE_PRECISION), Offset.offset(1e-12));
    List<String> drawn = points(section("curves"), Charts.CANDIDATE);
    assertThat(drawn).hasSize(2);
    assertThat(drawn.get(0).split(" "))
        .hasSize(2 * Curve.precisionRecall(backtest.candidate(), Charts.CLOSEST).size());
    assertThat(drawn.get(1)).startsWith("58.0,292.0 ").endsWith(" 506.0,14.0");
    assertThat(points(section("curves"), Charts.CHAMPION)).hasSize(2);
  }

  private static double area(List<Curve.Point> points) {
    double sum = 0;
    double before = 0;
    for (Curve.Point point : points) {
      sum += (point.x() - before) * point.y();
      before = point.x();
    }
    return sum;
  }

  private static double naiveRecall(Predictions rows, double threshold) {
    double found = 0;
    for (int row = 0; row < rows.size(); row++) {
      found += rows.isFraud(row) && rows.score(row) >= threshold ? 1 : 0;
    }
    return found / rows.fraudCount();
  }

  private static double naivePrecision(Predictions rows, double threshold) {
    double found = 0;
    double taken = 0;
    for (int row = 0; row < rows.size(); row++) {
      taken += rows.score(row) >= threshold ? 1 : 0;
      found += rows.isFraud(row) && rows.score(row) >= threshold ? 1 : 0;
    }
    return found / taken;
  }

  @Test
  void loadsNothingFromElsewhere() {
    String html = TrainingReport.html(run, new SplittableRandom(1));

    assertThat(html).doesNotContain("<script", "src=", "href=", "url(", "@import");
    assertThat(html).isEqualTo(TrainingReport.html(run, new SplittableRandom(1)));
  }

  @Test
  void escapesWhatOthersNamed() throws Exception {
    String hostile = "</h1><script>alert('x')</script>&\u0000\u0008\uD800]]>\"";
    TrainingRun named =
        new TrainingRun(
            hostile,
            Outcome.REFUSED,
            hostile,
            hostile,
            hostile,
            List.of(hostile),
            Map.of(hostile, 1L),
            new TreeMap<>(Map.of(hostile, hostile)),
            hostile,
            WINDOWS,
            0,
            0,
            new byte[0],
            Optional.empty(),
            new TreeMap<>(Map.of(hostile, 0.2)),
            List.of(),
            Optional.empty(),
            Map.of(hostile, 1.0));

    String html = TrainingReport.html(named, new SplittableRandom(1));

    assertThat(html).doesNotContain("<script", "\u0000");
    assertThat(parse(html).getElementsByTagName("h1").item(0).getTextContent())
        .startsWith("</h1><script>alert('x')</script>&");
  }

  @Test
  void showsFiguresThatAreNotDefined() throws Exception {
    Backtest backtest = run.backtest().orElseThrow();
    Estimate none = new Estimate(Double.NaN, Double.NaN, Double.NaN);
    Evaluation undefined =
        new Evaluation(
            START_DAY, START_DAY + 1, 10, 0, Map.of(Evaluation.AVERAGE_PRECISION, none), List.of());
    Markup page =
        new BacktestSections(
                new Backtest(
                    backtest.opponent(),
                    backtest.candidate(),
                    backtest.champion(),
                    backtest.timesMicros(),
                    undefined,
                    undefined,
                    none),
                WINDOWS,
                new SplittableRandom(1))
            .build();

    assertThat(page.toString()).contains("undefined").doesNotContain("NaN");
  }

  @Test
  void writesAFileNamedAfterTheCandidate(@TempDir Path folder) throws Exception {
    Path file = ReportFile.write(run, folder.resolve("reports"), new SplittableRandom(1));

    assertThat(file).isEqualTo(folder.resolve("reports").resolve(run.version() + ".html"));
    assertThat(Files.readString(file)).contains(run.version());
    try (var files = Files.list(folder.resolve("reports"))) {
      assertThat(files).hasSize(1);
    }
  }
}
