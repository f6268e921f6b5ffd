package io.lakeloop.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakeloop.model.RuleScorer.Comparison;
import io.lakeloop.model.RuleScorer.Rule;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleScorerTest {
  private static final List<String> NAMES = List.of("amount", "count");
  private static final Rule LARGE =
      new Rule("amount", Comparison.ABOVE, 220, 0.9, "An amount above 220");
  private static final Rule OFTEN =
      new Rule("count", Comparison.AT_LEAST, 10, 0.6, "Ten payments in an hour");

  private final RuleScorer scorer = new RuleScorer(NAMES, List.of(OFTEN, LARGE));

  @Test
  void givesTheScoreOfTheHighestRuleThatFires() {
    assertThat(scorer.score(new double[] {220, 9})).isZero();
    assertThat(scorer.score(new double[] {220, 10})).isEqualTo(0.6);
    assertThat(scorer.score(new double[] {220.01, 10})).isEqualTo(0.9);
  }

  @Test
  void doesNotFireOnAMissingValue() {
    RuleScorer every =
        new RuleScorer(
            NAMES,
            Arrays.stream(Comparison.values())
                .map(comparison -> new Rule("amount", comparison, 0, 1, ""))
                .toList());

    assertThat(every.score(new double[] {Double.NaN, 0})).isZero();
  }

  @Test
  void explainsByTheRulesThatFiredTheHighestFirst() {
    Explanation explanation = scorer.explain(new double[] {500, 12});

    assertThat(explanation.contributions())
        .containsExactly(
            new Contribution("amount", 500, 0.9, "An amount above 220"),
            new Contribution("count", 12, 0.6, "Ten payments in an hour"));
    assertThat(explanation.top(1)).extracting(Contribution::feature).containsExactly("amount");
  }

  @Test
  void readsWhatItWrote() throws Exception {
    byte[] json = RuleScorer.write(List.of(LARGE));

    assertThat(new String(json, UTF_8)).contains("\"is\" : \">\"");
    assertThat(RuleScorer.read(json, NAMES).score(new double[] {221, 0})).isEqualTo(0.9);
  }

  @Test
  void refusesRulesThatCannotBeRead() {
    for (String json :
        List.of(
            "",
            "null",
            "{}",
            "[null]",
            "[{\"feature\":\"amount\"}]",
            "[{\"feature\":\"no\",\"is\":\">\",\"threshold\":1,\"score\":1,\"reason\":\"\"}]",
            "[{\"feature\":\"amount\",\"is\":\"=\",\"threshold\":1,\"score\":1,\"reason\":\"\"}]",
            "[{\"feature\":\"amount\",\"is\":\">\",\"threshold\":1,\"score\":2,\"reason\":\"\"}]")) {
      assertThatThrownBy(() -> RuleScorer.read(json.getBytes(UTF_8), NAMES))
          .isInstanceOf(ModelRefusedException.class);
    }
  }
}
