package io.lakeloop.adapter.config;

import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where secrets come from: an environment variable ({@code LAKELOOP_} and the name in upper case,
 * dots and dashes as underscores) or a properties file. Holds only the file's path, never a secret,
 * so it may be logged and serialized into a job; each process reads the secret where it runs.
 *
 * @param file properties file, null when secrets come by environment alone
 */
public record Secrets(@Nullable String file) implements Serializable {
  /** Secrets by environment alone. */
  public static Secrets fromEnvironment() {
    return new Secrets(null);
  }

  /**
   * The secret of a name such as {@code s3.secret-key}; the environment goes first.
   *
   * @throws UncheckedIOException when the file cannot be read
   * @throws IllegalStateException when it is no properties file
   */
  public Optional<String> find(String name) {
    return find(name, System.getenv());
  }

  Optional<String> find(String name, Map<String, String> environment) {
    String fromEnvironment = environment.get(environmentVariable(name));
    if (fromEnvironment != null) {
      return Optional.of(fromEnvironment);
    }
    if (file == null) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the secrets file " + file + ": does it exist, and may this user read it?",
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "The secrets file "
              + file
              + " is no properties file: "
              + e.getMessage()
              + " In a value, write a backslash twice",
          e);
    }
    return Optional.ofNullable(properties.getProperty(name));
  }

  /** The environment variable that a secret is looked up under. */
  public static String environmentVariable(String name) {
    return "LAKELOOP_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
