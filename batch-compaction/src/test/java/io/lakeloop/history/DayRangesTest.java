package io.lakeloop.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.history.DayRanges.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class DayRangesTest {
  @Test
  void joinsDaysThatFollowEachOther() {
    DayRanges days = DayRanges.of(List.of(5, 3, 4, 9, 3));

    assertThat(days.ranges()).containsExactly(new Range(3, 6), new Range(9, 10));
    assertThat(days.days()).isEqualTo(4);
  }

  @Test
  void knowsItsDays() {
    DayRanges days = DayRanges.of(List.of(-2, 3, 4, 9));

    assertThat(List.of(-2, 3, 4, 9)).allMatch(days::contains);
    assertThat(List.of(-3, -1, 2, 5, 8, 10)).noneMatch(days::contains);
  }

  @Test
  void mergesWithOthers() {
    DayRanges days = DayRanges.of(List.of(1, 5)).plus(DayRanges.between(2, 4));

    assertThat(days.ranges()).containsExactly(new Range(1, 4), new Range(5, 6));
    assertThat(DayRanges.between(4, 4).isEmpty()).isTrue();
  }

  @Test
  void closesTheNarrowestGapsFirst() {
    DayRanges days = DayRanges.of(List.of(1, 10, 12, 30)).widenedTo(2);

    assertThat(days.ranges()).containsExactly(new Range(1, 13), new Range(30, 31));
  }

  @Test
  void countsDaysBefore1970Downwards() {
    assertThat(DayRanges.dayOf(-1)).isEqualTo(-1);
    assertThat(DayRanges.dayOf(86_400_000_000L)).isEqualTo(1);
    assertThat(new Range(DayRanges.FIRST, 0).fromMicros()).isNegative();
  }
}
