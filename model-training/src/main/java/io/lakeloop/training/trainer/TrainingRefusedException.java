package io.lakeloop.training.trainer;

/** No model can be trained on these rows; the model in force stays. */
public final class TrainingRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** There is no row. */
    EMPTY_WINDOW,
    /** All rows are fraud, or none is. */
    ONE_CLASS,
    /** There are frauds, but too few to learn from. */
    TOO_FEW_FRAUDS,
    /** A feature has no value in any row. */
    FEATURE_WITHOUT_VALUES,
    /** XGBoost refused or failed. */
    TRAINER_FAILED
  }

  TrainingRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  TrainingRefusedException(String message, Throwable cause) {
    super(message, cause);
    this.reason = Reason.TRAINER_FAILED;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
