package io.lakeloop.adapter.iceberg;

import static org.apache.iceberg.types.Types.NestedField.required;

import org.apache.iceberg.types.Types;

/** The tables of {@code ops}: what was done to the lake. */
public final class OperationTables {
  /** One row per dead letter that was sent to its topic again. */
  public static final LakeTable DEAD_LETTER_REPLAYS =
      LakeTable.unpartitioned(
          "ops.dead_letter_replays",
          required(1, "topic", Types.StringType.get()),
          required(2, LakeTable.KAFKA_PARTITION, Types.IntegerType.get()),
          required(3, LakeTable.KAFKA_OFFSET, Types.LongType.get()),
          required(4, "replayed_at", LakeTable.TIME),
          required(5, "new_partition", Types.IntegerType.get()),
          required(6, "new_offset", Types.LongType.get()));

  private OperationTables() {}
}
