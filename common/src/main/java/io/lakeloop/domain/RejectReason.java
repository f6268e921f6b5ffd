package io.lakeloop.domain;

import java.util.Locale;

/**
 * Why a record could not be used. The {@linkplain #code() code} is stored with the dead letter and
 * never renamed.
 */
public enum RejectReason {
  /** The Kafka record has no value. */
  NULL_VALUE,
  /** The value is longer than {@code ingest.record.max-bytes}. */
  OVERSIZED,
  /**
   * The value starts with neither of the known framings, or its payload does not match its schema.
   */
  UNDECODABLE,
  /** The schema named by the record is not known. */
  UNKNOWN_SCHEMA,
  /** The schema named by the record is known but cannot be read as the expected one. */
  INCOMPATIBLE_SCHEMA,
  /** A required id is empty. */
  MISSING_ID,
  /** An id is longer than {@link RecordRules#MAX_ID_LENGTH}. */
  ID_TOO_LONG,
  /** The amount is below zero. */
  NEGATIVE_AMOUNT,
  /** The amount needs more than 18 digits. */
  AMOUNT_OUT_OF_RANGE,
  /** The event time is further ahead of the ingest time than clocks can explain. */
  TIME_IN_FUTURE,
  /** The event time is before the earliest time accepted. */
  TIME_TOO_OLD;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** The stable code, in snake case, as stored in {@code payments.dead_letters}. */
  public String code() {
    return code;
  }
}
