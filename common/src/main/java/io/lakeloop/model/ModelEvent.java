package io.lakeloop.model;

import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One step in a model's life, as recorded. What the steps add up to is told by {@link
 * ModelTimeline}.
 *
 * @param eventId unique; the same id twice is the same event
 * @param type what happened
 * @param modelVersion the model that it happened to; for {@link Type#ROLLED_BACK}, the champion
 *     that had to go
 * @param recordedAtMicros when it was recorded, UTC, microseconds since 1970
 * @param effectiveFromMicros the event time from which it counts; null for {@link Type#REGISTERED}
 *     and {@link Type#REFUSED}, which have none
 * @param registration what was registered; null for every other type
 * @param reason why, for people
 * @param actor who or what did it
 */
public record ModelEvent(
    String eventId,
    Type type,
    String modelVersion,
    long recordedAtMicros,
    @Nullable Long effectiveFromMicros,
    @Nullable ModelVersion registration,
    @Nullable String reason,
    @Nullable String actor) {

  /** As recorded: by time, then by id. */
  static final Comparator<ModelEvent> AS_RECORDED =
      Comparator.comparingLong(ModelEvent::recordedAtMicros).thenComparing(ModelEvent::eventId);

  /** What can happen to a model. The {@linkplain #code() code} is stored and never renamed. */
  public enum Type {
    /** It is known from now on, and does nothing yet. */
    REGISTERED(false),
    /** It is the champion: its scores decide. */
    PROMOTED(true),
    /** It scores in shadow beside the champion. */
    CHALLENGER(true),
    /** It is neither any more, and no rollback returns to it. */
    RETIRED(true),
    /** It was the champion; the one before it is again. */
    ROLLED_BACK(true),
    /** A job could not use its artifact. Changes nothing. */
    REFUSED(false);

    private final String code = name().toLowerCase(Locale.ROOT);
    private final boolean takesEffect;

    Type(boolean takesEffect) {
      this.takesEffect = takesEffect;
    }

    /** The stable code, in snake case. */
    public String code() {
      return code;
    }

    /** Whether it changes what is in force, from a time on. */
    public boolean takesEffect() {
      return takesEffect;
    }

    /**
     * The type of a code.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Type ofCode(String code) {
      for (Type type : values()) {
        if (type.code.equals(code)) {
          return type;
        }
      }
      throw new IllegalArgumentException(
          "event type is '%s', which is not known; it may come from a newer release: update this one"
              .formatted(code));
    }
  }

  /**
   * Checks.
   *
   * @throws IllegalArgumentException when a value is missing, or is there and must not be
   */
  public ModelEvent {
    if (eventId.isBlank()) {
      throw new IllegalArgumentException("event id is empty; give a unique one");
    }
    ModelVersion.requireVersion(modelVersion);
    if (type.takesEffect() && effectiveFromMicros == null) {
      throw new IllegalArgumentException(
          "event %s: effective_from is missing; a %s event needs the event time from which it counts"
              .formatted(eventId, type.code()));
    }
    if (!type.takesEffect() && effectiveFromMicros != null) {
      throw new IllegalArgumentException(
          "event %s: effective_from is %d; a %s event has none, leave it out"
              .formatted(eventId, effectiveFromMicros, type.code()));
    }
    if (type == Type.REGISTERED && registration == null) {
      throw new IllegalArgumentException(
          "event %s: the artifact is missing; a registered event names URI, sha256 and feature set"
              .formatted(eventId));
    }
    if (type != Type.REGISTERED && registration != null) {
      throw new IllegalArgumentException(
          "event %s: a %s event names an artifact; only registered events do, leave it out"
              .formatted(eventId, type.code()));
    }
    if (registration != null && !registration.version().equals(modelVersion)) {
      throw new IllegalArgumentException(
          "event %s: it is about %s and registers %s; name the same version"
              .formatted(eventId, modelVersion, registration.version()));
    }
  }

  /** A registration. */
  public static ModelEvent registered(
      String eventId,
      ModelVersion version,
      long recordedAtMicros,
      @Nullable String reason,
      @Nullable String actor) {
    return new ModelEvent(
        eventId,
        Type.REGISTERED,
        version.version(),
        recordedAtMicros,
        null,
        version,
        reason,
        actor);
  }

  /** An event of a type that takes effect. */
  public static ModelEvent effective(
      String eventId,
      Type type,
      String modelVersion,
      long recordedAtMicros,
      long effectiveFromMicros,
      @Nullable String reason,
      @Nullable String actor) {
    return new ModelEvent(
        eventId, type, modelVersion, recordedAtMicros, effectiveFromMicros, null, reason, actor);
  }

  /**
   * Whether it counts from before it was recorded: rows that were scored in between have another
   * model's score than a replay would give them.
   */
  public boolean isRetroactive() {
    return effectiveFromMicros != null && effectiveFromMicros < recordedAtMicros;
  }
}
