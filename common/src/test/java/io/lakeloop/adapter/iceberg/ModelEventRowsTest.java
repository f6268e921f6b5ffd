package io.lakeloop.adapter.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelVersion;
import java.util.Map;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.data.StructRowData;
import org.junit.jupiter.api.Test;

class ModelEventRowsTest {
  private static final ModelVersion VERSION =
      new ModelVersion(
          "a", "s3://a", "0".repeat(64), "standard", "5e7", Map.of("auc", 0.5), Map.of("t", 7L));
  private static final ModelEvent REGISTRATION =
      ModelEvent.registered("e1", VERSION, -1, "first", null);
  private static final ModelEvent PROMOTION =
      ModelEvent.effective("e2", ModelEvent.Type.PROMOTED, "a", 1_500_001, 9, null, "me");

  @Test
  void genericRowsReadBack() {
    for (ModelEvent event : new ModelEvent[] {REGISTRATION, PROMOTION}) {
      assertThat(
              ModelEventRows.fromRecord(
                  ModelEventRows.toRecord(ModelTables.MODEL_EVENTS.schema(), event)))
          .isEqualTo(event);
    }
  }

  @Test
  void flinkRowsReadBack() {
    for (ModelEvent event : new ModelEvent[] {REGISTRATION, PROMOTION}) {
      assertThat(ModelEventRows.fromRowData(flinkRow(event))).isEqualTo(event);
    }
  }

  private static RowData flinkRow(ModelEvent event) {
    return new StructRowData(ModelTables.MODEL_EVENTS.schema().asStruct())
        .setStruct(
            new InternalRecordWrapper(ModelTables.MODEL_EVENTS.schema().asStruct())
                .wrap(ModelEventRows.toRecord(ModelTables.MODEL_EVENTS.schema(), event)));
  }

  @Test
  void refusesARowThatIsNoEvent() {
    GenericRowData row =
        new GenericRowData(
            FlinkSchemaUtil.convert(ModelTables.MODEL_EVENTS.schema()).getFieldCount());
    row.setField(0, StringData.fromString("e1"));
    row.setField(1, StringData.fromString("promotd"));
    row.setField(2, StringData.fromString("a"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelEventRows.fromRowData(row))
        .withMessageContaining("event type is 'promotd'");
  }
}
