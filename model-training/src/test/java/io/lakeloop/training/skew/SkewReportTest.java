package io.lakeloop.training.skew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SkewReportTest {
  private static SkewReport report(long compared, long different, long lateEvent, long onlyInLog) {
    return new SkewReport(
        "run",
        List.of(
            new SkewReport.Line(
                "standard",
                "0123abcd",
                "amount",
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(60),
                compared,
                different,
                0.5,
                lateEvent,
                0,
                different - lateEvent,
                onlyInLog,
                0)));
  }

  @Test
  void passesWhenEveryDifferenceHasAKnownReason() {
    assertThat(report(100, 3, 3, 0).passed()).isTrue();
    assertThat(report(100, 3, 3, 0).toText())
        .endsWith("PASSED: 3 differences, each with a known reason");
  }

  @Test
  void failsWhenADifferenceHasNone() {
    assertThat(report(100, 3, 2, 0).passed()).isFalse();
    assertThat(report(100, 3, 2, 0).toText())
        .endsWith("FAILED: 1 of 3 differences have no known reason");
  }

  @Test
  void failsWhenNothingCouldBeCompared() {
    assertThat(report(0, 0, 0, 100).passed()).isFalse();
    assertThat(report(0, 0, 0, 100).toText())
        .contains("100 scored rows are not in the lake yet")
        .endsWith("let the ingest job land what was scored, then compare again");
  }
}
