package io.lakeloop.model;

import java.util.Locale;

/**
 * A model that cannot be used. The message names what is wrong, the value found, and the remedy.
 */
public final class ModelRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why a model is refused. The {@linkplain #code() code} is logged and never renamed. */
  public enum Reason {
    /** The bytes are damaged: cut short, changed, or against their own format. */
    CORRUPT,
    /** The bytes are not those that were registered. */
    WRONG_CHECKSUM,
    /** The file is of a format, or a version of it, that is not known here. */
    UNKNOWN_FORMAT,
    /** The model is of a known format and uses something of it that is not supported. */
    UNSUPPORTED_MODEL,
    /** The model was trained on other features than are computed here. */
    OTHER_FEATURE_SET,
    /** The model is larger than a limit. */
    TOO_LARGE,
    /** A library that the model needs is not on the class path or not made for this machine. */
    LIBRARY_MISSING;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The stable code, in snake case. */
    public String code() {
      return code;
    }
  }

  private final Reason reason;

  ModelRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ModelRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static ModelRefusedException corrupt(String what) {
    return new ModelRefusedException(
        Reason.CORRUPT, what + "; export or upload the model again, its bytes are damaged");
  }

  static ModelRefusedException unsupported(String what) {
    return new ModelRefusedException(Reason.UNSUPPORTED_MODEL, what);
  }

  static ModelRefusedException tooLarge(String what, long found, long limit) {
    return new ModelRefusedException(
        Reason.TOO_LARGE,
        what + ": " + found + ", at most " + limit + " are allowed; train a smaller model");
  }

  /** The reason. */
  public Reason reason() {
    return reason;
  }
}
