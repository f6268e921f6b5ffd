package io.lakeloop.training.quality;

import io.lakeloop.training.run.Span;
import java.util.List;
import org.apache.iceberg.Schema;

/**
 * Which logged features are compared with which.
 *
 * @param schema the columns of {@code scored_transactions}, as its catalog numbers them
 * @param snapshotId the snapshot that is read
 * @param featureSet the feature set's name
 * @param hash its hash; rows of other sets are left out
 * @param names its features
 * @param reference the days that are compared with
 * @param recent the newest days
 * @param referenceShare which share of the reference's rows is looked at, drawn by transaction id
 * @param recentShare which share of the newest rows is looked at
 */
record DriftSpans(
    Schema schema,
    long snapshotId,
    String featureSet,
    String hash,
    List<String> names,
    Span reference,
    Span recent,
    double referenceShare,
    double recentShare) {

  /**
   * The days to compare with: those that the champion was trained on, as far as features were
   * logged then; else the first that were logged.
   *
   * @param firstDay the first day with logged features, days since 1970
   * @param trained the champion's training; no days when it is not known
   * @param recent the newest days, which are no part of it
   * @param days at most, when they are the first that were logged
   */
  static Span reference(int firstDay, Span trained, Span recent, int days) {
    Span logged =
        new Span(
            Math.max(firstDay, trained.fromEpochDay()),
            Math.min(trained.toEpochDay(), recent.fromEpochDay()));
    if (logged.days() > 0) {
      return logged;
    }
    return new Span(firstDay, Math.min(firstDay + days, recent.fromEpochDay()));
  }
}
