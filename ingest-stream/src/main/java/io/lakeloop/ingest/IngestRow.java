package io.lakeloop.ingest;

import io.lakeloop.adapter.flink.SerializedType;
import io.lakeloop.ingest.restore.KafkaPosition;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;

/**
 * One row on its way to a table of the lake, with the Kafka position that it came from. Serialized
 * by {@link IngestRowSerializer}.
 *
 * @param position where the record stood in Kafka
 * @param table qualified name of the table
 * @param columns the row's columns; one instance per writer's schema
 * @param spec the table's partitioning, bound to the columns
 * @param row the values
 */
record IngestRow(
    KafkaPosition position, String table, Schema columns, PartitionSpec spec, RowData row) {
  static final TypeInformation<IngestRow> TYPE =
      new SerializedType<>(IngestRow.class, IngestRowSerializer.INSTANCE);
}
