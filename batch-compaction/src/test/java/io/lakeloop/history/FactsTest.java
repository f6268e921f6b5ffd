package io.lakeloop.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.history.Facts.Payment;
import io.lakeloop.history.Facts.Report;
import io.lakeloop.history.Facts.Score;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FactsTest {
  private static Payment payment(long time, long offset, long amount) {
    return new Payment(time, "c", "t", amount, 0, offset, 1000 + offset, 1);
  }

  @Test
  void putsPartsTogetherToTheSameEndInEveryOrder() {
    List<Facts> parts =
        new ArrayList<>(
            List.of(
                new Facts("x", 0, payment(20, 7, 500), null, null),
                new Facts("x", 0, payment(10, 9, 300), null, null),
                new Facts("x", 0, payment(10, 8, 400), null, null),
                new Facts("x", 0, null, new Report(50, 0, 1, true), null),
                new Facts("x", 0, null, new Report(60, 0, 0, false), null),
                new Facts("x", 0, null, null, new Score(30, 0, 8, 0.25, false)),
                new Facts("x", 0, null, null, new Score(40, 0, 7, 0.75, true))));
    Facts expected =
        new Facts(
            "x",
            0,
            new Payment(10, "c", "t", 400, 0, 8, 1009, 3),
            new Report(60, 0, 0, false),
            new Score(30, 0, 8, 0.25, false));

    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      Collections.shuffle(parts, random);
      assertThat(parts.stream().reduce(Facts::plus)).contains(expected);
    }
  }

  @Test
  void addsUpWhatIsKnown() {
    Facts fraud =
        new Facts(
            "x",
            0,
            payment(10, 1, 300),
            new Report(60, 0, 0, true),
            new Score(30, 0, 8, 0.1, true));
    Facts plain = new Facts("y", 0, payment(20, 2, 500), null, null);

    Totals totals =
        Totals.of(fraud, Grouping.CUSTOMER_AND_DAY)
            .plus(Totals.of(plain, Grouping.CUSTOMER_AND_DAY));

    assertThat(totals)
        .isEqualTo(
            new Totals(
                Grouping.CUSTOMER_AND_DAY,
                0,
                "c",
                2,
                800,
                300,
                500,
                1,
                300,
                1,
                100_000_000,
                0.1,
                1,
                2,
                1002));
  }
}
