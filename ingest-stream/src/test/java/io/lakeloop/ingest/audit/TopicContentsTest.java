package io.lakeloop.ingest.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the comparison says of offsets and hashes, without Kafka or a lake. */
class TopicContentsTest {
  private final Map<Integer, KafkaRange> ranges = new TreeMap<>(Map.of(0, new KafkaRange(10, 14)));
  private final TopicContents contents = new TopicContents(ranges);

  private PartitionAudit audit() {
    return contents.compare("t", ranges).get(0);
  }

  private List<String> differences() {
    return audit().differences(false);
  }

  private void kafka(long... offsets) {
    for (long offset : offsets) {
      contents.partition(0).addKafka(offset, 100 + offset);
    }
  }

  private void good(long... offsets) {
    for (long offset : offsets) {
      contents.partition(0).addGood(offset, () -> 100 + offset);
    }
  }

  @Test
  void findsNothingWhereEveryRecordHasItsRow() {
    kafka(10, 11, 13);
    good(9, 10, 13);
    contents.partition(0).addDead(11, () -> 111);

    assertThat(differences()).isEmpty();
    assertThat(audit().goodRows()).isEqualTo(3);
    assertThat(audit().deadLetters()).isEqualTo(1);
    assertThat(audit().lakeMin()).isEqualTo(9);
    assertThat(audit().lakeMax()).isEqualTo(13);
  }

  @Test
  void tellsMissingRecordsAsRanges() {
    kafka(10, 11, 12, 13);
    good(11);

    assertThat(differences())
        .containsExactly(
            "t-0: 3 records are in Kafka and not in the lake, at 10, 12–13."
                + " If the job is still reading, try --wait.");
  }

  @Test
  void tellsRowsThatKafkaHasNoRecordFor() {
    kafka(10, 12);
    good(10, 11, 12);

    assertThat(differences())
        .containsExactly(
            "t-0: 1 offsets are in the lake and hold no record in Kafka, at 11."
                + " Does another job write the table, or is the topic compacted?");
  }

  @Test
  void tellsContentsThatDifferOnlyWhereTheOffsetsAreTheSame() {
    kafka(10, 11);
    good(10);
    contents.partition(0).addGood(11, () -> 5);
    assertThat(differences()).singleElement().asString().contains("the contents differ");

    kafka(12);
    assertThat(differences()).singleElement().asString().contains("not in the lake, at 12");
  }

  @Test
  void checksDroppedOffsetsForGapsButNotForContents() {
    kafka(10);
    good(10);
    contents.partition(0).addGood(6, () -> fail("Kafka cannot be compared with"));
    good(8);

    assertThat(differences())
        .singleElement()
        .asString()
        .startsWith("t-0: 2 offsets that Kafka has dropped are not in the lake, at 7, 9");
    assertThat(differences()).singleElement().asString().contains("with --accept-gaps");
    assertThat(audit().differences(true)).isEmpty();
  }

  @Test
  void takesEverythingDroppedForAGapWhereNoRowEverLanded() {
    assertThat(differences())
        .singleElement()
        .asString()
        .startsWith("t-0: 10 offsets that Kafka has dropped are not in the lake, at 0–9");
    assertThat(audit().differences(true)).isEmpty();
  }

  @Test
  void takesTheLowestRowForTheBeginningOfTheLake() {
    good(14);
    ranges.put(0, new KafkaRange(10, 15));

    assertThat(differences()).as("a row that came while the audit ran").isEmpty();

    kafka(10);
    good(10);

    assertThat(differences()).isEmpty();
  }

  @Test
  void tellsAnOffsetThatIsBothGoodAndDead() {
    kafka(10);
    contents.partition(0).addDead(10, () -> 110);
    good(10);

    assertThat(differences())
        .containsExactly("t-0: 1 rows repeat an offset that is in the lake already, at [10]");
  }

  @Test
  void leavesOutWhatCameWhileTheAuditRan() {
    kafka(10);
    good(10, 14, 15);
    contents.partition(0).addDead(16, () -> 1);
    ranges.put(0, new KafkaRange(10, 17));

    assertThat(differences()).isEmpty();
    assertThat(audit().deadLetters()).isZero();
  }

  @Test
  void tellsRowsBehindTheEndOfAShorterTopic() {
    kafka(10);
    good(10, 14, 15);
    ranges.put(0, new KafkaRange(10, 15));

    assertThat(differences())
        .singleElement()
        .asString()
        .startsWith("t-0: 1 rows lie behind the end of the topic");
  }

  @Test
  void tellsRowsOfAPartitionThatKafkaDoesNotHave() {
    contents.partition(7).addGood(3, () -> fail("Kafka cannot be compared with"));

    PartitionAudit audit = contents.compare("t", ranges).get(1);

    assertThat(audit.partition()).isEqualTo(7);
    assertThat(audit.differences(false)).singleElement().asString().contains("behind the end");
  }

  @Test
  void knowsTheLowestOffsetRetainedAmongSomePartitions() {
    TopicContents several =
        new TopicContents(
            Map.of(0, new KafkaRange(10, 14), 1, new KafkaRange(5, 9), 2, new KafkaRange(3, 3)));

    assertThat(several.lowestRetained(0, 0)).isEqualTo(10);
    assertThat(several.lowestRetained(0, 2)).isEqualTo(5);
    assertThat(several.lowestRetained(2, 9)).isEqualTo(Long.MAX_VALUE);
  }
}
