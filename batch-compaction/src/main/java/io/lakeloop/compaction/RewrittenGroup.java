package io.lakeloop.compaction;

import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.jspecify.annotations.Nullable;

/**
 * A group and its new files, not committed yet.
 *
 * @param files the new files; none when all rows are deleted, or the group failed
 * @param path how it was rewritten
 * @param failure why there are no new files, null when there are
 */
record RewrittenGroup(FileGroup group, List<DataFile> files, String path, @Nullable String failure)
    implements Serializable {
  RewrittenGroup {
    files = List.copyOf(files);
  }
}
