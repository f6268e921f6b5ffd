package io.lakeloop.training.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.training.evaluation.Predictions;
import io.lakeloop.training.quality.WatchRule.Action;
import io.lakeloop.training.quality.WatchRule.Judgement;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WatchRuleTest {
  private static final WatchRule RULE = new WatchRule(0.02, 50);

  private record Two(Predictions champion, Predictions predecessor) {}

  /** Scores of two models with noise of their own on the same rows. */
  private static Two two(long seed, int rows, double championSignal, double predecessorSignal) {
    SplittableRandom random = new SplittableRandom(seed);
    Predictions.Builder champion = new Predictions.Builder();
    Predictions.Builder predecessor = new Predictions.Builder();
    for (int i = 0; i < rows; i++) {
      boolean fraud = random.nextInt(20) == 0;
      int card = random.nextInt(rows / 4);
      champion.add(score(random, fraud, championSignal), fraud, card, i / 500, 1000);
      predecessor.add(score(random, fraud, predecessorSignal), fraud, card, i / 500, 1000);
    }
    return new Two(champion.build(), predecessor.build());
  }

  private static double score(SplittableRandom random, boolean fraud, double signal) {
    return Math.min(1, random.nextDouble() * (1 - signal) + (fraud ? signal : 0));
  }

  private static Judgement judge(Two two) {
    return RULE.judge(two.champion(), two.predecessor(), new SplittableRandom(1));
  }

  @Test
  void rollsBackWhatHasDecayed() {
    Judgement judgement = judge(two(1, 4_000, 0.2, 0.6));

    assertThat(judgement.action()).as(judgement.finding()).isEqualTo(Action.ROLL_BACK);
    assertThat(judgement.difference().high()).isLessThan(-0.02);
    assertThat(judgement.finding()).contains("95% interval", "still below the limit of -0.0200");
  }

  @Test
  void keepsTheChampionWhereOnlyNoiseDiffers() {
    for (int seed = 0; seed < 30; seed++) {
      Judgement judgement = judge(two(seed, 2_000, 0.4, 0.4));

      assertThat(judgement.action()).as(judgement.finding()).isEqualTo(Action.KEEP);
    }
  }

  @Test
  void keepsABetterChampion() {
    assertThat(judge(two(2, 4_000, 0.6, 0.2)).action()).isEqualTo(Action.KEEP);
  }

  @Test
  void waitsForEnoughFraudsOfEnoughCards() {
    Judgement few = judge(two(3, 400, 0.0, 0.9));
    Predictions.Builder oneCard = new Predictions.Builder();
    for (int i = 0; i < 500; i++) {
      oneCard.add(i / 500.0, i % 4 == 0, 7, i / 100, 1000);
    }
    Judgement ofOneCard = RULE.judge(oneCard.build(), oneCard.build(), new SplittableRandom(1));

    assertThat(few.action()).isEqualTo(Action.WAIT);
    assertThat(few.finding()).contains("at least 50 of each are needed");
    assertThat(ofOneCard.action()).isEqualTo(Action.WAIT);
    assertThat(ofOneCard.finding()).contains("of 1 cards");
  }

  @Test
  void waitsWithoutAnyRow() {
    Predictions none = new Predictions.Builder().build();

    assertThat(RULE.judge(none, none, new SplittableRandom(1)).action()).isEqualTo(Action.WAIT);
  }

  @Test
  void refusesAMarginThatIsNone() {
    assertThatThrownBy(() -> new WatchRule(-0.1, 50)).hasMessageContaining("margin is -0.1");
  }
}
