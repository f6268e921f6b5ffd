package io.lakeloop.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.config.OptionDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference page of options says what the code of this package says. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final String UPDATE = "lakeloop.docs.update";

  @Test
  void listsEveryOptionAsDeclared() throws IOException {
    String page = Files.readString(PAGE);
    String begin = "<!-- options of %s, generated -->\n".formatted(HistoryOptions.class.getName());
    assertThat(page).contains(begin);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf("<!-- end of generated options -->\n", from);
    String expected =
        page.substring(0, from)
            + OptionDocs.markdownTable(HistoryOptions.class)
            + page.substring(to);
    if (Boolean.getBoolean(UPDATE)) {
      Files.writeString(PAGE, expected);
      return;
    }

    assertThat(page)
        .as("docs/configuration.md has drifted; run this test with -D%s=true", UPDATE)
        .isEqualTo(expected);
  }
}
