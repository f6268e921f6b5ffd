package io.lakeloop.ingest;

import io.lakeloop.adapter.flink.ImmutableSerializer;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.flink.FlinkSchemaUtil;

/**
 * Serializes an {@link IngestRow} with its columns beside it. Source, guard and writer are chained,
 * so that it runs only where a user has switched chaining off; rows are immutable here and never
 * copied.
 */
final class IngestRowSerializer extends ImmutableSerializer<IngestRow> {
  private static final long serialVersionUID = 1L;

  static final IngestRowSerializer INSTANCE = new IngestRowSerializer();

  private final transient ThreadLocal<Map<String, Columns>> known =
      ThreadLocal.withInitial(HashMap::new);

  private IngestRowSerializer() {}

  private record Columns(Schema schema, PartitionSpec spec, RowDataSerializer rows) {
    static Columns parse(String schemaJson, String specJson) {
      Schema schema = SchemaParser.fromJson(schemaJson);
      return new Columns(
          schema,
          PartitionSpecParser.fromJson(schema, specJson),
          new RowDataSerializer(FlinkSchemaUtil.convert(schema)));
    }
  }

  private Columns columns(String schemaJson, String specJson) {
    return known
        .get()
        .computeIfAbsent(schemaJson + specJson, key -> Columns.parse(schemaJson, specJson));
  }

  @Override
  public void serialize(IngestRow row, DataOutputView target) throws IOException {
    String schemaJson = SchemaParser.toJson(row.columns());
    String specJson = PartitionSpecParser.toJson(row.spec());
    target.writeUTF(row.position().topic());
    target.writeInt(row.position().partition());
    target.writeLong(row.position().offset());
    target.writeUTF(row.table());
    target.writeUTF(schemaJson);
    target.writeUTF(specJson);
    columns(schemaJson, specJson).rows().serialize(row.row(), target);
  }

  @Override
  public IngestRow deserialize(DataInputView source) throws IOException {
    String topic = source.readUTF();
    int partition = source.readInt();
    long offset = source.readLong();
    String table = source.readUTF();
    Columns columns = columns(source.readUTF(), source.readUTF());
    RowData row = columns.rows().deserialize(source);
    return new IngestRow(
        new KafkaPosition(topic, partition, offset), table, columns.schema(), columns.spec(), row);
  }

  @Override
  public TypeSerializerSnapshot<IngestRow> snapshotConfiguration() {
    return new Snapshot();
  }

  private Object readResolve() {
    return INSTANCE;
  }

  /** The serializer has no configuration to remember. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<IngestRow> {
    /** Called by Flink on restore. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
