package io.lakeloop.adapter.iceberg;

import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelVersion;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * Model events as rows of {@link ModelTables#MODEL_EVENTS}, and back. A row that is no event, such
 * as one written by hand or by a newer release, is an {@link IllegalArgumentException}: the reader
 * leaves it out and tells.
 */
public final class ModelEventRows {
  private static final int EVENT_ID = 0;
  private static final int EVENT_TYPE = 1;
  private static final int MODEL_VERSION = 2;
  private static final int RECORDED_AT = 3;
  private static final int EFFECTIVE_FROM = 4;
  private static final int ARTIFACT_URI = 5;
  private static final int SHA256 = 6;
  private static final int FEATURE_SET = 7;
  private static final int FEATURE_SET_HASH = 8;
  private static final int METRICS = 9;
  private static final int TRAINING_SNAPSHOTS = 10;
  private static final int REASON = 11;
  private static final int ACTOR = 12;

  private static final int MICROS = 6;

  private ModelEventRows() {}

  /**
   * The event of a row as Iceberg's Flink source reads it.
   *
   * @param row its columns are those of {@link ModelTables#MODEL_EVENTS}, in order; more may follow
   * @throws IllegalArgumentException when the row is no event
   */
  public static ModelEvent fromRowData(RowData row) {
    String version = row.getString(MODEL_VERSION).toString();
    return new ModelEvent(
        row.getString(EVENT_ID).toString(),
        ModelEvent.Type.ofCode(row.getString(EVENT_TYPE).toString()),
        version,
        RowTimes.micros(row.getTimestamp(RECORDED_AT, MICROS)),
        row.isNullAt(EFFECTIVE_FROM)
            ? null
            : RowTimes.micros(row.getTimestamp(EFFECTIVE_FROM, MICROS)),
        row.isNullAt(ARTIFACT_URI)
            ? null
            : new ModelVersion(
                version,
                text(row, ARTIFACT_URI),
                text(row, SHA256),
                text(row, FEATURE_SET),
                text(row, FEATURE_SET_HASH),
                row.isNullAt(METRICS) ? Map.of() : doubles(row.getMap(METRICS)),
                row.isNullAt(TRAINING_SNAPSHOTS)
                    ? Map.of()
                    : longs(row.getMap(TRAINING_SNAPSHOTS))),
        row.isNullAt(REASON) ? null : text(row, REASON),
        row.isNullAt(ACTOR) ? null : text(row, ACTOR));
  }

  private static String text(RowData row, int column) {
    return row.isNullAt(column) ? "" : row.getString(column).toString();
  }

  private static Map<String, Double> doubles(MapData map) {
    Map<String, Double> values = new HashMap<>();
    ArrayData keys = map.keyArray();
    ArrayData numbers = map.valueArray();
    for (int i = 0; i < map.size(); i++) {
      values.put(keys.getString(i).toString(), numbers.getDouble(i));
    }
    return values;
  }

  private static Map<String, Long> longs(MapData map) {
    Map<String, Long> values = new HashMap<>();
    ArrayData keys = map.keyArray();
    ArrayData numbers = map.valueArray();
    for (int i = 0; i < map.size(); i++) {
      values.put(keys.getString(i).toString(), numbers.getLong(i));
    }
    return values;
  }

  /**
   * The event of a row as Iceberg's generic reader reads it.
   *
   * @throws IllegalArgumentException when the row is no event
   */
  public static ModelEvent fromRecord(Record row) {
    String version = text(row, "model_version");
    return new ModelEvent(
        text(row, "event_id"),
        ModelEvent.Type.ofCode(text(row, "event_type")),
        version,
        micros((OffsetDateTime) row.getField("recorded_at")),
        row.getField("effective_from") == null
            ? null
            : micros((OffsetDateTime) row.getField("effective_from")),
        row.getField("artifact_uri") == null
            ? null
            : new ModelVersion(
                version,
                text(row, "artifact_uri"),
                text(row, "sha256"),
                text(row, "feature_set"),
                text(row, "feature_set_hash"),
                map(row, "metrics"),
                map(row, "training_snapshots")),
        (String) row.getField("reason"),
        (String) row.getField("actor"));
  }

  private static String text(Record row, String column) {
    Object value = row.getField(column);
    return value == null ? "" : value.toString();
  }

  @SuppressWarnings("unchecked") // as the column is declared
  private static <V> Map<String, V> map(Record row, String column) {
    Object value = row.getField(column);
    return value == null ? Map.of() : (Map<String, V>) value;
  }

  private static long micros(OffsetDateTime time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
  }

  /**
   * The row of an event.
   *
   * @param schema the table's own, whose field ids the catalog may have chosen
   */
  static Record toRecord(Schema schema, ModelEvent event) {
    Record row = GenericRecord.create(schema);
    row.setField("event_id", event.eventId());
    row.setField("event_type", event.type().code());
    row.setField("model_version", event.modelVersion());
    row.setField("recorded_at", time(event.recordedAtMicros()));
    row.setField("effective_from", time(event.effectiveFromMicros()));
    ModelVersion version = event.registration();
    if (version != null) {
      row.setField("artifact_uri", version.artifactUri());
      row.setField("sha256", version.sha256());
      row.setField("feature_set", version.featureSet());
      row.setField("feature_set_hash", version.featureSetHash());
      row.setField("metrics", version.metrics());
      row.setField("training_snapshots", version.trainingSnapshots());
    }
    row.setField("reason", event.reason());
    row.setField("actor", event.actor());
    return row;
  }

  private static @Nullable OffsetDateTime time(@Nullable Long micros) {
    return micros == null
        ? null
        : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
