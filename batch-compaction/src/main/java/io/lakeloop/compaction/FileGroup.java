package io.lakeloop.compaction;

import java.io.Serializable;
import java.util.List;
import org.apache.iceberg.FileScanTask;

/**
 * Files that are rewritten together, and committed or given up as a whole.
 *
 * @param id within the run, from 0
 * @param files the inputs with the deletes that apply to them
 * @param specId the partitioning of the new files
 * @param fileBytes the size at which a new file ends
 */
record FileGroup(int id, List<FileScanTask> files, int specId, long fileBytes)
    implements Serializable {
  FileGroup {
    files = List.copyOf(files);
  }
}
