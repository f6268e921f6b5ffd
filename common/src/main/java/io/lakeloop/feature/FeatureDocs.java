package io.lakeloop.feature;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** The reference page of feature sets, from their declarations. */
public final class FeatureDocs {
  private FeatureDocs() {}

  /** One Markdown table a set: name, unit, meaning, definition. */
  public static String page(List<FeatureSet> sets) {
    StringBuilder page = new StringBuilder();
    for (FeatureSet set : sets) {
      page.append("## ").append(set.name()).append("\n\n");
      page.append(
          "%d features, hash `%s`. Looks back %d days.%n%n"
              .formatted(
                  set.features().size(),
                  set.hash(),
                  TimeUnit.MICROSECONDS.toDays(set.horizonMicros())));
      page.append("| feature | unit | meaning | definition |\n|---|---|---|---|\n");
      for (Feature feature : set.features()) {
        page.append(
            "| `%s` | %s | %s | `%s` |%n"
                .formatted(
                    feature.name(), feature.unit(), feature.description(), feature.definition()));
      }
      page.append('\n');
    }
    return page.toString().replace(System.lineSeparator(), "\n").stripTrailing() + "\n";
  }
}
