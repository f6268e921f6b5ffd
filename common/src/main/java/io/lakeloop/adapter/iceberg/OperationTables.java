package io.lakeloop.adapter.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import java.util.Map;
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

  /** One row per maintenance run and table; see {@link MaintenanceRun}. */
  public static final LakeTable MAINTENANCE_RUNS =
      LakeTable.partitionedByDay(
          "ops.maintenance_runs",
          "started_at",
          Map.of(),
          required(1, "run_id", Types.StringType.get()),
          required(2, "operation", Types.StringType.get()),
          required(3, "table_name", Types.StringType.get()),
          required(4, "started_at", LakeTable.TIME),
          required(5, "duration_ms", Types.LongType.get()),
          required(6, "outcome", Types.StringType.get()),
          required(7, "message", Types.StringType.get()),
          optional(8, "path", Types.StringType.get()),
          required(9, "files_before", Types.LongType.get()),
          required(10, "files_after", Types.LongType.get()),
          required(11, "bytes_before", Types.LongType.get()),
          required(12, "bytes_after", Types.LongType.get()),
          required(13, "groups_rewritten", Types.IntegerType.get()),
          required(14, "groups_failed", Types.IntegerType.get()),
          required(15, "groups_abandoned", Types.IntegerType.get()),
          required(16, "conflicts", Types.IntegerType.get()));

  private OperationTables() {}
}
