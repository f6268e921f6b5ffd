package io.lakeloop.adapter.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The tables of {@code history}: what payments add up to. They hold whole days only, those that are
 * closed; see {@link HistoryProgress}.
 *
 * <p>Every row says in {@code closed_until} how far history goes by what it knows: to the end of
 * its day. The largest among the rows that a query reads is where its live tail begins, also when
 * the query reads one key's rows alone: a later closed day without a row of the key has no
 * transaction of it. So the boundary comes with the rows, and a query that takes both from one
 * reading of the table counts nothing twice and leaves nothing out.
 */
public final class HistoryTables {
  /** One row per customer and day. */
  public static final LakeTable DAILY_CUSTOMER =
      table("history.daily_customer", "day", Types.DateType.get(), "customer_id");

  /** One row per terminal and day. */
  public static final LakeTable DAILY_TERMINAL =
      table("history.daily_terminal", "day", Types.DateType.get(), "terminal_id");

  /** One row per hour. */
  public static final LakeTable HOURLY_TOTALS =
      table("history.hourly_totals", "hour", LakeTable.TIME);

  /** All of them, in the order in which the history job commits. */
  public static final List<LakeTable> ALL = List.of(DAILY_CUSTOMER, DAILY_TERMINAL, HOURLY_TOTALS);

  private HistoryTables() {}

  private static LakeTable table(
      String name, String period, Type.PrimitiveType type, String... keys) {
    List<Types.NestedField> fields = new ArrayList<>();
    fields.add(required(1, period, type));
    for (String key : keys) {
      fields.add(required(2, key, Types.StringType.get()));
    }
    Types.DecimalType amount = Types.DecimalType.of(18, 2);
    fields.addAll(
        List.of(
            required(3, "transactions", Types.LongType.get()),
            required(4, "amount_sum", amount),
            required(5, "amount_min", amount),
            required(6, "amount_max", amount),
            required(
                7,
                "fraud_transactions",
                Types.LongType.get(),
                "transactions whose latest report says fraud"),
            required(8, "fraud_amount", amount),
            required(9, "scored", Types.LongType.get(), "transactions with a score"),
            required(
                10,
                "score_sum",
                Types.DecimalType.of(18, 9),
                "each score rounded to 9 digits, so that the sum is exact in any order"),
            optional(11, "score_max", Types.DoubleType.get()),
            required(12, "alerts", Types.LongType.get()),
            required(13, "records", Types.LongType.get(), "rows read, duplicates among them"),
            required(14, "newest_ingested_at", LakeTable.TIME, "of the records"),
            required(15, "closed_until", LakeTable.TIME, "the end of the row's day")));
    return LakeTable.partitionedByDay(
        name, period, Map.of(), fields.toArray(Types.NestedField[]::new));
  }
}
