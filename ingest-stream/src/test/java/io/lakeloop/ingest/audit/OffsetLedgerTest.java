package io.lakeloop.ingest.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetLedgerTest {
  @Test
  void isEmptyAtFirst() {
    OffsetLedger ledger = new OffsetLedger();

    assertThat(ledger.count()).isZero();
    assertThat(ledger.min()).isEmpty();
    assertThat(ledger.max()).isEmpty();
    assertThat(ledger.gapsBelow(0)).isEmpty();
    assertThat(ledger.gapsBelow(10)).containsExactly(new OffsetRange(0, 9));
    assertThat(ledger.countBelow(10)).isZero();
  }

  @Test
  void countsEveryRepetitionAndNamesTheOffset() {
    OffsetLedger ledger = new OffsetLedger();
    for (long offset : new long[] {3, 4, 3, 3, 5}) {
      ledger.add(offset, 1);
    }

    assertThat(ledger.count()).isEqualTo(3);
    assertThat(ledger.repeated()).isEqualTo(2);
    assertThat(ledger.repeatedExamples()).containsExactly(3L, 3L);
    assertThat(ledger.contentHash()).isEqualTo(5);
  }

  @Test
  void sumsHashesInAnyOrderBeyond64Bits() {
    OffsetLedger one = new OffsetLedger();
    OffsetLedger other = new OffsetLedger();
    one.add(1, Long.MAX_VALUE);
    one.add(2, Long.MAX_VALUE - 5);
    other.add(2, Long.MAX_VALUE - 5);
    other.add(1, Long.MAX_VALUE);

    assertThat(one.contentHash()).isEqualTo(other.contentHash()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 33})
  void agreesWithPlainSetsOnRandomOffsets(long base) {
    Random random = new Random(7);
    for (int round = 0; round < 100; round++) {
      OffsetLedger a = new OffsetLedger();
      OffsetLedger b = new OffsetLedger();
      NavigableSet<Long> plainA = fill(a, random, base);
      NavigableSet<Long> plainB = fill(b, random, base);

      TreeSet<Long> onlyA = new TreeSet<>(plainA);
      onlyA.removeAll(plainB);
      TreeSet<Long> onlyB = new TreeSet<>(plainB);
      onlyB.removeAll(plainA);
      assertThat(offsets(a.without(b))).containsExactlyElementsOf(onlyA);
      assertThat(offsets(b.without(a))).containsExactlyElementsOf(onlyB);

      long limit = base + random.nextInt(120);
      TreeSet<Long> gaps = new TreeSet<>();
      for (long offset = plainA.first(); offset < limit; offset++) {
        gaps.add(offset);
      }
      gaps.removeAll(plainA);
      assertThat(offsets(a.gapsBelow(limit))).containsExactlyElementsOf(gaps);
      assertThat(a.countBelow(limit)).isEqualTo(plainA.headSet(limit).size());
      assertThat(a.count()).isEqualTo(plainA.size());
      assertThat(a.min()).hasValue(plainA.first());
      assertThat(a.max()).hasValue(plainA.last());
    }
  }

  private static NavigableSet<Long> fill(OffsetLedger ledger, Random random, long base) {
    NavigableSet<Long> plain = new TreeSet<>();
    for (int i = 0; i < 1 + random.nextInt(80); i++) {
      long offset = base + random.nextInt(100);
      ledger.add(offset, 0);
      plain.add(offset);
    }
    return plain;
  }

  private static List<Long> offsets(List<OffsetRange> ranges) {
    List<Long> offsets = new ArrayList<>();
    for (OffsetRange range : ranges) {
      for (long offset = range.first(); offset <= range.last(); offset++) {
        offsets.add(offset);
      }
    }
    return offsets;
  }
}
