package io.lakeloop.ingest;

import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Tells Flink to serialize an {@link IngestRow} by {@link IngestRowSerializer}. */
final class IngestRowType extends TypeInformation<IngestRow> {
  private static final long serialVersionUID = 1L;

  static final IngestRowType INSTANCE = new IngestRowType();

  private IngestRowType() {}

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<IngestRow> getTypeClass() {
    return IngestRow.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<IngestRow> createSerializer(SerializerConfig config) {
    return IngestRowSerializer.INSTANCE;
  }

  @Override
  public String toString() {
    return "IngestRow";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IngestRowType;
  }

  @Override
  public int hashCode() {
    return Objects.hash(IngestRow.class);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof IngestRowType;
  }
}
