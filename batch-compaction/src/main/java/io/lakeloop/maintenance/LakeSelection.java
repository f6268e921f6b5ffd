package io.lakeloop.maintenance;

import io.lakeloop.adapter.iceberg.LakeTables;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/** Which tables of a lake are meant. */
final class LakeSelection {
  /** Means every table. */
  static final String ALL = "all";

  private LakeSelection() {}

  /**
   * The tables by their names, {@link #ALL} for every one.
   *
   * @throws IllegalArgumentException when there is no such table
   */
  static List<TableIdentifier> of(Catalog catalog, List<String> names) {
    List<TableIdentifier> every = LakeTables.every(catalog);
    if (names.equals(List.of(ALL))) {
      return every;
    }
    List<TableIdentifier> chosen = new ArrayList<>();
    for (String name : names) {
      TableIdentifier table = TableIdentifier.parse(name);
      if (!every.contains(table)) {
        throw new IllegalArgumentException(
            "There is no table '%s'. Give one of %s, or %s".formatted(name, every, ALL));
      }
      chosen.add(table);
    }
    return chosen;
  }
}
