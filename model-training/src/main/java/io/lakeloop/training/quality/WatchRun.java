package io.lakeloop.training.quality;

/**
 * What a look at the champion led to.
 *
 * @param outcome what was done
 * @param champion the champion's version before; empty when there is none
 * @param predecessor the version that a rollback returns to; empty when there is none
 * @param reason why, for people
 */
public record WatchRun(Outcome outcome, String champion, String predecessor, String reason) {
  /** What can be done. */
  public enum Outcome {
    /** The predecessor is the champion again. */
    ROLLED_BACK,
    /** A dry run: it would be. */
    WOULD_ROLL_BACK,
    /** The champion stays. */
    KEPT,
    /** There is too little to tell by, or nothing to compare with. */
    UNDECIDED
  }
}
