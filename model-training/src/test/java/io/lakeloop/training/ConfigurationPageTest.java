package io.lakeloop.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.config.OptionDocs;
import io.lakeloop.training.backfill.BackfillOptions;
import io.lakeloop.training.quality.QualityOptions;
import io.lakeloop.training.quality.WatchOptions;
import io.lakeloop.training.skew.SkewOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference page of options says what the code of this module says. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final String UPDATE = "lakeloop.docs.update";

  @Test
  void listsEveryOptionAsDeclared() throws IOException {
    String page = Files.readString(PAGE);
    String expected = page;
    for (Class<?> options :
        List.of(
            BackfillOptions.class,
            SkewOptions.class,
            TrainOptions.class,
            QualityOptions.class,
            WatchOptions.class)) {
      expected = replaceTable(expected, options);
    }
    if (Boolean.getBoolean(UPDATE)) {
      Files.writeString(PAGE, expected);
      return;
    }

    assertThat(page)
        .as(
            "docs/configuration.md has drifted from the options. Write it anew with"
                + " ./mvnw test -pl model-training -am -Dtest=ConfigurationPageTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
            UPDATE)
        .isEqualTo(expected);
  }

  private static String replaceTable(String page, Class<?> options) {
    String begin = "<!-- options of %s, generated -->\n".formatted(options.getName());
    assertThat(page).contains(begin);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf("<!-- end of generated options -->\n", from);
    assertThat(to).as("end of the table of %s", options.getName()).isPositive();
    return page.substring(0, from) + OptionDocs.markdownTable(options) + page.substring(to);
  }
}
