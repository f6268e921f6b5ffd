package io.lakeloop.servers;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The files of one local stack.
 *
 * <pre>
 *   stack.properties    ports and buckets, as last used
 *   secrets.properties  S3 keys; readable by the owner only
 *   kafka/ s3/ catalog/ the servers' data
 *   logs/               one log a server
 *   run/                locks, and which process runs which server
 * </pre>
 */
final class DataDirectory {
  private static final String ACCESS_KEY = "s3.access-key";
  private static final String SECRET_KEY = "s3.secret-key";

  private final Path root;

  private DataDirectory(Path root) {
    this.root = root;
  }

  /** The directory with its folders, made when missing. */
  static DataDirectory create(Path root) {
    DataDirectory directory = new DataDirectory(root);
    try {
      Files.createDirectories(directory.runFolder());
      Files.createDirectories(root.resolve("logs"));
    } catch (IOException e) {
      throw new LocalStackException(
          "Cannot write the data directory " + root + ": choose another, or make it writable", e);
    }
    return directory;
  }

  /** The directory as it is, for reading. */
  static DataDirectory at(Path root) {
    return new DataDirectory(root);
  }

  Path root() {
    return root;
  }

  Path runFolder() {
    return root.resolve("run");
  }

  Path dataFolder(ServerKind server) {
    return root.resolve(server.id());
  }

  Path logFile(ServerKind server) {
    return root.resolve("logs").resolve(server.id() + ".log");
  }

  /** What a server process prints itself, its JVM's last words included. */
  Path outputFile(ServerKind server) {
    return root.resolve("logs").resolve(server.id() + ".out");
  }

  Path stackFile() {
    return root.resolve("stack.properties");
  }

  Path secretsFile() {
    return root.resolve("secrets.properties");
  }

  Path runFile(ServerKind server) {
    return runFolder().resolve(server.id() + ".properties");
  }

  /**
   * Keeps every other process, and every other stack of this process, from running a server on this
   * directory.
   *
   * @throws LocalStackException when somebody else has it, naming the process
   */
  FileLock lock(ServerKind server) {
    Optional<FileLock> lock = tryLock(server.id());
    return lock.orElseThrow(() -> inUse(server));
  }

  /** A lock by name; empty when somebody else holds it. */
  Optional<FileLock> tryLock(String name) {
    Path file = runFolder().resolve(name + ".lock");
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
      }
      return Optional.ofNullable(lock);
    } catch (OverlappingFileLockException e) {
      closeQuietly(channel);
      return Optional.empty();
    } catch (IOException e) {
      closeQuietly(channel);
      throw new UncheckedIOException("Cannot lock " + file, e);
    }
  }

  static void release(FileLock lock) {
    closeQuietly(lock.acquiredBy());
  }

  private static void closeQuietly(@Nullable AutoCloseable closeable) {
    if (closeable == null) {
      return;
    }
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot release a lock", e);
    }
  }

  LocalStackException inUse(ServerKind server) {
    String holder =
        RunFile.read(this, server)
            .map(
                run ->
                    run.pid() == ProcessHandle.current().pid()
                        ? "this process (" + run.pid() + "); close that stack first"
                        : "process "
                            + run.pid()
                            + (run.embedded()
                                ? "; end that program first"
                                : "; stop it with `lakeloop down --data-dir " + root + "`"))
            .orElse("another process; end it first");
    return new LocalStackException(
        "Data directory " + root + " is in use: its " + server.id() + " is run by " + holder);
  }

  /** The S3 keys of this directory, made at random on first use. */
  S3Credentials credentials() {
    return readCredentials()
        .orElseGet(
            () -> {
              S3Credentials made = S3Credentials.random();
              Properties properties = new Properties();
              properties.setProperty(ACCESS_KEY, made.accessKey());
              properties.setProperty(SECRET_KEY, made.secretKey());
              write(secretsFile(), properties, true);
              return made;
            });
  }

  private Optional<S3Credentials> readCredentials() {
    return read(secretsFile())
        .map(
            properties -> {
              String access = properties.getProperty(ACCESS_KEY);
              String secret = properties.getProperty(SECRET_KEY);
              if (access == null || secret == null) {
                throw new LocalStackException(
                    secretsFile()
                        + " lacks "
                        + ACCESS_KEY
                        + " or "
                        + SECRET_KEY
                        + ": add it, or delete the file for new keys");
              }
              return new S3Credentials(access, secret);
            });
  }

  static Optional<Properties> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return Optional.of(properties);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /** Writes in one step: a reader sees the old file or the new one. */
  static void write(Path file, Properties properties, boolean ownerOnly) {
    try {
      StringWriter text = new StringWriter();
      properties.store(text, null);
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] attributes =
          ownerOnly && posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
              }
              : new FileAttribute<?>[0];
      Path partial = file.resolveSibling(file.getFileName() + ".partial");
      Files.deleteIfExists(partial);
      Files.createFile(partial, attributes);
      Files.writeString(partial, text.toString(), StandardCharsets.UTF_8);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
