package io.lakeloop.sql;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds names that a person may have meant. */
final class NearNames {
  private static final int MOST = 3;

  private NearNames() {}

  /**
   * The nearest names, nearest first: few letters differ, also where only the part behind the last
   * dot was given.
   */
  static List<String> of(String given, Collection<String> known) {
    String wanted = given.toLowerCase(Locale.ROOT);
    int allowed = Math.max(2, wanted.length() / 3);
    record Near(String name, int distance) {}
    return known.stream()
        .map(name -> new Near(name, nearest(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(near -> near.distance <= allowed)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(MOST)
        .map(Near::name)
        .toList();
  }

  private static int nearest(String wanted, String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    String lastWanted = wanted.substring(wanted.lastIndexOf('.') + 1);
    return Math.min(distance(wanted, name), distance(lastWanted, last));
  }

  /** How many letters must be changed, added or left out. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
