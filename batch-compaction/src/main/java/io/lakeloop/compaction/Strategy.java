package io.lakeloop.compaction;

import java.util.Locale;

/** How rows are arranged in the new files. */
public enum Strategy {
  /** As they come. */
  BIN_PACK,
  /** Sorted within each file group by columns, or by the table's sort order. */
  SORT,
  /** Along a curve that keeps rows near each other that are alike in several columns. */
  Z_ORDER;

  /** As it is written in options: {@code bin-pack}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
