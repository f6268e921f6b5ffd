package io.lakeloop.servers;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The folder below which a stack keeps its data, its secrets and the ports it used. */
final class DataDirectory {
  private final Path root;

  DataDirectory(Path root) throws IOException {
    this.root = Files.createDirectories(root);
    Files.createDirectories(logs());
  }

  Path root() {
    return root;
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path secretsFile() {
    return root.resolve("secrets.properties");
  }

  private Path portsFile() {
    return root.resolve("ports.properties");
  }

  /**
   * Takes the folder for this process.
   *
   * @return released when closed
   * @throws IOException naming the process that has it
   */
  AutoCloseable lock() throws IOException {
    Path file = root.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      String owner = Files.readString(file.resolveSibling("lock.pid"));
      channel.close();
      throw new IOException(
          "The data directory %s is in use by process %s. Stop it (lakeloop down), or give another directory."
              .formatted(root, owner.strip()));
    }
    Files.writeString(
        file.resolveSibling("lock.pid"), Long.toString(ProcessHandle.current().pid()));
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This very JVM holds it.
      return null;
    }
  }

  /**
   * The port for a server: the one given, else the one used last time if it is free, else any free
   * one. Remembered.
   *
   * @throws IOException when the port given is taken
   */
  int choosePort(String server, int given) throws IOException {
    Properties ports = load(portsFile());
    int port = given;
    if (given > 0) {
      if (!isFree(given)) {
        throw new IOException(
            "Port %d for the %s server is taken. Give another, or none to have a free one chosen."
                .formatted(given, server));
      }
    } else {
      int last = Integer.parseInt(ports.getProperty(server, "0"));
      port = last > 0 && isFree(last) ? last : freePort();
    }
    ports.setProperty(server, Integer.toString(port));
    try (Writer writer = Files.newBufferedWriter(portsFile())) {
      ports.store(writer, "Ports that the local servers used last");
    }
    return port;
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The S3 keys of this directory, made on first use in a file that only its owner may read. */
  Properties secrets() {
    try {
      if (!Files.exists(secretsFile())) {
        Files.createFile(
            secretsFile(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Properties made = new Properties();
        made.setProperty("s3.access-key", "lakeloop");
        made.setProperty("s3.secret-key", randomHex(20));
        try (Writer writer = Files.newBufferedWriter(secretsFile())) {
          made.store(writer, "Secrets of this local stack");
        }
      }
      return load(secretsFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read or make " + secretsFile(), e);
    }
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static Properties load(Path file) throws IOException {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    }
    return properties;
  }
}
