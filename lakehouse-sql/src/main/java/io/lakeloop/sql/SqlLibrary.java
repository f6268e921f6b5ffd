package io.lakeloop.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SQL files of this module, which its jar holds under {@code sql/}. A folder's {@code
 * index.txt} names its files, since a class path cannot be listed.
 */
public final class SqlLibrary {
  private SqlLibrary() {}

  /** Definitions of tables, by qualified name. */
  public static Map<String, SqlFile> definitions() {
    return Holder.DEFINITIONS;
  }

  /** Views of the database {@code analytics}, by name. */
  public static Map<String, SqlFile> views() {
    return Holder.VIEWS;
  }

  /** Named queries. */
  public static Map<String, SqlFile> queries() {
    return Holder.QUERIES;
  }

  /**
   * The query of a name.
   *
   * @throws SqlProblem when there is none
   */
  public static SqlFile query(String name) {
    SqlFile query = queries().get(name);
    if (query == null) {
      List<String> near = NearNames.of(name, queries().keySet());
      throw new SqlProblem(
          "There is no query '%s'%s; 'lakeloop sql --list' names them"
              .formatted(name, near.isEmpty() ? "" : ". Did you mean " + String.join(", ", near)));
    }
    return query;
  }

  private static final class Holder {
    static final Map<String, SqlFile> DEFINITIONS = read("ddl");
    static final Map<String, SqlFile> VIEWS = read("views");
    static final Map<String, SqlFile> QUERIES = read("queries");
  }

  private static Map<String, SqlFile> read(String folder) {
    Map<String, SqlFile> files = new TreeMap<>();
    for (String name : text("sql/" + folder + "/index.txt").lines().toList()) {
      files.put(name, SqlFile.parse(name, text("sql/" + folder + "/" + name + ".sql")));
    }
    return Collections.unmodifiableMap(files);
  }

  private static String text(String resource) {
    try (InputStream in = SqlLibrary.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The class path has no " + resource);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource + " from the class path", e);
    }
  }
}
