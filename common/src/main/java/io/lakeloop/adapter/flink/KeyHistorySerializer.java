package io.lakeloop.adapter.flink;

import io.lakeloop.feature.KeyHistory;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes a {@link KeyHistory} by its own format, which outlives changes of features. */
public final class KeyHistorySerializer extends TypeSerializerSingleton<KeyHistory> {
  /** The only one. */
  public static final KeyHistorySerializer INSTANCE = new KeyHistorySerializer();

  private static final long serialVersionUID = 1L;
  private static final int INITIAL_BYTES = 4096;

  private KeyHistorySerializer() {}

  @Override
  public void serialize(KeyHistory history, DataOutputView out) throws IOException {
    history.write(out);
  }

  @Override
  public KeyHistory deserialize(DataInputView in) throws IOException {
    return KeyHistory.read(in);
  }

  @Override
  public KeyHistory deserialize(KeyHistory reuse, DataInputView in) throws IOException {
    return KeyHistory.read(in);
  }

  /** A deep copy: Flink's heap state asks for one while a checkpoint is being written. */
  @Override
  public KeyHistory copy(KeyHistory from) {
    try {
      DataOutputSerializer bytes = new DataOutputSerializer(INITIAL_BYTES);
      from.write(bytes);
      return KeyHistory.read(new DataInputDeserializer(bytes.wrapAsByteBuffer()));
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  @Override
  public KeyHistory copy(KeyHistory from, KeyHistory reuse) {
    return copy(from);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public KeyHistory createInstance() {
    return new KeyHistory();
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<KeyHistory> snapshotConfiguration() {
    return new Snapshot();
  }

  private Object readResolve() {
    return INSTANCE;
  }

  /** The serializer has no configuration to remember. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<KeyHistory> {
    /** Called by Flink on restore. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
