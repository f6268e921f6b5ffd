package io.lakeloop.training.skew;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.domain.Transaction;
import io.lakeloop.training.skew.Sighting.Found;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchTest {
  private static final double[] BEFORE_THE_SPAN = {};

  private static final Transaction TRANSACTION = new Transaction("x", 1000, "c", "t", 5);

  private static LakeCopy copy(Transaction transaction, long offset, double... values) {
    return new LakeCopy(transaction, 0, offset, 2000 + offset, values);
  }

  private static LoggedRow row(Transaction transaction, long offset, double... values) {
    return new LoggedRow(
        transaction.transactionId(),
        transaction.eventTimeMicros(),
        transaction.customerId(),
        transaction.terminalId(),
        transaction.amountMinorUnits(),
        0,
        offset,
        3000 + offset,
        values);
  }

  @Test
  void findsNoDifferenceInEqualBitsAndInValuesThatAreMissingOnBothSides() {
    List<Sighting> sightings =
        Match.of(
            List.of(copy(TRANSACTION, 7, 1.5, Double.NaN)),
            List.of(row(TRANSACTION, 7, 1.5, Double.NaN)));

    assertThat(sightings).hasSize(1);
    assertThat(sightings.get(0).found()).isEqualTo(Found.COMPARED);
    assertThat(sightings.get(0).differing()).isEmpty();
    assertThat(sightings.get(0).knownAtMicros()).isEqualTo(3007);
    assertThat(sightings.get(0).firstOfId()).isTrue();
    assertThat(sightings.get(0).conflicting()).isFalse();
  }

  @Test
  void findsTheLastBitTheSignOfZeroAndAMissingValue() {
    List<Sighting> sightings =
        Match.of(
            List.of(copy(TRANSACTION, 7, 1.0, 0.0, 2.0, 4.0, Double.NaN)),
            List.of(row(TRANSACTION, 7, Math.nextUp(1.0), -0.0, Double.NaN, 4.0, 3.0)));

    assertThat(sightings.get(0).differing()).containsExactly(0, 1, 2, 4);
    assertThat(sightings.get(0).differences())
        .containsExactly(Math.ulp(1.0), 0.0, Double.NaN, Double.NaN);
  }

  @Test
  void comparesWithTheVeryRecordThatWasScored() {
    Transaction other = new Transaction("x", 900, "c", "t", 6);

    List<Sighting> sightings =
        Match.of(
            List.of(copy(other, 8, 2.0), copy(TRANSACTION, 7, 1.0)),
            List.of(row(TRANSACTION, 7, 1.0)));

    assertThat(sightings).hasSize(2).allMatch(Sighting::conflicting);
    assertThat(sightings.get(0).differing()).isEmpty();
    assertThat(sightings.get(0).firstOfId()).isTrue();
    assertThat(sightings.get(1).eventTimeMicros()).isEqualTo(900);
    assertThat(sightings.get(1).found()).isEqualTo(Found.HISTORY);
    assertThat(sightings.get(1).firstOfId()).isFalse();
  }

  @Test
  void takesRecordsOfOneContentForOne() {
    List<Sighting> sightings =
        Match.of(
            List.of(copy(TRANSACTION, 9, 1.0), copy(TRANSACTION, 7, 1.0)),
            List.of(row(TRANSACTION, 7, 1.0)));

    assertThat(sightings).hasSize(1).noneMatch(Sighting::conflicting);
    assertThat(sightings.get(0).offset()).isEqualTo(7);
  }

  @Test
  void comparesWithACopyWhenTheLakeLacksTheRecordItself() {
    List<Sighting> sightings =
        Match.of(List.of(copy(TRANSACTION, 9, 1.0)), List.of(row(TRANSACTION, 7, 1.0)));

    assertThat(sightings).hasSize(1);
    assertThat(sightings.get(0).found()).isEqualTo(Found.COMPARED);
  }

  @Test
  void saysWhatIsOnOneSideOnly() {
    assertThat(Match.of(List.of(), List.of(row(TRANSACTION, 7, 1.0))))
        .extracting(Sighting::found)
        .containsExactly(Found.ONLY_IN_LOG);
    assertThat(Match.of(List.of(copy(TRANSACTION, 7, 1.0)), List.of()))
        .extracting(Sighting::found)
        .containsExactly(Found.ONLY_IN_LAKE);
  }

  @Test
  void expectsNoRowAndNoRecordOfWhatIsFromBeforeTheSpan() {
    assertThat(Match.of(List.of(copy(TRANSACTION, 7, BEFORE_THE_SPAN)), List.of()))
        .extracting(Sighting::found)
        .containsExactly(Found.HISTORY);
    assertThat(Match.of(List.of(), List.of(row(TRANSACTION, 7, BEFORE_THE_SPAN)))).isEmpty();
  }

  @Test
  void takesTheTimeOfScoringForTheTimeWhenHistoryBecameKnown() {
    List<Sighting> sightings =
        Match.of(
            List.of(copy(TRANSACTION, 7, BEFORE_THE_SPAN)),
            List.of(row(TRANSACTION, 7, BEFORE_THE_SPAN)));

    assertThat(sightings).hasSize(1);
    assertThat(sightings.get(0).found()).isEqualTo(Found.HISTORY);
    assertThat(sightings.get(0).knownAtMicros()).isEqualTo(3007);
  }
}
