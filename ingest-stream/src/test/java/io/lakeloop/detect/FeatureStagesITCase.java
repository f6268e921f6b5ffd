package io.lakeloop.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.feature.FeatureSets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stream, batch and the engine alone say the same to the bit. */
@Timeout(180)
class FeatureStagesITCase {
  private DetectFixture fixture;

  @BeforeEach
  void setUp() throws Exception {
    fixture = new DetectFixture();
  }

  @AfterEach
  void tearDown() throws Exception {
    fixture.close();
  }

  private static void assertSameBits(Map<String, double[]> actual, Map<String, double[]> expected) {
    Set<String> missing = new TreeSet<>(expected.keySet());
    missing.removeAll(actual.keySet());
    assertThat(missing).as("scored: %d", actual.size()).isEmpty();
    assertThat(actual).hasSameSizeAs(expected);
    Map<String, String> differences = new TreeMap<>();
    expected.forEach(
        (id, values) -> {
          double[] others = actual.get(id);
          for (int i = 0; i < values.length; i++) {
            if (Double.doubleToRawLongBits(values[i]) != Double.doubleToRawLongBits(others[i])) {
              differences.put(
                  id + " " + FeatureSets.STANDARD.names().get(i), others[i] + " not " + values[i]);
            }
          }
        });
    assertThat(differences).isEmpty();
    assertThat(expected.values().stream().filter(v -> Arrays.stream(v).anyMatch(x -> x > 0)))
        .hasSameSizeAs(expected.keySet());
  }

  @Test
  void streamInEventTimeAndBatchEqualTheEngineAtAnyParallelism() throws Exception {
    fixture.produce(4000);
    fixture.ingest();
    Map<String, double[]> expected = fixture.expected();

    assertThat(expected).hasSize(4000);
    assertSameBits(fixture.streamed(1, Map.of("detect.bootstrap", "false")), expected);
    assertSameBits(fixture.streamed(4, Map.of("detect.bootstrap", "false")), expected);
    assertSameBits(fixture.batched(1), expected);
    assertSameBits(fixture.batched(3), expected);
  }

  @Test
  void startsFromTheLakeAndGoesOnFromKafkaWithoutAGapOrAnOverlap() throws Exception {
    fixture.produce(2000);
    fixture.ingest();
    fixture.produce(2000);
    Map<String, double[]> expected = new TreeMap<>(fixture.expected());
    for (int n = 0; n < 2000; n++) {
      expected.remove(Integer.toString(n));
    }

    assertSameBits(fixture.streamed(2, Map.of()), expected);
  }
}
