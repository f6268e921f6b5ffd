package io.lakeloop.feature;

import static io.lakeloop.feature.Features.amount;
import static io.lakeloop.feature.Features.customer;
import static io.lakeloop.feature.Features.days;
import static io.lakeloop.feature.Features.terminal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FeatureSetTest {
  private static final Path PAGE = Path.of("..", "docs", "features.md");
  private static final String BEGIN = "<!-- generated from the declarations -->\n\n";

  @Test
  void documentsEverySetAsDeclared() throws IOException {
    String page = Files.readString(PAGE);
    String expected =
        page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
            + FeatureDocs.page(FeatureSets.all());
    if (Boolean.getBoolean("lakeloop.docs.update")) {
      Files.writeString(PAGE, expected);
      return;
    }

    assertThat(page)
        .as(
            "docs/features.md has drifted from the declarations. Write it anew with"
                + " ./mvnw test -pl common -am -Dtest=FeatureSetTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dlakeloop.docs.update=true")
        .isEqualTo(expected);
  }

  @Test
  void hasAHashOfNamesDefinitionsAndOrderAlone() {
    Feature mean = customer().over(days(7)).amountMean();
    FeatureSet set = FeatureSet.named("a").with(amount(), mean);

    assertThat(FeatureSet.named("b").with(amount(), mean)).hasSameHashCodeAs(set).isEqualTo(set);
    assertThat(set.hash()).hasSize(64);
    assertThat(FeatureSet.named("a").with(mean, amount())).isNotEqualTo(set);
    assertThat(FeatureSet.named("a").with(amount(), mean.as("mean"))).isNotEqualTo(set);
    assertThat(FeatureSet.named("a").with(amount(), customer().over(days(8)).amountMean()))
        .isNotEqualTo(set);
  }

  @Test
  void keepsTheHashOfThePublishedSetFromReleaseToRelease() {
    assertThat(FeatureSets.HANDBOOK.hash())
        .as("models that were trained on the set are refused when its hash changes")
        .isEqualTo("bf81d19c42e63777ed59f42fa1463c918c0d6ee5019d52bb26b59a7b962946fd");
  }

  @Test
  void namesAFeatureByKeyCalculationAndWindow() {
    assertThat(customer().over(Duration.ofHours(1)).count().name()).isEqualTo("customer_count_1h");
    assertThat(terminal().delayedBy(days(7)).over(days(30)).fraudShare())
        .hasToString(
            "terminal_fraud_share_30d_delayed_7d = share(fraud known at t) by terminal over (t-37d,"
                + " t-7d]");
  }

  @Test
  void refusesTwoFeaturesOfOneName() {
    FeatureSet set = FeatureSet.named("mine").with(amount());

    assertThatThrownBy(() -> set.with(amount()))
        .hasMessage(
            "feature set mine has two features named amount; give one another name with as(…)");
  }

  @Test
  void refusesAWindowThatCannotBe() {
    assertThatThrownBy(() -> customer().over(Duration.ZERO))
        .hasMessageContaining("give a positive length");
    assertThatThrownBy(() -> customer().delayedBy(days(1)).over(days(1)).sincePrevious())
        .hasMessageContaining("give a window without delay");
    assertThatThrownBy(() -> FeatureSets.of("none"))
        .hasMessage("feature set 'none' is not known; give one of [handbook, standard]");
  }

  @Test
  void looksBackAsFarAsItsFurthestWindow() {
    assertThat(FeatureSets.HANDBOOK.horizonMicros()).isEqualTo(37 * 86_400_000_000L);
    assertThat(FeatureSets.HANDBOOK.keys()).containsExactly(EntityKey.CUSTOMER, EntityKey.TERMINAL);
    assertThat(FeatureSets.HANDBOOK.usesReports(EntityKey.CUSTOMER)).isFalse();
    assertThat(FeatureSets.HANDBOOK.usesReports(EntityKey.TERMINAL)).isTrue();
  }
}
