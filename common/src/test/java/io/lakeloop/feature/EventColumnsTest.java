package io.lakeloop.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventColumnsTest {
  private record Event(long time, EventId id, long amount) {}

  private static final Comparator<Event> RANK =
      Comparator.comparingLong(Event::time).thenComparing(Event::id);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void answersAsASortedListDoesThroughInsertionsRemovalsAndExpiry(long seed) {
    Random random = new Random(seed);
    EventColumns columns = new EventColumns();
    List<Event> oracle = new ArrayList<>();
    columns.keepSquares();
    long dropped = Long.MIN_VALUE;
    for (int step = 0; step < 12_000; step++) {
      long time = random.nextInt(10) == 0 ? random.nextInt(step / 2 + 1) : step / 2;
      Event event =
          new Event(
              Math.max(time, dropped + 1),
              EventId.of(Integer.toString(random.nextInt(1_000_000_000))),
              random.nextLong(1L << random.nextInt(1, 56)));
      if (columns.find(event.id()) == EventColumns.NOT_FOUND) {
        columns.insert(event.time(), event.id(), event.amount());
        oracle.add(event);
      }
      if (random.nextInt(50) == 0 && !oracle.isEmpty()) {
        Event removed = oracle.remove(random.nextInt(oracle.size()));
        columns.remove(columns.find(removed.id()));
        assertThat(columns.find(removed.id())).isEqualTo(EventColumns.NOT_FOUND);
      }
      if (random.nextInt(1500) == 0) {
        long until = Math.max(dropped, step / 2L - random.nextInt(2000));
        dropped = until;
        columns.dropUpTo(until);
        oracle.removeIf(e -> e.time() <= until);
      }
      if (step % 97 == 0) {
        assertSame(columns, oracle, random);
      }
    }
    assertThat(oracle).hasSizeGreaterThan(500);
  }

  private static void assertSame(EventColumns columns, List<Event> oracle, Random random) {
    oracle.sort(RANK);
    assertThat(columns.end() - columns.start()).isEqualTo(oracle.size());
    for (int i = 0; i < oracle.size(); i++) {
      int position = columns.start() + i;
      Event event = oracle.get(i);
      assertThat(columns.isAt(position, event.time(), event.id())).isTrue();
    }
    if (oracle.isEmpty()) {
      return;
    }
    for (int n = 0; n < 20; n++) {
      int from = random.nextInt(oracle.size());
      int to = from + 1 + random.nextInt(oracle.size() - from);
      assertThat(columns.find(oracle.get(from).id())).isEqualTo(columns.start() + from);
      List<Event> range = oracle.subList(from, to);
      int start = columns.start();
      assertThat(columns.maximum(start + from, start + to))
          .isEqualTo(range.stream().mapToLong(Event::amount).max().orElseThrow());
      assertThat(columns.sum(start + from, start + to))
          .isEqualTo(range.stream().mapToLong(Event::amount).sum());
      assertThat(columns.sumOfSquares(start + from, start + to).toBigInteger())
          .isEqualTo(
              range.stream()
                  .map(e -> BigInteger.valueOf(e.amount()).pow(2))
                  .reduce(BigInteger.ZERO, BigInteger::add));
      long time = oracle.get(from).time() + random.nextInt(3) - 1;
      int hint = random.nextInt(-10, columns.end() + 10);
      assertThat(columns.timePosition(time, hint))
          .isEqualTo(start + (int) oracle.stream().filter(e -> e.time() <= time).count());
    }
  }

  /** Whole blocks are where an edge can be missed: 64 events, 4,096 events. */
  @Test
  void findsTheMaximumOfEveryRangeThatStartsOrEndsWithABlock() {
    Random random = new Random(5);
    EventColumns columns = new EventColumns();
    List<Long> amounts = new ArrayList<>();
    for (int size = 1; size <= 4200; size++) {
      amounts.add(random.nextLong(1_000_000));
      columns.insert(size, EventId.of(Integer.toString(size)), amounts.get(size - 1));
      for (int from : new int[] {0, size / 2 / 64 * 64, (size - 1) / 64 * 64, size - 1}) {
        assertThat(columns.maximum(from, size))
            .isEqualTo(Collections.max(amounts.subList(from, size)));
      }
    }
  }

  @Test
  void ordersShortIdsAsNumbersAndLongOnesBehindThem() {
    List<String> ids =
        List.of("", "0", "9", "10", "99", "100", "999999999999999", "1000000000000000");
    List<EventId> sorted = ids.stream().map(EventId::of).sorted().toList();

    assertThat(sorted).isEqualTo(ids.stream().map(EventId::of).toList());
    assertThat(EventId.of("9b2e6f1c-1111-4c1b-8f0a-000000000001"))
        .isNotEqualTo(EventId.of("9b2e6f1c-1111-4c1b-8f0a-000000000002"))
        .isEqualTo(EventId.of("9b2e6f1c-1111-4c1b-8f0a-000000000001"));
    assertThat(EventId.of("a")).isNotEqualTo(EventId.of("\u0000a"));
  }
}
