package io.lakeloop.compaction.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final long MIB = 1L << 20;
  private static final Layout.Target TARGET = new Layout.Target(128 * MIB, 128 * MIB);

  @Test
  void oneFullFileHasTheBestScore() {
    assertThat(Layout.ofFile(128 * MIB, 1, 0, TARGET).score(TARGET)).isEqualTo(100);
  }

  @Test
  void nothingHasTheBestScore() {
    assertThat(Layout.NONE.score(TARGET)).isEqualTo(100);
  }

  @Test
  void manySmallFilesScoreLow() {
    Layout small = new Layout(100, 100 * MIB, 100, 0, 100);

    assertThat(small.score(TARGET)).isLessThan(25);
  }

  @Test
  void deletesAndSmallRowGroupsLowerTheScore() {
    Layout full = new Layout(1, 128 * MIB, 0, 0, 1);
    Layout withDelete = new Layout(1, 128 * MIB, 0, 1, 1);
    Layout withSmallRowGroups = new Layout(1, 128 * MIB, 0, 0, 400);

    assertThat(withDelete.score(TARGET)).isLessThan(full.score(TARGET));
    assertThat(withSmallRowGroups.score(TARGET)).isLessThan(full.score(TARGET));
  }

  @Test
  void compactedKeepsTheBytes() {
    Layout before = new Layout(30, 300 * MIB, 30, 3, 90);

    Layout after = before.compacted(TARGET);

    assertThat(after).isEqualTo(new Layout(2, 300 * MIB, 0, 0, 3));
  }

  @Test
  void aFileBelowThreeQuartersOfTheTargetIsSmall() {
    assertThat(Layout.ofFile(95 * MIB, 1, 0, TARGET).smallFiles()).isEqualTo(1);
    assertThat(Layout.ofFile(96 * MIB, 1, 0, TARGET).smallFiles()).isZero();
  }

  @Test
  void minusUndoesPlus() {
    Layout one = new Layout(3, 30, 3, 1, 5);
    Layout other = new Layout(2, 50, 1, 0, 2);

    assertThat(one.plus(other).minus(other)).isEqualTo(one);
  }
}
