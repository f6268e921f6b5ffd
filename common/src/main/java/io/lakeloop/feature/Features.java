package io.lakeloop.feature;

import io.lakeloop.feature.Feature.Declaration;
import io.lakeloop.feature.Feature.Needs;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The words that features are declared with:
 *
 * <pre>{@code
 * customer().over(days(7)).amountMean()
 * terminal().delayedBy(days(7)).over(days(30)).fraudShare()
 * }</pre>
 *
 * Amounts are in currency units where they leave the engine, and exact minor units within.
 */
public final class Features {
  private static final String AMOUNT_UNIT = "currency units";
  private static final String FLAG = "0 or 1";
  private static final double MINOR_UNITS = 100.0;
  private static final double SECOND_MICROS = TimeUnit.SECONDS.toMicros(1);
  private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

  /** The first day of 1970 was a Thursday. */
  private static final int EPOCH_DAY_OF_WEEK = DayOfWeek.THURSDAY.getValue();

  private static final int LAST_HOUR_OF_NIGHT = 6;

  private Features() {}

  /** A number of days, 24 hours each. */
  public static Duration days(int days) {
    return Duration.ofDays(days);
  }

  /** A number of hours. */
  public static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }

  /** Features of the card holder's transactions. */
  public static Keyed customer() {
    return new Keyed(EntityKey.CUSTOMER, Duration.ZERO);
  }

  /** Features of the terminal's transactions. */
  public static Keyed terminal() {
    return new Keyed(EntityKey.TERMINAL, Duration.ZERO);
  }

  /** The transaction's own amount. */
  public static Feature amount() {
    return ofTransaction(
        "amount", "amount", AMOUNT_UNIT, "What was paid", asOf -> asOf.amount() / MINOR_UNITS);
  }

  /** Whether the day is a Saturday or Sunday in UTC. */
  public static Feature duringWeekend() {
    return ofTransaction(
        "during_weekend",
        "day_of_week(t) in (saturday, sunday)",
        FLAG,
        "The card was used on a Saturday or Sunday (UTC)",
        asOf -> {
          long day = Math.floorDiv(asOf.timeMicros(), DAY_MICROS) + EPOCH_DAY_OF_WEEK - 1;
          return Math.floorMod(day, 7) + 1 >= DayOfWeek.SATURDAY.getValue() ? 1 : 0;
        });
  }

  /** Whether the hour is one of 0 to 6 in UTC. */
  public static Feature duringNight() {
    return ofTransaction(
        "during_night",
        "hour(t) <= 6",
        FLAG,
        "The card was used from 00:00 to 06:59 (UTC)",
        asOf -> hour(asOf) <= LAST_HOUR_OF_NIGHT ? 1 : 0);
  }

  /** The hour of the day in UTC. */
  public static Feature hourOfDay() {
    return ofTransaction(
        "hour_of_day",
        "hour(t)",
        "hours, 0 to 23",
        "The hour at which the card was used (UTC)",
        Features::hour);
  }

  private static double hour(AsOf asOf) {
    return Math.floor((double) Math.floorMod(asOf.timeMicros(), DAY_MICROS) / HOUR_MICROS);
  }

  private static Feature ofTransaction(
      String name, String definition, String unit, String description, Calculation calculation) {
    return new Feature(
        name,
        new Declaration(null, List.of(), definition, unit, description, Needs.NOTHING_MORE),
        calculation);
  }

  /** A key, and how long before the event its windows end. */
  public static final class Keyed {
    private final EntityKey key;
    private final Duration delay;

    private Keyed(EntityKey key, Duration delay) {
      this.key = key;
      this.delay = delay;
    }

    /** Windows that end so long before the event, when its fraud has been reported. */
    public Keyed delayedBy(Duration newDelay) {
      return new Keyed(key, newDelay);
    }

    /** A window of this length. */
    public Windowed over(Duration length) {
      return new Windowed(key, Window.delayed(delay, length));
    }
  }

  /** A key's transactions of a window. */
  public static final class Windowed {
    private final EntityKey key;
    private final Window window;

    private Windowed(EntityKey key, Window window) {
      this.key = key;
      this.window = window;
    }

    /** Number of transactions. */
    public Feature count() {
      Window w = window;
      return feature(
          "count", "count()", "transactions", "Transactions", Needs.NOTHING_MORE, a -> a.count(w));
    }

    /** Sum of the amounts. */
    public Feature amountSum() {
      Window w = window;
      return feature(
          "amount_sum",
          "sum(amount)",
          AMOUNT_UNIT,
          "Amount in all",
          Needs.NOTHING_MORE,
          a -> a.sum(w) / MINOR_UNITS);
    }

    /** Mean amount; NaN when there is no transaction. */
    public Feature amountMean() {
      Window w = window;
      return feature(
          "amount_mean",
          "mean(amount)",
          AMOUNT_UNIT,
          "Mean amount",
          Needs.NOTHING_MORE,
          a -> a.sum(w) / (MINOR_UNITS * a.count(w)));
    }

    /** Sample standard deviation of the amounts; NaN for fewer than two transactions. */
    public Feature amountDeviation() {
      Window w = window;
      return feature(
          "amount_deviation",
          "sample_deviation(amount)",
          AMOUNT_UNIT,
          "Standard deviation of the amounts",
          Needs.SQUARES,
          a -> deviation(a, w));
    }

    private static double deviation(AsOf asOf, Window window) {
      int count = asOf.count(window);
      if (count < 2) {
        return Double.NaN;
      }
      double numerator =
          asOf.events()
              .sumOfSquares(asOf.from(window), asOf.to(window))
              .timesMinusSquare(count, asOf.sum(window));
      return Math.sqrt(numerator / ((double) count * (count - 1))) / MINOR_UNITS;
    }

    /** Largest amount; NaN when there is no transaction. */
    public Feature amountMaximum() {
      Window w = window;
      return feature(
          "amount_maximum",
          "max(amount)",
          AMOUNT_UNIT,
          "Largest amount",
          Needs.NOTHING_MORE,
          a -> a.count(w) == 0 ? Double.NaN : a.events().maximum(a.from(w), a.to(w)) / MINOR_UNITS);
    }

    /** Number of transactions that are confirmed as fraud by then. */
    public Feature fraudCount() {
      Window w = window;
      return feature(
          "fraud_count",
          "count(fraud known at t)",
          "transactions",
          "Transactions confirmed as fraud by then",
          Needs.LABELS,
          a -> a.frauds(w));
    }

    /**
     * Share of transactions that are confirmed as fraud by then; 0 when there is no transaction.
     */
    public Feature fraudShare() {
      Window w = window;
      return feature(
          "fraud_share",
          "share(fraud known at t)",
          "share, 0 to 1",
          "Share of transactions confirmed as fraud by then",
          Needs.LABELS,
          a -> a.count(w) == 0 ? 0 : (double) a.frauds(w) / a.count(w));
    }

    /** How many of the last transactions are confirmed frauds, without one between that is not. */
    public Feature fraudRun() {
      Window w = window;
      return feature(
          "fraud_run",
          "run_at_end(fraud known at t)",
          "transactions",
          "Unbroken run of confirmed frauds at the window's end",
          Needs.LABELS,
          a -> a.fraudRun(w));
    }

    /** Time from the first fraud of the run to the event; NaN when there is no run. */
    public Feature fraudRunAge() {
      Window w = window;
      return feature(
          "fraud_run_age",
          "t - time(first of run_at_end(fraud known at t))",
          "seconds",
          "Age of the unbroken run of confirmed frauds at the window's end",
          Needs.LABELS,
          a -> {
            int run = a.fraudRun(w);
            return run == 0
                ? Double.NaN
                : (a.timeMicros() - a.events().time(a.to(w) - run)) / SECOND_MICROS;
          });
    }

    /** Mean amount of the run of confirmed frauds; NaN when there is no run. */
    public Feature fraudRunAmountMean() {
      Window w = window;
      return feature(
          "fraud_run_amount_mean",
          "mean(amount of run_at_end(fraud known at t))",
          AMOUNT_UNIT,
          "Mean amount of the unbroken run of confirmed frauds at the window's end",
          Needs.LABELS,
          a -> {
            int run = a.fraudRun(w);
            int to = a.to(w);
            return run == 0 ? Double.NaN : a.events().sum(to - run, to) / (MINOR_UNITS * run);
          });
    }

    /** Time since the transaction before; NaN when there is none. The window has no delay. */
    public Feature sincePrevious() {
      Window w = withoutDelay("sincePrevious");
      return feature(
          "since_previous",
          "t - time(previous)",
          "seconds",
          "Time since the previous transaction",
          Needs.NOTHING_MORE,
          a -> {
            int before = a.to(w) - 1;
            return before - 1 < a.from(w)
                ? Double.NaN
                : (a.timeMicros() - a.events().time(before - 1)) / SECOND_MICROS;
          });
    }

    /** The amount as a multiple of a baseline; NaN when there is none, or it is 0. */
    public Feature amountRatio(Baseline baseline) {
      return new Feature(
          "%s_amount_ratio_%s".formatted(key.label(), baseline.window().label()),
          new Declaration(
              key,
              List.of(baseline.window()),
              "amount / " + baseline.notation() + " by " + key.label(),
              "ratio",
              "The amount as a multiple of what the %s usually has".formatted(key.label()),
              Needs.NOTHING_MORE),
          a -> {
            double mean = baseline.mean(a);
            return mean == 0 ? Double.NaN : a.amount() / mean;
          });
    }

    /**
     * The largest amount before the event as a multiple of a baseline; NaN when there is no
     * transaction before, or no baseline. The window has no delay.
     */
    public Feature maximumBeforeRatio(Baseline baseline) {
      Window w = withoutDelay("maximumBeforeRatio");
      return feature(
          List.of(w, baseline.window()),
          "maximum_before_ratio",
          "max(amount before t) / " + baseline.notation(),
          "ratio",
          "Largest amount before, as a multiple of the usual amount,",
          Needs.NOTHING_MORE,
          a -> {
            int from = a.from(w);
            int before = a.to(w) - 1;
            double mean = baseline.mean(a);
            return before <= from || mean == 0
                ? Double.NaN
                : a.events().maximum(from, before) / mean;
          });
    }

    /**
     * Number of transactions of more than a multiple of a baseline; NaN when there is no baseline.
     */
    public Feature abnormalAmounts(double multiple, Baseline baseline) {
      Window w = window;
      if (w.lookBackMicros() > baseline.window().lookBackMicros()) {
        throw new IllegalArgumentException(
            "abnormal amounts over %s with a baseline over %s; give a baseline at least as long"
                .formatted(w.notation(), baseline.window().notation()));
      }
      return feature(
          List.of(w, baseline.window()),
          "abnormal_amounts",
          "count(amount > %s * %s)".formatted(multiple, baseline.notation()),
          "transactions",
          "Recent transactions of more than %s times the usual amount, of the last %d"
              .formatted(multiple, baseline.most()),
          Needs.NOTHING_MORE,
          a -> abnormal(a, w, multiple, baseline));
    }

    private static double abnormal(AsOf asOf, Window window, double multiple, Baseline baseline) {
      double limit = multiple * baseline.mean(asOf);
      if (Double.isNaN(limit)) {
        return Double.NaN;
      }
      int to = asOf.to(window);
      int count = 0;
      for (int i = Math.max(asOf.from(window), to - baseline.most()); i < to; i++) {
        count += asOf.events().amount(i) > limit ? 1 : 0;
      }
      return count;
    }

    private Window withoutDelay(String what) {
      if (window.delayMicros() != 0) {
        throw new IllegalArgumentException(
            "%s over %s; give a window without delay".formatted(what, window.notation()));
      }
      return window;
    }

    private Feature feature(
        String what,
        String formula,
        String unit,
        String description,
        Needs needs,
        Calculation calculation) {
      return feature(List.of(window), what, formula, unit, description, needs, calculation);
    }

    private Feature feature(
        List<Window> windows,
        String what,
        String formula,
        String unit,
        String description,
        Needs needs,
        Calculation calculation) {
      return new Feature(
          "%s_%s_%s".formatted(key.label(), what, window.label()),
          new Declaration(
              key,
              windows,
              "%s by %s over %s".formatted(formula, key.label(), window.notation()),
              unit,
              "%s of the %s over %s".formatted(description, key.label(), window.notation()),
              needs),
          calculation);
    }
  }
}
