package io.lakeloop.adapter.config;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;

/** What the options of a class are, for the reference page and for error messages. */
public final class OptionDocs {
  private OptionDocs() {}

  /** Every option declared as a public constant of a class, in the order of declaration. */
  public static List<ConfigOption<?>> declaredBy(Class<?> holder) {
    List<ConfigOption<?>> options = new ArrayList<>();
    for (Field field : holder.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
        try {
          options.add((ConfigOption<?>) field.get(null));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(field + " of an option class must be public", e);
        }
      }
    }
    return options;
  }

  /** A Markdown table of a class's options: key, default, meaning. */
  public static String markdownTable(Class<?> holder) {
    StringBuilder table = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
    for (ConfigOption<?> option : declaredBy(holder)) {
      table.append(
          "| `%s` | %s | %s |\n".formatted(option.key(), defaultText(option), description(option)));
    }
    return table.toString();
  }

  static String description(ConfigOption<?> option) {
    return new HtmlFormatter().format(option.description());
  }

  private static String defaultText(ConfigOption<?> option) {
    if (!option.hasDefaultValue()) {
      return "";
    }
    Object value = option.defaultValue();
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "none";
    }
    return "`" + asWritten(value) + "`";
  }

  /** A value as a person writes it. */
  private static String asWritten(Object value) {
    if (value instanceof Duration duration) {
      return TimeUtils.formatWithHighestUnit(duration);
    }
    return value instanceof Enum<?> choice
        ? choice.toString().toLowerCase(Locale.ROOT)
        : String.valueOf(value);
  }
}
