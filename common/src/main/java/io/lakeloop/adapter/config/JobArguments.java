package io.lakeloop.adapter.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The command line of a job: {@code --config FILE} (a properties file) and {@code --KEY VALUE} or
 * {@code --KEY=VALUE}.
 */
public final class JobArguments {
  private JobArguments() {}

  /**
   * Turns arguments into key-value pairs; what stands later wins, and arguments win over the file.
   * A value that starts with {@code --} is taken only in the form with the equals sign.
   *
   * @throws InvalidSettingsException when an argument is not of that form, or the file cannot be
   *     read
   */
  public static Map<String, String> parse(String... args) {
    Map<String, String> given = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || arg.length() == 2 || equals == 2) {
        problems.add("argument '" + arg + "' is not of the form --KEY VALUE or --KEY=VALUE");
        continue;
      }
      if (equals > 0) {
        given.put(arg.substring(2, equals), arg.substring(equals + 1));
      } else if (i + 1 < args.length && !args[i + 1].startsWith("--")) {
        i++;
        given.put(arg.substring(2), args[i]);
      } else {
        problems.add(
            "argument '%1$s' has no value: give %1$s VALUE, or %1$s=VALUE when the value starts with --"
                .formatted(arg));
      }
    }
    Map<String, String> all = new LinkedHashMap<>();
    String file = given.remove("config");
    if (file != null) {
      all.putAll(readFile(file, problems));
    }
    all.putAll(given);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return all;
  }

  private static Map<String, String> readFile(String file, List<String> problems) {
    Map<String, String> values = new LinkedHashMap<>();
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    } catch (IOException e) {
      problems.add("--config " + file + " cannot be read: " + e);
    } catch (IllegalArgumentException e) {
      problems.add(
          "--config %s cannot be read: %s Write a backslash twice (\\\\)"
              .formatted(file, e.getMessage()));
    }
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return values;
  }
}
