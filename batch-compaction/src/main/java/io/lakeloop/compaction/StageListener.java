package io.lakeloop.compaction;

import java.io.Serializable;
import java.util.List;

/**
 * Is told of the stages that a group goes through, on the task that does it, and may hold it up or
 * make it fail.
 */
interface StageListener extends Serializable {
  /** A task begins to write a group's new files. */
  default void rewriting(int group) throws Exception {}

  /** Groups are rewritten; their commit comes next. */
  default void committing(List<Integer> groups) throws Exception {}

  /** Does nothing. */
  static StageListener none() {
    return new StageListener() {
      private static final long serialVersionUID = 1L;
    };
  }
}
