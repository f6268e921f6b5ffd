package io.lakeloop.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of SQL lists the views and queries that there are. */
class SqlPageTest {
  private static final Path PAGE = Path.of("..", "docs", "sql.md");
  private static final String UPDATE = "lakeloop.docs.update";

  @Test
  void listsEveryViewAndQuery() throws IOException {
    String page = Files.readString(PAGE);
    String expected = replace(page, "views", "| view | answers |\n|---|---|\n" + views());
    expected =
        replace(
            expected, "queries", "| query | answers | parameters |\n|---|---|---|\n" + queries());
    if (Boolean.getBoolean(UPDATE)) {
      Files.writeString(PAGE, expected);
      return;
    }

    assertThat(page)
        .as(
            "docs/sql.md has drifted from the files. Write it anew with ./mvnw test -pl"
                + " lakehouse-sql -am -Dtest=SqlPageTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
            UPDATE)
        .isEqualTo(expected);
  }

  private static String views() {
    return SqlLibrary.views().values().stream()
        .map(view -> "| `analytics.%s` | %s |\n".formatted(view.name(), view.question()))
        .collect(Collectors.joining());
  }

  private static String queries() {
    return SqlLibrary.queries().values().stream()
        .map(
            query ->
                "| `%s` | %s | %s |\n"
                    .formatted(
                        query.name(),
                        query.question(),
                        query.parameters().stream()
                            .map(parameter -> "`" + parameter.name() + "`")
                            .collect(Collectors.joining(", "))))
        .collect(Collectors.joining());
  }

  private static String replace(String page, String what, String table) {
    String begin = "<!-- " + what + ", generated -->\n";
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf("<!-- end of " + what + " -->", from);
    assertThat(from).isGreaterThanOrEqualTo(begin.length());
    assertThat(to).isPositive();
    return page.substring(0, from) + table + page.substring(to);
  }
}
