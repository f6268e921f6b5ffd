/**
 * Merges Parquet data files without assembling a row.
 *
 * <p>{@link io.lakeloop.compaction.merge.FastMerge#choose} reads the footers and says which way a
 * group of files can go, {@link io.lakeloop.compaction.merge.FastMerge#merge} goes it. Whole row
 * groups are copied where they are large; small ones are merged column by column, encoded pages
 * being taken over as they are where that is possible. Whatever is unusual is left to the caller's
 * row path, with a reason.
 *
 * <p>Rows keep their order: that of the tasks, then that of the rows in each file. Memory: the
 * encoded bytes of one output row group twice, once as read and once as merged, and up to 32 small
 * files (each up to 8 MiB) read ahead.
 *
 * <p>A library over Iceberg and the Parquet inside Iceberg's runtime; it knows nothing of Flink,
 * plans no file groups and commits nothing.
 */
@NullMarked
package io.lakeloop.compaction.merge;

import org.jspecify.annotations.NullMarked;
