package io.lakeloop.compaction.merge;

import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Merges the Parquet files of one partition into few, without assembling rows: what {@code
 * bin-pack} compaction does where no delete applies and all files have the table's schema.
 */
public final class FastMerge {
  /** The way that a group of files goes. */
  public enum Path {
    /** Row groups are large: their bytes are copied. */
    COPY_ROW_GROUPS,
    /** Row groups are small: each column's values are merged into full-size row groups. */
    MERGE_COLUMNS,
    /** Something only a reader of rows can do: not for {@link FastMerge}. */
    ROWS
  }

  /**
   * A way, and why.
   *
   * @param reason a sentence for people
   */
  public record Choice(Path path, String reason) implements Serializable {}

  /**
   * Bounds of one merge.
   *
   * @param maxFileBytes the size at which an output file ends; it is passed by less than a row
   *     group
   * @param threads how many threads read files and encode columns; 1 is the caller's alone
   */
  public record Limits(long maxFileBytes, int threads) {
    /** A table's target file size, and the caller's thread. */
    public static Limits of(Table table) {
      return new Limits(
          PropertyUtil.propertyAsLong(
              table.properties(),
              TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
              TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT),
          1);
    }
  }

  private FastMerge() {}

  /**
   * Chooses how files are merged. Reads every footer (one request a file, several at a time) unless
   * the tasks alone show that rows must be read.
   */
  public static Choice choose(Table table, List<FileScanTask> inputs) {
    return new MergeChooser(table).choose(inputs);
  }

  /** {@link #merge(Table, List, Choice, OutputFileFactory, Limits)} within the table's limits. */
  public static List<DataFile> merge(
      Table table, List<FileScanTask> inputs, Choice choice, OutputFileFactory outputs) {
    return merge(table, inputs, choice, outputs, Limits.of(table));
  }

  /**
   * Writes the inputs' rows, in their order, to new files; commits nothing. When it fails, it
   * deletes what it wrote.
   *
   * @param choice what {@link #choose} said of these inputs
   * @return the new files, in the order of their rows
   * @throws IllegalArgumentException if the choice is {@link Path#ROWS}
   * @throws java.io.UncheckedIOException if a file cannot be read or written
   */
  public static List<DataFile> merge(
      Table table,
      List<FileScanTask> inputs,
      Choice choice,
      OutputFileFactory outputs,
      Limits limits) {
    if (choice.path() == Path.ROWS) {
      throw new IllegalArgumentException(
          "These files must be merged row by row: " + choice.reason());
    }
    return new Merge(table, choice.path(), outputs, limits).run(inputs);
  }
}
