package io.lakeloop.servers;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Runs a server's entry point in a class loader that sees the JDK and that server's own jars,
 * nothing else.
 */
final class ServerLoader {
  private static final String DIRECTORY_PROPERTY = "lakeloop.servers.dir";

  private final URLClassLoader loader;

  private ServerLoader(URLClassLoader loader) {
    this.loader = loader;
  }

  /**
   * A loader over one folder of server jars.
   *
   * @param folder {@code lib} (Kafka and catalog) or {@code s3}
   */
  static ServerLoader over(String folder) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path path : classPath(folder)) {
      urls.add(path.toUri().toURL());
    }
    return new ServerLoader(
        new URLClassLoader(
            "lakeloop-" + folder, urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()));
  }

  /** What a JVM of its own, or a class loader, needs to run the servers of a folder. */
  static List<Path> classPath(String folder) throws IOException {
    Path own = codeSource();
    Path servers = serversDirectory(own);
    List<Path> paths = new ArrayList<>(List.of(servers.resolve("config"), own));
    try (Stream<Path> jars = Files.list(servers.resolve(folder))) {
      jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().forEach(paths::add);
    }
    return paths;
  }

  /** The class path of {@link #classPath} as one argument. */
  static String classPathArgument(String folder) throws IOException {
    return String.join(File.pathSeparator, classPath(folder).stream().map(Path::toString).toList());
  }

  private static Path codeSource() throws IOException {
    try {
      return Path.of(
          ServerLoader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("Cannot tell where the local servers' classes are", e);
    }
  }

  private static Path serversDirectory(Path codeSource) throws IOException {
    String given = System.getProperty(DIRECTORY_PROPERTY);
    Path directory =
        given != null ? Path.of(given) : codeSource.resolveSibling("servers").toAbsolutePath();
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "The local servers' jars are not in "
              + directory
              + ". Build them with ./mvnw -pl infra/local-servers package, or name their folder with"
              + " -D"
              + DIRECTORY_PROPERTY
              + "=DIR");
    }
    return directory;
  }

  /** Calls the {@code start} method of an entry point; closing what it returns stops the server. */
  AutoCloseable start(String entryPoint, Properties settings) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return (AutoCloseable)
          loader
              .loadClass("io.lakeloop.servers.embedded." + entryPoint)
              .getMethod("start", Properties.class)
              .invoke(null, settings);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
