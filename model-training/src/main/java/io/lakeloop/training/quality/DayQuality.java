package io.lakeloop.training.quality;

import io.lakeloop.adapter.iceberg.RowTimes;
import io.lakeloop.training.evaluation.AlertCosts;
import io.lakeloop.training.evaluation.Evaluation;
import io.lakeloop.training.evaluation.Predictions;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.apache.flink.api.common.functions.MapPartitionFunction;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of {@code ml.model_quality}, in the order of its columns: one for each day, model and
 * role. Holds what one model said in one day: 50 bytes a transaction, and each card once.
 */
final class DayQuality implements MapPartitionFunction<ModelScore, RowData> {
  private static final long serialVersionUID = 1L;
  private static final int DIGITS = 18;
  private static final int CENTS = 2;

  private final String runId;
  private final long runAtMicros;
  private final long knownUntilMicros;
  private final int topCards;
  private final int alertBudget;
  private final long alertCost;

  DayQuality(QualityRun run) {
    this.runId = run.runId();
    this.runAtMicros = run.runAtMicros();
    this.knownUntilMicros = run.span().knownUntilMicros();
    this.topCards = run.settings().topCards();
    this.alertBudget = run.settings().alertBudget();
    this.alertCost = run.settings().alertCosts().alertMinorUnits();
  }

  @Override
  public void mapPartition(Iterable<ModelScore> scores, Collector<RowData> out) {
    CardNumbers rows = new CardNumbers();
    @Nullable ModelScore any = null;
    boolean thresholdKnown = true;
    long alerts = 0;
    long caught = 0;
    long caughtAmount = 0;
    for (ModelScore score : scores) {
      any = score;
      thresholdKnown &= score.thresholdKnown();
      alerts += score.alert() ? 1 : 0;
      caught += score.alert() && score.fraud() ? 1 : 0;
      caughtAmount += score.alert() && score.fraud() ? score.amountMinorUnits() : 0;
      rows.add(
          score.customerId(),
          score.score(),
          score.fraud(),
          score.epochDay(),
          score.amountMinorUnits());
    }
    if (any == null) {
      return;
    }
    Predictions predictions = rows.predictions();
    Evaluation.Settings measured =
        new Evaluation.Settings(topCards, alertBudget, new AlertCosts(alertCost), 0);
    // Without replicates nothing is drawn.
    Evaluation day = Evaluation.of(predictions, measured, new SplittableRandom(0));
    long lost = predictions.fraudAmountMinorUnits();
    int frauds = predictions.fraudCount();
    out.collect(
        GenericRowData.of(
            StringData.fromString(runId),
            RowTimes.ofMicros(runAtMicros),
            any.epochDay(),
            StringData.fromString(any.modelVersion()),
            StringData.fromString(any.role()),
            RowTimes.ofMicros(knownUntilMicros),
            (long) predictions.size(),
            (long) frauds,
            thresholdKnown ? alerts : null,
            defined(day.value(Evaluation.AVERAGE_PRECISION)),
            defined(day.value(Evaluation.AUC_ROC)),
            topCards,
            frauds == 0 ? null : defined(day.value(Evaluation.cardPrecisionAt(topCards))),
            alertBudget,
            defined(day.value(Evaluation.recallAt(alertBudget))),
            thresholdKnown && frauds > 0 ? (Double) ((double) caught / frauds) : null,
            thresholdKnown ? decimal(lost - caughtAmount + alerts * alertCost) : null,
            decimal(lost)));
  }

  private static @Nullable Double defined(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }

  private static DecimalData decimal(long minorUnits) {
    return DecimalData.fromBigDecimal(BigDecimal.valueOf(minorUnits, CENTS), DIGITS, CENTS);
  }
}
