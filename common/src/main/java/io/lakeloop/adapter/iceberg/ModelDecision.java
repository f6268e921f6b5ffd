package io.lakeloop.adapter.iceberg;

import org.jspecify.annotations.Nullable;

/**
 * From when a change of models counts, and why.
 *
 * @param effectiveFromMicros the event time from which it counts, UTC, microseconds since 1970
 * @param reason why, for people
 * @param actor who or what decides
 * @param pastAllowed whether it may count from a time that has passed; what was scored since then
 *     keeps its scores, and a replay would give others
 * @param featureSetHash the feature set that the model must be made for; null when any will do
 * @param champion the champion that the decision was made against, which must still be in force;
 *     empty when there was none; null when any will do
 */
public record ModelDecision(
    long effectiveFromMicros,
    @Nullable String reason,
    @Nullable String actor,
    boolean pastAllowed,
    @Nullable String featureSetHash,
    @Nullable String champion) {

  /** A decision for a time that has not passed. */
  public static ModelDecision from(long effectiveFromMicros) {
    return new ModelDecision(effectiveFromMicros, null, null, false, null, null);
  }

  /** With a reason. */
  public ModelDecision because(@Nullable String why) {
    return new ModelDecision(
        effectiveFromMicros, why, actor, pastAllowed, featureSetHash, champion);
  }

  /** With the name of who or what decides. */
  public ModelDecision by(@Nullable String who) {
    return new ModelDecision(
        effectiveFromMicros, reason, who, pastAllowed, featureSetHash, champion);
  }

  /** Whether it may count from a time that has passed. */
  public ModelDecision allowingPast(boolean allowed) {
    return new ModelDecision(effectiveFromMicros, reason, actor, allowed, featureSetHash, champion);
  }

  /** Only for a model that is made for this feature set. */
  public ModelDecision forFeatureSet(@Nullable String hash) {
    return new ModelDecision(effectiveFromMicros, reason, actor, pastAllowed, hash, champion);
  }

  /**
   * Only while this champion is in force.
   *
   * @param version its version, empty for none
   */
  public ModelDecision against(String version) {
    return new ModelDecision(
        effectiveFromMicros, reason, actor, pastAllowed, featureSetHash, version);
  }
}
