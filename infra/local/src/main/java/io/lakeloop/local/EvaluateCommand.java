package io.lakeloop.local;

import io.lakeloop.feature.FeatureSet;
import io.lakeloop.feature.FeatureSets;
import io.lakeloop.simulator.Event;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Replay;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.HandbookProtocol;
import io.lakeloop.training.evaluation.HandbookProtocol.Compromised;
import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.trainer.BoostedTrees;
import io.lakeloop.training.trainer.BoostingSettings;
import io.lakeloop.training.trainer.ModelTraining;
import io.lakeloop.training.trainer.TrainingRefusedException;
import io.lakeloop.training.trainer.TrainingRows;
import io.lakeloop.training.trainer.XgboostTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lakeloop evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Trains on days of CSV files, and measures the model on later days.",
    footer = {
      "",
      "Frauds are known --delay-days after they happen: training ends so many days before",
      "the first test day. Cards known as compromised by then are left out of the test,",
      "those found later from the day that they are known on.",
      "",
      "Examples:",
      "  lakeloop evaluate --input tx.csv.gz --test-from 2018-08-08",
      "  lakeloop evaluate --input tx.csv.gz --feature-set handbook --train-days 7 \\",
      "      --test-from 2018-08-08 --published-parameters      the published result",
      "  lakeloop evaluate --input july.csv,august.csv --test-from 2018-08-08 \\",
      "      --test-days 28 --json > result.json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class EvaluateCommand implements Callable<Integer> {
  private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

  /** What can be compared with published results. */
  enum Protocol {
    HANDBOOK
  }

  @Mixin private CsvOptions csv;

  @Option(
      names = "--input",
      required = true,
      split = ",",
      paramLabel = "FILE.csv[.gz]",
      description = "One or several, sorted by time, the earliest first.")
  private List<Path> inputs;

  @Option(
      names = "--protocol",
      defaultValue = "handbook",
      description = "How rows are chosen: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Protocol protocol;

  @Option(
      names = "--feature-set",
      paramLabel = "NAME",
      defaultValue = "standard",
      description = "handbook or standard (default: ${DEFAULT-VALUE}).")
  private String featureSet;

  @Option(
      names = "--train-days",
      paramLabel = "N|all",
      defaultValue = "28",
      description = "Days to train on, up to the delay (default: ${DEFAULT-VALUE}).")
  private String trainDays;

  @Option(
      names = "--delay-days",
      paramLabel = "N",
      defaultValue = "7",
      description = "Days from a fraud to its report (default: ${DEFAULT-VALUE}).")
  private int delayDays;

  @Option(
      names = "--test-from",
      required = true,
      paramLabel = "DATE",
      description = "First day of the test, UTC.")
  private LocalDate testFrom;

  @Option(
      names = "--test-days",
      paramLabel = "N",
      defaultValue = "7",
      description = "Days of the test (default: ${DEFAULT-VALUE}).")
  private int testDays;

  @Option(
      names = "--published-parameters",
      description = "Train as the handbook did: 100 trees of depth 6, exact, standardized.")
  private boolean publishedParameters;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of training and confidence intervals (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "The result as JSON; progress goes to standard error.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    FeatureSet set = FeatureSets.of(featureSet);
    HandbookProtocol split =
        switch (protocol) {
          case HANDBOOK -> new HandbookProtocol((int) testFrom.toEpochDay(), testDays, delayDays);
        };
    int trainFromDay = trainFromDay(split);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = json ? spec.commandLine().getErr() : out;
    try {
      EvaluationReport report = evaluate(set, split, trainFromDay, progress);
      if (json) {
        report.writeJson(out);
      } else {
        report.describe(out);
      }
      out.flush();
      return 0;
    } catch (TrainingRefusedException e) {
      spec.commandLine().getErr().println("Training refused: " + e.getMessage());
      return Lakeloop.CHECK_FAILED;
    }
  }

  private int trainFromDay(HandbookProtocol split) {
    if (trainDays.equals("all")) {
      return Integer.MIN_VALUE;
    }
    int days = trainDays.matches("[0-9]{1,5}") ? Integer.parseInt(trainDays) : 0;
    if (days < 1) {
      throw new IllegalArgumentException(
          "--train-days is '%s'; give a number of days, 1 or more, or 'all'".formatted(trainDays));
    }
    return split.trainingEndEpochDay() - days;
  }

  private EvaluationReport evaluate(
      FeatureSet set, HandbookProtocol split, int trainFromDay, PrintWriter progress)
      throws IOException {
    TrainingRows rows = new TrainingRows(set.names());
    Compromised compromised = split.compromised();
    read(set, split, trainFromDay, rows, compromised, progress);
    int[] training = rows.ofDays(trainFromDay, split.trainingEndEpochDay());
    int[] test = rows.where(row -> compromised.isTested(rows.card(row), rows.day(row)));
    checkTestDays(rows, split);
    progress.println("Training on %,d transactions …".formatted(training.length));
    progress.flush();
    long startNanos = System.nanoTime();
    EvaluationReport.Training how;
    Predictions predictions;
    if (publishedParameters) {
      BoostingSettings published = BoostingSettings.PUBLISHED;
      BoostedTrees trees = new XgboostTrainer(published).train(rows, training);
      predictions = uncalibrated(rows, test, trees.scores(rows, test));
      how = EvaluationReport.Training.of(rows, training, "published", published.trees());
    } else {
      ModelTraining.Trained trained =
          new ModelTraining(
                  BoostingSettings.STANDARD.withSeed(seed), ModelTraining.Settings.STANDARD)
              .train(
                  rows,
                  rows.day(training.length == 0 ? 0 : training[0]),
                  split.trainingEndEpochDay());
      predictions = trained.predict(rows, test);
      how = EvaluationReport.Training.of(rows, training, "standard", trained.treeCount());
    }
    progress.println(
        "Trained and scored in "
            + Progress.duration(Duration.ofNanos(System.nanoTime() - startNanos)));
    progress.flush();
    return EvaluationReport.of(
        set, split, how, predictions, Evaluation.Settings.STANDARD, new SplittableRandom(seed));
  }

  /** Features of all transactions up to the test's end; keeps the rows of training and test. */
  private void read(
      FeatureSet set,
      HandbookProtocol split,
      int trainFromDay,
      TrainingRows rows,
      Compromised compromised,
      PrintWriter progress)
      throws IOException {
    Map<String, Integer> cards = new HashMap<>();
    try (PaymentFiles files = csv.open(inputs)) {
      Iterator<Event> events = new Replay(files, Replay.Settings.after(Duration.ofDays(delayDays)));
      Progress count = new Progress(progress, "transactions", files::doneShare);
      new FeatureReplay(set, events, count)
          .until(
              split.testEndEpochDay() * DAY_MICROS,
              (payment, features) -> {
                int day = day(payment);
                int card =
                    cards.computeIfAbsent(
                        payment.transaction().customerId(), absent -> cards.size());
                boolean fraud = payment.fraud() != null;
                if (fraud) {
                  compromised.addFraud(card, day);
                }
                boolean trained = day >= trainFromDay && day < split.trainingEndEpochDay();
                if (trained || day >= split.testFromEpochDay()) {
                  rows.add(features, fraud, card, day, payment.transaction().amountMinorUnits());
                }
              });
      progress.println("Read " + count);
      files.describeOmissions(progress);
    }
  }

  private static int day(Payment payment) {
    return Math.toIntExact(Math.floorDiv(payment.timeMicros(), DAY_MICROS));
  }

  private static Predictions uncalibrated(TrainingRows rows, int[] selection, double[] scores) {
    Predictions.Builder predictions = new Predictions.Builder();
    for (int i = 0; i < selection.length; i++) {
      int row = selection[i];
      predictions.add(
          scores[i], rows.isFraud(row), rows.card(row), rows.day(row), rows.amountMinorUnits(row));
    }
    return predictions.build();
  }

  /** A file that ends before the test does would make a result look like what it is not. */
  private void checkTestDays(TrainingRows rows, HandbookProtocol split) {
    for (int day = split.testFromEpochDay(); day < split.testEndEpochDay(); day++) {
      if (rows.ofDays(day, day + 1).length == 0) {
        throw new IllegalArgumentException(
            "the test is from %s for %d days, and there is no transaction on %s; choose test days that --input covers"
                .formatted(testFrom, testDays, LocalDate.ofEpochDay(day)));
      }
    }
  }
}
