package io.lakeloop.training.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {
  @Test
  void keepsEveryRowAcrossBlocks() {
    TrainingRows rows = new TrainingRows(List.of("a", "b"));
    for (int i = 0; i < 10_000; i++) {
      rows.add(new double[] {i, i % 2 == 0 ? Double.NaN : -i}, i % 3 == 0, i % 7, i / 100, 5L * i);
    }

    assertThat(rows.size()).isEqualTo(10_000);
    double[] row = new double[2];
    for (int i = 0; i < 10_000; i++) {
      rows.copy(i, row);
      assertThat(row).containsExactly(i, i % 2 == 0 ? Double.NaN : -i);
      assertThat(rows.value(i, 0)).isEqualTo(i);
      assertThat(rows.isFraud(i)).isEqualTo(i % 3 == 0);
      assertThat(rows.card(i)).isEqualTo(i % 7);
      assertThat(rows.amountMinorUnits(i)).isEqualTo(5L * i);
    }
    assertThat(rows.ofDays(98, 99)).hasSize(100).startsWith(9800);
  }

  @Test
  void refusesARowOfAnotherWidth() {
    TrainingRows rows = new TrainingRows(List.of("a", "b"));

    assertThatThrownBy(() -> rows.add(new double[3], true, 0, 0, 1))
        .hasMessage("row of 3 values for 2 features; give one for each");
    assertThatThrownBy(() -> new TrainingRows(List.of())).hasMessageContaining("at least one");
  }
}
