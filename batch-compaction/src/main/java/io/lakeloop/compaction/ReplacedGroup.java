package io.lakeloop.compaction;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.actions.RewriteDataFiles.FileGroupInfo;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.DeleteFileSet;

/**
 * A group of which not only deletion vectors go with their data files, but every delete file that
 * applies to one data file alone: it would stay in the table for ever otherwise.
 */
final class ReplacedGroup extends RewriteFileGroup {
  ReplacedGroup(FileGroupInfo info, FileGroup group) {
    super(info, group.files(), group.specId(), group.fileBytes(), group.fileBytes(), 1);
  }

  @Override
  public Set<DeleteFile> danglingDVs() {
    return fileScanTasks().stream()
        .flatMap(task -> task.deletes().stream())
        .filter(ContentFileUtil::isFileScoped)
        .collect(Collectors.toCollection(DeleteFileSet::create));
  }
}
