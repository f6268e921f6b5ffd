package io.lakeloop.compaction.merge;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Converter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.GroupConverter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.GroupType;

/** Parquet's column readers ask for a way to make records; this one makes none. */
final class NoRecord extends GroupConverter {
  private final List<Converter> converters = new ArrayList<>();

  NoRecord(GroupType type) {
    type.getFields()
        .forEach(
            field ->
                converters.add(
                    field.isPrimitive()
                        ? new PrimitiveConverter() {}
                        : new NoRecord(field.asGroupType())));
  }

  @Override
  public Converter getConverter(int field) {
    return converters.get(field);
  }

  @Override
  public void start() {}

  @Override
  public void end() {}
}
