package io.lakeloop.compaction.health;

/**
 * How rows are spread over files, in a partition or a whole table.
 *
 * <p>The estimated cost of reading it is counted in bytes: the data itself, and for each file, row
 * group and delete file what could have been read in the time that it takes to open it. {@link
 * #score} sets this beside what the same bytes would cost in files of the target size.
 *
 * @param files data files
 * @param bytes of data files
 * @param smallFiles data files below three quarters of the target size
 * @param deleteFiles delete files that readers must apply
 * @param rowGroups row groups of all data files
 */
public record Layout(long files, long bytes, long smallFiles, long deleteFiles, long rowGroups) {
  /** No file. */
  public static final Layout NONE = new Layout(0, 0, 0, 0, 0);

  /** What opening a file costs: the value that Iceberg plans splits with. */
  static final long FILE_COST = 4L << 20;

  /** What seeking to a row group costs. */
  static final long ROW_GROUP_COST = 256L << 10;

  /** What loading a delete file and checking rows against it costs. */
  static final long DELETE_FILE_COST = 8L << 20;

  private static final double SMALL = 0.75;
  private static final long LARGEST_SCORE = 100;

  /**
   * What files should look like.
   *
   * @param fileBytes size of a full file
   * @param rowGroupBytes size of a full row group
   */
  public record Target(long fileBytes, long rowGroupBytes) {
    /** Whether a file of a size counts as small. */
    public boolean isSmall(long bytes) {
      return bytes < SMALL * fileBytes;
    }
  }

  /** The layout of one file. */
  public static Layout ofFile(long bytes, int rowGroups, int deletes, Target target) {
    return new Layout(1, bytes, target.isSmall(bytes) ? 1 : 0, deletes, rowGroups);
  }

  /** This and another. */
  public Layout plus(Layout other) {
    return new Layout(
        files + other.files,
        bytes + other.bytes,
        smallFiles + other.smallFiles,
        deleteFiles + other.deleteFiles,
        rowGroups + other.rowGroups);
  }

  /** This without another that is part of it. */
  public Layout minus(Layout other) {
    return new Layout(
        files - other.files,
        bytes - other.bytes,
        smallFiles - other.smallFiles,
        deleteFiles - other.deleteFiles,
        rowGroups - other.rowGroups);
  }

  /** The same bytes in as few files and row groups as the target allows. */
  public Layout compacted(Target target) {
    if (files == 0) {
      return NONE;
    }
    long full = Math.max(1, Math.round((double) bytes / target.fileBytes()));
    long groups = Math.max(full, divideUp(bytes, target.rowGroupBytes()));
    return new Layout(full, bytes, target.isSmall(bytes / full) ? full : 0, 0, groups);
  }

  /** The estimated cost of a full scan, in bytes. */
  public long readCostBytes() {
    return bytes + files * FILE_COST + rowGroups * ROW_GROUP_COST + deleteFiles * DELETE_FILE_COST;
  }

  /**
   * What a scan would cost after compaction, in hundredths of what it costs now: 100 is as good as
   * it gets, 50 says that a scan costs twice what it must.
   */
  public long score(Target target) {
    long cost = readCostBytes();
    return cost == 0
        ? LARGEST_SCORE
        : Math.min(
            LARGEST_SCORE,
            Math.round((double) LARGEST_SCORE * compacted(target).readCostBytes() / cost));
  }

  private static long divideUp(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
