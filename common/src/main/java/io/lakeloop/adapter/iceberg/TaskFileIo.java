package io.lakeloop.adapter.iceberg;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.hadoop.HadoopConfigurable;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.StorageCredential;
import org.apache.iceberg.io.SupportsStorageCredentials;
import org.apache.iceberg.util.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Storage access of Flink tasks: another {@code FileIO}, except that a file that a task has not
 * finished when it fails or is cancelled is given up rather than finished.
 *
 * <p>Iceberg's writers finish their open files when they are closed, even then. Where storage
 * cannot be reached this fails again, and Flink takes a failure to clean up after a failure for a
 * broken process: it ends the TaskManager with all its tasks. Nobody will commit such a file.
 */
public final class TaskFileIo
    implements DelegateFileIO, HadoopConfigurable, SupportsStorageCredentials {
  private static final long serialVersionUID = 1L;

  private static final String DELEGATE = "lakeloop.io-impl";
  private static final String IO_IMPL = "io-impl";
  private static final String STREAM_TASK = "org.apache.flink.streaming.runtime.tasks.StreamTask";

  private transient @Nullable Configuration hadoop;
  private List<StorageCredential> credentials = List.of();
  private @Nullable DelegateFileIO delegate;

  /** For Iceberg, which then gives it the properties. */
  public TaskFileIo() {}

  /** Catalog properties that put this class before the one that they name. */
  static Map<String, String> before(Map<String, String> properties) {
    Map<String, String> changed = new HashMap<>(properties);
    changed.put(DELEGATE, properties.get(IO_IMPL));
    changed.put(IO_IMPL, TaskFileIo.class.getName());
    return changed;
  }

  @Override
  public void initialize(Map<String, String> properties) {
    String name = properties.get(DELEGATE);
    delegate = (DelegateFileIO) CatalogUtil.loadFileIO(name, properties, hadoop, credentials);
  }

  private DelegateFileIO delegate() {
    if (delegate == null) {
      throw new IllegalStateException("initialize comes first");
    }
    return delegate;
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new TaskOutputFile(delegate().newOutputFile(path));
  }

  @Override
  public InputFile newInputFile(String path) {
    return delegate().newInputFile(path);
  }

  @Override
  public InputFile newInputFile(String path, long length) {
    return delegate().newInputFile(path, length);
  }

  @Override
  public void deleteFile(String path) {
    delegate().deleteFile(path);
  }

  @Override
  public void deleteFiles(Iterable<String> paths) {
    delegate().deleteFiles(paths);
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    return delegate().listPrefix(prefix);
  }

  @Override
  public void deletePrefix(String prefix) {
    delegate().deletePrefix(prefix);
  }

  @Override
  public Map<String, String> properties() {
    return delegate().properties();
  }

  @Override
  public void setCredentials(List<StorageCredential> newCredentials) {
    credentials = List.copyOf(newCredentials);
  }

  @Override
  public List<StorageCredential> credentials() {
    return credentials;
  }

  @Override
  public void setConf(Configuration configuration) {
    hadoop = configuration;
  }

  @Override
  public @Nullable Configuration getConf() {
    return hadoop;
  }

  @Override
  public void serializeConfWith(
      Function<Configuration, SerializableSupplier<Configuration>> serializer) {
    if (delegate() instanceof HadoopConfigurable configurable) {
      configurable.serializeConfWith(serializer);
    }
  }

  @Override
  public void close() {
    if (delegate != null) {
      delegate.close();
    }
  }

  private record TaskOutputFile(OutputFile file) implements OutputFile {
    @Override
    public PositionOutputStream create() {
      return new TaskOutputStream(file.create());
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new TaskOutputStream(file.createOrOverwrite());
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public InputFile toInputFile() {
      return file.toInputFile();
    }
  }

  private static final class TaskOutputStream extends PositionOutputStream {
    private final PositionOutputStream out;

    TaskOutputStream(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int oneByte) throws IOException {
      out.write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public long storedLength() throws IOException {
      return out.storedLength();
    }

    @Override
    public void close() throws IOException {
      if (isTaskCleaningUp()) {
        giveUp();
      } else {
        out.close();
      }
    }

    private void giveUp() {
      // The client of the storage then gives up at once instead of trying for a minute.
      Thread.currentThread().interrupt();
      try {
        out.close();
      } catch (IOException | RuntimeException e) {
        // Expected of a client that is interrupted; Flink reports why the task came to an end.
      } finally {
        Thread.interrupted();
      }
    }

    /** Flink tells its operators in no other way why it closes them. */
    private static boolean isTaskCleaningUp() {
      return StackWalker.getInstance()
          .walk(
              frames ->
                  frames.anyMatch(
                      frame ->
                          frame.getClassName().equals(STREAM_TASK)
                              && frame.getMethodName().equals("cleanUp")));
    }
  }
}
