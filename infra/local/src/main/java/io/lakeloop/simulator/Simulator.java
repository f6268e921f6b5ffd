package io.lakeloop.simulator;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.simulator.Event.Payment;
import io.lakeloop.simulator.Event.Report;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

  private final SimulatorSettings settings;
  private final SplittableRandom random;
  private final Population population;
  private final FraudEpisodes episodes;
  private final long sliceMicros;
  private final long endMicros;
  private final double ratePerMicro;
  private final Deque<Event> ready = new ArrayDeque<>();
  private final PriorityQueue<FraudReport> pendingReports =
      new PriorityQueue<>(Comparator.comparingLong(FraudReport::reportedAtMicros));
  private final List<Payment> slice = new ArrayList<>();
  private long nowMicros;
  private long payments;

  /** A world at its beginning. */
  public Simulator(SimulatorSettings settings) {
    this.settings = settings;
    SplittableRandom seeded = new SplittableRandom(settings.seed());
    this.population = new Population(settings.customers(), settings.terminals(), seeded.split());
    this.episodes = new FraudEpisodes(settings.fraud(), population, seeded.split());
    this.random = seeded.split();
    this.nowMicros = TimeUnit.MILLISECONDS.toMicros(settings.start().toEpochMilli());
    this.endMicros = nowMicros + TimeUnit.NANOSECONDS.toMicros(settings.length().toNanos());
    boolean live = settings.ratePerSecond() > 0;
    this.sliceMicros = live ? SECOND / 10 : 60 * SECOND;
    this.ratePerMicro =
        live
            ? settings.ratePerSecond() / SECOND
            : settings.customers() * settings.paymentsPerCustomerAndDay() / DAY;
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
    long sliceEnd = Math.min(nowMicros + sliceMicros, endMicros);
    episodes.advance(nowMicros, sliceEnd);
    long length = sliceEnd - nowMicros;
    double rhythm = settings.ratePerSecond() > 0 ? 1 : Rhythm.at(nowMicros);
    for (int n = Poisson.draw(ratePerMicro * length * rhythm, random); n > 0; n--) {
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
    if (episodes.isCompromised(terminal)) {
      fraud = FraudEpisodes.COMPROMISED_TERMINAL;
    } else if (episodes.isThief(customer)) {
      fraud = FraudEpisodes.STOLEN_CARD;
      amount *= 5;
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
            "T" + (settings.seed() & 0xFFFF) + "-" + payments++,
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

  /**
   * Reports not yet due and episodes under way: what memory is proportional to, beside the
   * population.
   */
  public int pendingCount() {
    return pendingReports.size() + episodes.size();
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
