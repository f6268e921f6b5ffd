/**
 * The compaction job: rewrites small files, files with deletes and unsorted files into full ones,
 * beside live writers.
 *
 * <p>Inside: Job, then Topology, then {@code RewriteFunction} (one file group to new files, on any
 * task) and {@code CommitOperator} (file groups to commits, on one task). Iceberg plans the groups
 * and checks the commits. A group is given up rather than that a writer fails: its new files are
 * deleted and the table keeps the old ones.
 */
@NullMarked
package io.lakeloop.compaction;

import org.jspecify.annotations.NullMarked;
