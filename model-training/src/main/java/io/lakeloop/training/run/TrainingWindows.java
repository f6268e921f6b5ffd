package io.lakeloop.training.run;

/**
 * Which days a training run uses for what, from one day of knowledge, the label delay and how far
 * the champion was trained:
 *
 * <pre>
 *   training of the trial ─┤ delay ├─ backtest ─┤ delay ├─ until (labels known up to here)
 *   training of the candidate ──────────────────┤ newest ┤
 * </pre>
 *
 * The trial is trained as if it were the first day of the backtest: on labels known by then only.
 * The candidate is trained by the same recipe on all that is known now.
 *
 * @param untilEpochDay labels and events before this day are known, days since 1970
 * @param delayDays how old a transaction is before no report means genuine
 * @param training what the candidate is trained on
 * @param trial what the trial is trained on
 * @param backtest what trial and champion are measured on; no days when neither-trained days are
 *     missing
 */
public record TrainingWindows(
    int untilEpochDay, int delayDays, Span training, Span trial, Span backtest) {

  /**
   * Plans a run.
   *
   * @param trainDays days to train on
   * @param backtestDays days of the backtest at most
   * @param championEndEpochDay the day behind the last one that the champion was trained on; {@code
   *     Integer.MIN_VALUE} when it is not known or there is no champion
   */
  public static TrainingWindows plan(
      int untilEpochDay, int delayDays, int trainDays, int backtestDays, int championEndEpochDay) {
    int end = untilEpochDay - delayDays;
    int backtestFrom = Math.max(end - backtestDays, championEndEpochDay);
    Span backtest = new Span(Math.min(end, backtestFrom), end);
    int trialEnd = backtest.fromEpochDay() - delayDays;
    return new TrainingWindows(
        untilEpochDay,
        delayDays,
        new Span(end - trainDays, end),
        new Span(trialEnd - trainDays, trialEnd),
        backtest);
  }

  /** The newest days, whose labels are not all known: what the candidate will meet. */
  public Span newest() {
    return new Span(training.toEpochDay(), untilEpochDay);
  }

  /** All days whose features are needed. */
  public Span rows() {
    return new Span(Math.min(trial.fromEpochDay(), training.fromEpochDay()), untilEpochDay);
  }
}
