package io.lakeloop.training.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Elements and texts as well-formed HTML that is also XML. Every text and every attribute that goes
 * in is escaped; there is no other way in but {@link #raw} for markup made here.
 */
final class Markup {
  private final StringBuilder text = new StringBuilder(1 << 16);
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes names and values in turn
   */
  Markup open(String tag, Object... attributes) {
    tag(tag, attributes);
    text.append('>');
    open.push(tag);
    return this;
  }

  /** Ends the element that began last. */
  Markup close() {
    text.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element without content. */
  Markup empty(String tag, Object... attributes) {
    tag(tag, attributes);
    text.append("/>");
    return this;
  }

  /** An element with a text in it. */
  Markup element(String tag, String content, Object... attributes) {
    return open(tag, attributes).text(content).close();
  }

  /** A text. */
  Markup text(String content) {
    escape(content);
    return this;
  }

  /** Markup that was made here. */
  Markup raw(Markup other) {
    text.append(other);
    return this;
  }

  private void tag(String tag, Object... attributes) {
    text.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      Object value = attributes[i + 1];
      escape(value instanceof Double number ? coordinate(number) : value.toString());
      text.append('"');
    }
  }

  /** A tenth of a unit is less than anybody sees. */
  static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void escape(String content) {
    content
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.appendCodePoint(isAllowed(point) ? point : 0xFFFD);
              }
            });
  }

  /** XML knows no control characters but these, no halves of pairs, and two more are left out. */
  private static boolean isAllowed(int point) {
    boolean control = point < ' ' && point != '\t' && point != '\n' && point != '\r';
    boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    return !control && !half && point != 0xFFFE && point != 0xFFFF;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
