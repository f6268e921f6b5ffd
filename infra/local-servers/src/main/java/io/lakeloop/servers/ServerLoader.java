package io.lakeloop.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The libraries of the servers, and the class loaders that keep them from the application.
 *
 * <p>For each list of libraries the folder holds either a file {@code NAME.classpath} or a folder
 * {@code NAME} with jars. A class loader lives as long as the process: a server that is started
 * again finds its classes loaded and warm.
 */
final class ServerLoader {
  /** System property that names the folder, where it does not lie beside the code. */
  static final String PROPERTY = "lakeloop.servers.dir";

  private static final Map<ServerKind, ClassLoader> LOADERS = new EnumMap<>(ServerKind.class);

  private ServerLoader() {}

  /** What starts a server inside this process; the result of the function stops the server. */
  static Function<Map<String, String>, AutoCloseable> entry(ServerKind server) {
    return entry(server, loader(server));
  }

  /** The same for a class loader that sees the server's libraries. */
  @SuppressWarnings("unchecked") // Every entry is declared so; no own type can cross the loaders.
  static Function<Map<String, String>, AutoCloseable> entry(ServerKind server, ClassLoader loader) {
    try {
      return (Function<Map<String, String>, AutoCloseable>)
          loader
              .loadClass(server.entryClass())
              .asSubclass(Function.class)
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LocalStackException("Cannot load the " + server.id() + " server", e);
    }
  }

  static ClassLoader loader(ServerKind server) {
    synchronized (LOADERS) {
      return LOADERS.computeIfAbsent(
          server,
          kind ->
              new URLClassLoader(
                  "lakeloop-" + kind.id(), urls(kind), ClassLoader.getPlatformClassLoader()));
    }
  }

  /** Class path of a server: this module's own classes, then the libraries. */
  static List<Path> classpath(ServerKind server) {
    Path folder = locate();
    Path list = folder.resolve(server.libraries() + ".classpath");
    Path jars = folder.resolve(server.libraries());
    List<Path> classpath = new ArrayList<>();
    classpath.add(ownCode());
    try {
      if (Files.isRegularFile(list)) {
        for (String entry : Files.readString(list).strip().split(File.pathSeparator, -1)) {
          classpath.add(Path.of(entry));
        }
      } else if (Files.isDirectory(jars)) {
        try (Stream<Path> files = Files.list(jars)) {
          files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(classpath::add);
        }
      } else {
        throw missing(list + " and " + jars + " do not exist");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the servers folder " + folder, e);
    }
    for (Path entry : classpath) {
      if (!Files.exists(entry)) {
        throw missing(entry + ", listed in " + list + ", does not exist");
      }
    }
    return classpath;
  }

  private static URL[] urls(ServerKind server) {
    List<URL> urls = new ArrayList<>();
    for (Path entry : classpath(server)) {
      try {
        urls.add(entry.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static Path locate() {
    String given = System.getProperty(PROPERTY);
    Path folder = given == null ? ownCode().resolveSibling("servers") : Path.of(given);
    if (!Files.isDirectory(folder)) {
      throw missing(folder + " does not exist");
    }
    return folder;
  }

  private static LocalStackException missing(String what) {
    return new LocalStackException(
        "The libraries of the local servers are missing: "
            + what
            + ". Build them with `./mvnw -pl infra/local-servers generate-resources`, or name the"
            + " folder with -D"
            + PROPERTY
            + "=DIR");
  }

  private static Path ownCode() {
    try {
      return Path.of(
          ServerLoader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
