package io.lakeloop.feature;

import static io.lakeloop.feature.Features.amount;
import static io.lakeloop.feature.Features.customer;
import static io.lakeloop.feature.Features.terminal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lakeloop.domain.FraudReport;
import io.lakeloop.domain.Transaction;
import io.lakeloop.feature.NaiveFeatures.View;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureEngineTest {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration DELAY = Duration.ofSeconds(50);
  private static final Duration EVER = Duration.ofDays(100);
  private static final Baseline BASELINE = new Baseline(Window.of(LONG), 7, 0.2);
  private static final double RELATIVE = 1e-12;

  /** Each kind of feature, with what the oracle says. */
  private static final Map<Feature, ToDoubleFunction<View>> FEATURES = features();

  private static final FeatureSet SET =
      FeatureSet.named("test").with(FEATURES.keySet().toArray(Feature[]::new));

  private static Map<Feature, ToDoubleFunction<View>> features() {
    Map<Feature, ToDoubleFunction<View>> features = new LinkedHashMap<>();
    features.put(amount(), v -> v.self().amountMinorUnits() / 100.0);
    for (Duration length : List.of(SHORT, LONG)) {
      features.put(customer().over(length).count(), v -> v.in(NONE, length).size());
      features.put(customer().over(length).amountSum(), v -> View.sum(v.in(NONE, length)));
      features.put(customer().over(length).amountMean(), v -> View.meanAmount(v.in(NONE, length)));
      features.put(
          customer().over(length).amountDeviation(), v -> View.deviation(v.in(NONE, length)));
      features.put(customer().over(length).amountMaximum(), v -> View.maximum(v.in(NONE, length)));
      features.put(customer().over(length).fraudCount(), v -> v.frauds(v.in(NONE, length)));
      features.put(
          customer().over(length).sincePrevious(), v -> v.sincePrevious(v.in(NONE, length)));
      features.put(
          customer().over(length).abnormalAmounts(2, BASELINE),
          v -> v.abnormal(length, 2, v.baseline(LONG, 7, 0.2), 7));
      features.put(
          terminal().delayedBy(DELAY).over(length).count(), v -> v.in(DELAY, length).size());
      features.put(
          terminal().delayedBy(DELAY).over(length).amountMaximum(),
          v -> View.maximum(v.in(DELAY, length)));
      features.put(
          terminal().delayedBy(DELAY).over(length).amountMean(),
          v -> View.meanAmount(v.in(DELAY, length)));
      features.put(
          terminal().delayedBy(DELAY).over(length).fraudShare(),
          v -> v.fraudShare(v.in(DELAY, length)));
      features.put(
          terminal().delayedBy(DELAY).over(length).fraudRun(),
          v -> v.run(v.in(DELAY, length)).size());
      features.put(
          terminal().delayedBy(DELAY).over(length).fraudRunAge(),
          v -> v.age(v.run(v.in(DELAY, length))));
      features.put(
          terminal().delayedBy(DELAY).over(length).fraudRunAmountMean(),
          v -> View.meanAmount(v.run(v.in(DELAY, length))));
      features.put(
          customer().over(length).maximumBeforeRatio(BASELINE),
          v -> View.maximum(v.before(length)) / nanIfZero(v.baseline(LONG, 7, 0.2)));
      features.put(terminal().over(length).fraudRun(), v -> v.run(v.in(NONE, length)).size());
    }
    features.put(
        customer().over(LONG).amountRatio(BASELINE),
        v -> v.self().amountMinorUnits() / 100.0 / nanIfZero(v.baseline(LONG, 7, 0.2)));
    return features;
  }

  private static double nanIfZero(double value) {
    return value == 0 ? Double.NaN : value;
  }

  /** An event stream with ties, gaps, disorder, duplicates and reports before their transaction. */
  private static List<Object> events(Random random, int count, boolean inOrder) {
    List<Object> events = new ArrayList<>();
    long time = 0;
    for (int i = 0; i < count; i++) {
      time += random.nextInt(10) == 0 ? random.nextInt(200) : random.nextInt(4);
      Transaction transaction = transaction(random, Integer.toString(i), time);
      events.add(transaction);
      if (random.nextInt(3) == 0) {
        for (int reports = random.nextInt(3); reports >= 0; reports--) {
          events.add(report(random, transaction));
        }
      }
      if (random.nextInt(10) == 0) {
        events.add(transaction);
      }
      if (!inOrder && random.nextInt(20) == 0) {
        long otherTime = Math.max(0, time + random.nextInt(9) - 4);
        events.add(
            new Transaction(
                transaction.transactionId(),
                otherTime * 1_000_000,
                transaction.customerId(),
                transaction.terminalId(),
                random.nextInt(1000)));
      }
    }
    if (inOrder) {
      events.sort(java.util.Comparator.comparingLong(FeatureEngineTest::knownFrom));
    } else {
      Collections.shuffle(events, random);
    }
    return events;
  }

  private static long knownFrom(Object event) {
    return event instanceof FraudReport report
        ? report.reportedAtMicros()
        : ((Transaction) event).eventTimeMicros();
  }

  private static Transaction transaction(Random random, String id, long seconds) {
    return new Transaction(
        id,
        seconds * 1_000_000,
        "c" + random.nextInt(3),
        "t" + random.nextInt(2),
        random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(100_000));
  }

  private static FraudReport report(Random random, Transaction of) {
    return new FraudReport(
        of.transactionId(),
        of.eventTimeMicros() + random.nextInt(100) * 1_000_000L,
        random.nextInt(4) != 0,
        of.customerId(),
        of.terminalId(),
        of.eventTimeMicros(),
        null);
  }

  private static void assertOracleAgrees(NaiveFeatures oracle, Transaction at, double[] vector) {
    View ofCustomer = oracle.at(at, Transaction::customerId, FraudReport::customerId);
    View ofTerminal = oracle.at(at, Transaction::terminalId, FraudReport::terminalId);
    int i = 0;
    for (Map.Entry<Feature, ToDoubleFunction<View>> entry : FEATURES.entrySet()) {
      boolean byTerminal = entry.getKey().key().equals(java.util.Optional.of(EntityKey.TERMINAL));
      double expected = entry.getValue().applyAsDouble(byTerminal ? ofTerminal : ofCustomer);
      if (Double.isNaN(expected)) {
        assertThat(vector[i]).as("%s at %s", entry.getKey(), at).isNaN();
      } else {
        assertThat(vector[i])
            .as("%s at %s", entry.getKey(), at)
            .isCloseTo(expected, within(RELATIVE * Math.abs(expected)));
      }
      i++;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void equalsTheOracleInAnyOrderOfArrival(long seed) {
    Random random = new Random(seed);
    FeatureEngine engine = new FeatureEngine(SET, EVER);
    NaiveFeatures oracle = new NaiveFeatures();
    List<String> seen = new ArrayList<>();
    int compared = 0;
    for (Object event : events(random, 400, seed % 2 == 0)) {
      if (event instanceof FraudReport report) {
        engine.add(report);
        oracle.add(report);
        continue;
      }
      Transaction transaction = (Transaction) event;
      double[] vector = engine.add(transaction);
      oracle.add(transaction);
      assertThat(vector == null)
          .as("%s is a duplicate", transaction)
          .isEqualTo(seen.contains(transaction.transactionId()));
      seen.add(transaction.transactionId());
      if (vector != null) {
        assertOracleAgrees(oracle, transaction, vector);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(400);
  }

  @Test
  void forgetsWhatNoWindowReachesWithoutChangingAValue() {
    FeatureEngine forgetting = new FeatureEngine(SET, NONE);
    FeatureEngine remembering = new FeatureEngine(SET, EVER);
    for (Object event : events(new Random(7), 20_000, true)) {
      if (event instanceof FraudReport report) {
        forgetting.add(report);
        remembering.add(report);
      } else {
        assertThat(forgetting.add((Transaction) event))
            .isEqualTo(remembering.add((Transaction) event));
      }
    }
  }

  @Test
  void keepsOnlyTheRetainedTime() {
    KeyFeatures features = new KeyFeatures(SET, EntityKey.CUSTOMER, Duration.ofSeconds(10));
    KeyHistory history = new KeyHistory();
    for (int second = 0; second < 100_000; second++) {
      features.addToHistory(
          history, new Transaction("id" + second, second * 1_000_000L, "c", "t", 1));
    }
    assertThat(history.size()).isEqualTo(310);
    assertThat(history.lastEventMicros()).isEqualTo(99_999_000_000L);
  }

  @Test
  void restoresWhatItWrote() throws IOException {
    Random random = new Random(8);
    KeyFeatures features = new KeyFeatures(SET, EntityKey.CUSTOMER, EVER);
    KeyHistory history = new KeyHistory();
    for (Object event : events(random, 500, false)) {
      if (event instanceof FraudReport report) {
        features.add(history, report);
      } else {
        features.addToHistory(history, (Transaction) event);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    history.write(new DataOutputStream(bytes));
    KeyHistory restored =
        KeyHistory.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    for (int i = 0; i < 50; i++) {
      Transaction next = transaction(random, "n" + i, random.nextInt(3000));
      double[] values = SET.newVector();
      double[] restoredValues = SET.newVector();
      features.add(history, next, values);
      features.add(restored, next, restoredValues);
      assertThat(restoredValues).isEqualTo(values);
    }
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    restored.write(new DataOutputStream(again));
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    history.write(new DataOutputStream(first));
    assertThat(again.toByteArray()).isEqualTo(first.toByteArray());
  }

  @Test
  void holdsAHeavyKeyInOrderAndOutOfOrder() {
    FeatureSet set = FeatureSets.STANDARD;
    KeyFeatures features = new KeyFeatures(set, EntityKey.CUSTOMER, Duration.ofDays(1));
    KeyHistory history = new KeyHistory();
    Random random = new Random(9);
    double[] vector = set.newVector();
    int count = 200_000;
    for (int i = 0; i < count; i++) {
      long micros = i * 10_000_000L - random.nextInt(60_000_000);
      features.add(
          history,
          new Transaction("heavy-transaction-" + i, micros, "c", "t", 100 + i % 7),
          vector);
    }
    assertThat(history.size()).isEqualTo(count);
    int mean = set.names().indexOf("CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW");
    int deviation = set.names().indexOf("customer_amount_deviation_30d");
    assertThat(vector[mean]).isCloseTo(1.03, within(1e-6));
    assertThat(vector[deviation]).isCloseTo(0.02, within(1e-6));
  }
}
