package io.lakeloop.maintenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.Tasks;
import org.apache.iceberg.util.ThreadPools;

/**
 * Every file that a table's metadata refers to, in any snapshot: metadata files of this and of
 * earlier versions, manifest lists, manifests, data, deletes and statistics.
 */
final class ReferencedFiles {
  private static final Pattern HADOOP_SCHEME = Pattern.compile("^s3[an]://");

  private final Set<String> paths = ConcurrentHashMap.newKeySet();

  private ReferencedFiles() {}

  /** Reads the metadata of a table as it was loaded or refreshed last. */
  static ReferencedFiles of(Table table) {
    ReferencedFiles files = new ReferencedFiles();
    ReachableFileUtil.metadataFileLocations(table, true).forEach(files::add);
    ReachableFileUtil.manifestListLocations(table).forEach(files::add);
    ReachableFileUtil.statisticsFilesLocations(table).forEach(files::add);
    Map<String, ManifestFile> manifests = new HashMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      snapshot.allManifests(table.io()).forEach(m -> manifests.putIfAbsent(m.path(), m));
    }
    manifests.keySet().forEach(files::add);
    Tasks.foreach(manifests.values())
        .executeWith(ThreadPools.getWorkerPool())
        .stopOnFailure()
        .throwFailureWhenFinished()
        .run(manifest -> files.addFilesOf(table, manifest));
    return files;
  }

  private void addFilesOf(Table table, ManifestFile manifest) {
    try {
      if (manifest.content() == ManifestContent.DATA) {
        try (CloseableIterable<String> found =
            ManifestFiles.readPaths(manifest, table.io(), table.specs())) {
          found.forEach(this::add);
        }
      } else {
        try (ManifestReader<DeleteFile> found =
            ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
          found.forEach(file -> add(file.location()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String path) {
    paths.add(normal(path));
  }

  boolean contains(String path) {
    return paths.contains(normal(path));
  }

  /** One spelling for the names that S3 clients give one object. */
  static String normal(String path) {
    return HADOOP_SCHEME.matcher(path).replaceFirst("s3://");
  }
}
