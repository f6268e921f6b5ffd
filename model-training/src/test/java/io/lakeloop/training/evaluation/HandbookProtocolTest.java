package io.lakeloop.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.training.evaluation.HandbookProtocol.Compromised;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandbookProtocolTest {
  /** Trained on days 100 to 106, tested on 114 to 120. */
  private static final HandbookProtocol PROTOCOL = new HandbookProtocol(114, 7, 7);

  private static List<Integer> testedDaysOfACardWithFraudOn(int day) {
    Compromised compromised = PROTOCOL.compromised();
    compromised.addFraud(5, day);
    return IntStream.range(90, 130).filter(d -> compromised.isTested(5, d)).boxed().toList();
  }

  @Test
  void trainsOnTheDaysBeforeTheDelay() {
    assertThat(PROTOCOL.trainingEndEpochDay()).isEqualTo(107);
    assertThat(PROTOCOL.testEndEpochDay()).isEqualTo(121);
  }

  @Test
  void leavesOutCardsWithAFraudInTheTrainingWeek() {
    assertThat(testedDaysOfACardWithFraudOn(100)).isEmpty();
    assertThat(testedDaysOfACardWithFraudOn(106)).isEmpty();
  }

  @Test
  void keepsCardsWhoseFraudWasEarlier() {
    assertThat(testedDaysOfACardWithFraudOn(99)).hasSize(7);
  }

  @Test
  void leavesOutACardFromTheDayThatItsReportIsKnown() {
    assertThat(testedDaysOfACardWithFraudOn(107)).containsExactly(114);
    assertThat(testedDaysOfACardWithFraudOn(110)).containsExactly(114, 115, 116, 117);
    assertThat(testedDaysOfACardWithFraudOn(113)).hasSize(7);
    assertThat(testedDaysOfACardWithFraudOn(118)).hasSize(7);
  }

  @Test
  void testsOtherCardsOnEveryTestDay() {
    Compromised compromised = PROTOCOL.compromised();
    compromised.addFraud(5, 103);
    assertThat(IntStream.range(90, 130).filter(d -> compromised.isTested(4, d)).boxed())
        .containsExactly(114, 115, 116, 117, 118, 119, 120);
  }
}
