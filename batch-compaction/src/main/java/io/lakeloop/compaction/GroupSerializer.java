package io.lakeloop.compaction;

import io.lakeloop.adapter.flink.ImmutableSerializer;
import io.lakeloop.adapter.flink.SerializedType;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;

/**
 * Serializes file groups as Java does: they hold Iceberg's own planned files, which know no other
 * complete form. Only for values on their way, never for state that is kept.
 */
abstract class GroupSerializer<T extends Serializable> extends ImmutableSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;

  GroupSerializer(Class<T> type) {
    this.type = type;
  }

  /** Serializes {@link FileGroup}. */
  static final class OfPlanned extends GroupSerializer<FileGroup> {
    private static final long serialVersionUID = 1L;

    OfPlanned() {
      super(FileGroup.class);
    }

    @Override
    public TypeSerializerSnapshot<FileGroup> snapshotConfiguration() {
      return new PlannedSnapshot();
    }

    /** For Flink. */
    public static final class PlannedSnapshot extends SimpleTypeSerializerSnapshot<FileGroup> {
      /** For Flink. */
      public PlannedSnapshot() {
        super(OfPlanned::new);
      }
    }
  }

  /** Serializes {@link RewrittenGroup}. */
  static final class OfRewritten extends GroupSerializer<RewrittenGroup> {
    private static final long serialVersionUID = 1L;

    OfRewritten() {
      super(RewrittenGroup.class);
    }

    @Override
    public TypeSerializerSnapshot<RewrittenGroup> snapshotConfiguration() {
      return new RewrittenSnapshot();
    }

    /** For Flink. */
    public static final class RewrittenSnapshot
        extends SimpleTypeSerializerSnapshot<RewrittenGroup> {
      /** For Flink. */
      public RewrittenSnapshot() {
        super(OfRewritten::new);
      }
    }
  }

  static TypeInformation<FileGroup> planned() {
    return new SerializedType<>(FileGroup.class, new OfPlanned());
  }

  static TypeInformation<RewrittenGroup> rewritten() {
    return new SerializedType<>(RewrittenGroup.class, new OfRewritten());
  }

  @Override
  public void serialize(T value, DataOutputView out) throws IOException {
    byte[] bytes = InstantiationUtil.serializeObject(value);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public T deserialize(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    try {
      return type.cast(
          InstantiationUtil.deserializeObject(
              bytes, Thread.currentThread().getContextClassLoader()));
    } catch (ClassNotFoundException e) {
      throw new IOException(type + " cannot be read", e);
    }
  }
}
