package io.lakeloop.training.skew;

/** Why a logged feature differs from the one that history tells. */
enum Cause {
  /** An earlier event of the key, or a report made before, arrived after the row was scored. */
  LATE_EVENT,
  /** Records of one id contradict each other, and only one of them counts. */
  DUPLICATE,
  /** Nothing that is known explains it. */
  NONE_KNOWN
}
