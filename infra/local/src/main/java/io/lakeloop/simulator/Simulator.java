package io.lakeloop.simulator;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes up card payments and the fraud reports that follow them, in the order of event time, the
 * same for the same seed.
 *
 * <p>Time advances in slices. The number of payments of a slice is drawn from the population's
 * rate, each payment's customer by activity: a sum of independent Poisson processes is one, so that
 * this equals customers who pay independently, and memory does not grow with the number of
 * payments.
 *
 * <p>In the spirit of: Le Borgne et al., "Reproducible Machine Learning for Credit Card Fraud
 * Detection" (2022), chapter 3.
 */
public final class Simulator implements Iterator<Event> {
  private static final long SECOND = 1_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long HISTORY_SLICE = 60 * SECOND;
  private static final long LIVE_SLICE = SECOND / 10;

  private final SimulatorSettings settings;
  private final SplittableRandom random;
  private final Population population;
  private final FraudEpisodes episodes;
  private final Deque<Event> ready = new ArrayDeque<>();
  private final PriorityQueue<FraudReport> pendingReports =
      new PriorityQueue<>(Comparator.comparingLong(FraudReport::reportedAtMicros));
  private final List<Payment> slice = new ArrayList<>();
  private final String idPrefix;
  private long startMicros;
  private long nowMicros;
  private long endMicros;
  private double liveRatePerSecond;
  private long payments;

  /** A world at its beginning. */
  public Simulator(SimulatorSettings settings) {
    this.settings = settings;
    SplittableRandom habits = new SplittableRandom(settings.seed());
    this.population = new Population(settings.customers(), settings.terminals(), habits);
    // Another start is another story of the same customers, with transaction ids of its own.
    SplittableRandom story =
        new SplittableRandom(habits.nextLong() ^ settings.start().toEpochMilli());
    this.idPrefix = "T%08x-".formatted(story.nextInt());
    this.episodes = new FraudEpisodes(population, story.split());
    this.random = story.split();
    this.startMicros = micros(settings.start());
    this.nowMicros = startMicros;
    this.endMicros = nowMicros + TimeUnit.NANOSECONDS.toMicros(settings.length().toNanos());
    this.liveRatePerSecond = settings.ratePerSecond();
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /**
   * Goes on with the same world at a fixed rate, after everything so far has been taken. Reports
   * and planned frauds that fell due since come first, with the times that they are due.
   *
   * @param ratePerSecond payments per second, day and night
   * @param from event time at which payments go on, not before the time reached
   * @param length event time simulated
   */
  public void continueLive(double ratePerSecond, Instant from, Duration length) {
    if (hasNext()) {
      throw new IllegalStateException("the simulated time is not over; take all events first");
    }
    long fromMicros = micros(from);
    if (fromMicros < nowMicros || !(ratePerSecond > 0)) {
      throw new IllegalArgumentException(
          "live from %s at a rate of %s; give a rate above 0 and a time not before %s"
              .formatted(from, ratePerSecond, Instant.EPOCH.plus(nowMicros, ChronoUnit.MICROS)));
    }
    startMicros = fromMicros;
    nowMicros = fromMicros;
    endMicros = fromMicros + TimeUnit.NANOSECONDS.toMicros(length.toNanos());
    liveRatePerSecond = ratePerSecond;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && nowMicros < endMicros) {
      makeSlice();
    }
    return !ready.isEmpty();
  }

  @Override
  public Event next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the simulated time is over");
    }
    return ready.removeFirst();
  }

  private void makeSlice() {
    boolean live = liveRatePerSecond > 0;
    long sliceEnd = Math.min(nowMicros + (live ? LIVE_SLICE : HISTORY_SLICE), endMicros);
    long length = sliceEnd - nowMicros;
    double ratePerMicro =
        live
            ? liveRatePerSecond / SECOND
            : settings.customers()
                * settings.paymentsPerCustomerAndDay()
                / DAY
                * Rhythm.at(nowMicros);
    int ordinary = Poisson.draw(ratePerMicro * length, random);
    FraudMix mix = settings.fraud().at(Instant.EPOCH.plus(nowMicros, ChronoUnit.MICROS));
    episodes.advance(mix, nowMicros, sliceEnd, ordinary);
    for (int i = 0; i < ordinary; i++) {
      slice.add(payment(nowMicros + random.nextLong(length)));
    }
    while (episodes.hasPlannedBefore(sliceEnd)) {
      FraudEpisodes.Planned planned = episodes.takePlanned();
      slice.add(
          payment(
              planned.timeMicros(),
              planned.customer(),
              planned.terminal(),
              planned.amountMinorUnits(),
              FraudEpisodes.CARD_TESTING));
    }
    slice.sort(Comparator.comparingLong(Payment::timeMicros));
    for (Payment payment : slice) {
      releaseReportsUntil(payment.timeMicros());
      ready.add(payment);
    }
    slice.clear();
    releaseReportsUntil(sliceEnd - 1);
    nowMicros = sliceEnd;
  }

  private void releaseReportsUntil(long timeMicros) {
    FraudReport next = pendingReports.peek();
    while (next != null && next.reportedAtMicros() <= timeMicros) {
      ready.add(new Report(pendingReports.remove()));
      next = pendingReports.peek();
    }
  }

  private Payment payment(long timeMicros) {
    int customer = population.drawCustomer(random);
    int terminal = population.drawTerminal(customer, random);
    long amount = population.drawAmount(customer, random);
    String fraud = null;
    if (episodes.isCompromised(terminal, timeMicros)) {
      fraud = FraudEpisodes.COMPROMISED_TERMINAL;
    } else if (episodes.isThief(customer, timeMicros)) {
      fraud = FraudEpisodes.STOLEN_CARD;
      amount = episodes.thiefAmount(amount);
    } else if (episodes.isLargeAmount()) {
      fraud = FraudEpisodes.LARGE_AMOUNT;
      amount = 22_000L + random.nextInt(80_000);
    }
    return payment(timeMicros, customer, terminal, amount, fraud);
  }

  private Payment payment(
      long timeMicros, int customer, int terminal, long amount, @Nullable String fraud) {
    Transaction transaction =
        new Transaction(
            idPrefix + payments++,
            timeMicros,
            population.customerId(customer),
            population.terminalId(terminal),
            amount);
    if (fraud != null) {
      if (random.nextDouble() >= settings.unreportedShare()) {
        report(transaction, true, fraud);
      }
    } else if (random.nextDouble() < settings.clearedShare()) {
      report(transaction, false, null);
    }
    return new Payment(transaction, fraud);
  }

  private void report(Transaction transaction, boolean fraud, @Nullable String reason) {
    double spread = settings.reportSpread().toMillis() * (2 * random.nextDouble() - 1);
    long delayMillis = Math.max(1, settings.reportDelay().toMillis() + (long) spread);
    pendingReports.add(
        new FraudReport(
            transaction.transactionId(),
            transaction.eventTimeMicros() + TimeUnit.MILLISECONDS.toMicros(delayMillis),
            fraud,
            transaction.customerId(),
            transaction.terminalId(),
            transaction.eventTimeMicros(),
            reason));
  }

  /** How much of the time simulated is over, from 0 to 1. */
  public double doneShare() {
    return (double) (nowMicros - startMicros) / Math.max(1, endMicros - startMicros);
  }

  /**
   * Reports and planned payments not yet due: what memory is proportional to, beside the
   * population.
   */
  public int pendingCount() {
    return pendingReports.size() + episodes.plannedCount();
  }

  /** How busy an hour is, 1 on average over a week. */
  private static final class Rhythm {
    private static final double[] BY_HOUR = {
      0.15, 0.08, 0.05, 0.04, 0.06, 0.15, 0.40, 0.80, 1.10, 1.35, 1.55, 1.75,
      1.90, 1.70, 1.50, 1.45, 1.55, 1.75, 1.80, 1.45, 1.10, 0.80, 0.50, 0.27
    };
    private static final double[] BY_WEEKDAY = {0.94, 0.94, 0.96, 1.00, 1.14, 1.18, 0.84};
    private static final double MEAN_HOUR = java.util.Arrays.stream(BY_HOUR).average().orElse(1);

    static double at(long timeMicros) {
      LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(timeMicros, DAY));
      int hour = (int) (Math.floorMod(timeMicros, DAY) / (3600 * SECOND));
      DayOfWeek weekday = day.atStartOfDay(ZoneOffset.UTC).getDayOfWeek();
      return BY_HOUR[hour] / MEAN_HOUR * BY_WEEKDAY[weekday.getValue() - 1];
    }
  }
}
