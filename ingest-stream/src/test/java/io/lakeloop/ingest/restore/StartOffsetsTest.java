package io.lakeloop.ingest.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StartOffsetsTest {
  private static final TopicPartition PARTITION = new TopicPartition("payments", 3);

  private static StartOffsets start(Map<TopicPartition, Long> kafka, Map<?, Long> lake) {
    return StartOffsets.behindLake(List.of(PARTITION), kafka, lake::get);
  }

  @Test
  void beginsBehindWhatTheLakeHolds() {
    assertThat(start(Map.of(PARTITION, 5L), Map.of(PARTITION, 8L)))
        .isEqualTo(new StartOffsets(Map.of(PARTITION, 8L), List.of()));
  }

  @Test
  void losesNothingWhereKafkaBeginsRightBehindTheLake() {
    assertThat(start(Map.of(PARTITION, 8L), Map.of(PARTITION, 8L)))
        .isEqualTo(new StartOffsets(Map.of(PARTITION, 8L), List.of()));
  }

  @Test
  void beginsAtKafkasFirstOffsetWhereTheLakeHoldsNothing() {
    assertThat(start(Map.of(PARTITION, 5L), Map.of()))
        .isEqualTo(new StartOffsets(Map.of(PARTITION, 5L), List.of()));
    assertThat(start(Map.of(), Map.of()))
        .isEqualTo(new StartOffsets(Map.of(PARTITION, 0L), List.of()));
  }

  @Test
  void tellsWhatKafkaHasDropped() {
    assertThat(start(Map.of(PARTITION, 9L), Map.of(PARTITION, 8L)))
        .isEqualTo(
            new StartOffsets(
                Map.of(PARTITION, 9L),
                List.of("payments-3: the lake holds offsets up to 7, Kafka's first is 9")));
  }
}
