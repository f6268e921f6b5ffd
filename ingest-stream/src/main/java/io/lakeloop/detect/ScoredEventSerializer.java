package io.lakeloop.detect;

import io.lakeloop.adapter.flink.FeatureEvent;
import io.lakeloop.adapter.flink.FeatureEventSerializer;
import io.lakeloop.adapter.flink.ImmutableSerializer;
import io.lakeloop.detect.Scored.Decision;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes a {@link ScoredEvent}; not kept in state. */
final class ScoredEventSerializer extends ImmutableSerializer<ScoredEvent> {
  static final ScoredEventSerializer INSTANCE = new ScoredEventSerializer();

  private static final long serialVersionUID = 1L;

  private ScoredEventSerializer() {}

  @Override
  public void serialize(ScoredEvent scored, DataOutputView out) throws IOException {
    FeatureEventSerializer.INSTANCE.serialize(scored.event(), out);
    Decision decision = scored.decision();
    out.writeDouble(decision.score());
    out.writeBoolean(decision.isAlert());
    StringSerializer.INSTANCE.serialize(decision.modelVersion(), out);
    out.writeInt(decision.shadowScores().size());
    for (Map.Entry<String, Double> shadow : decision.shadowScores().entrySet()) {
      StringSerializer.INSTANCE.serialize(shadow.getKey(), out);
      out.writeDouble(shadow.getValue());
    }
    out.writeLong(decision.scoredAtMicros());
  }

  @Override
  public ScoredEvent deserialize(DataInputView in) throws IOException {
    FeatureEvent event = FeatureEventSerializer.INSTANCE.deserialize(in);
    double score = in.readDouble();
    boolean isAlert = in.readBoolean();
    String modelVersion = StringSerializer.INSTANCE.deserialize(in);
    Map<String, Double> shadowScores = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String version = StringSerializer.INSTANCE.deserialize(in);
      shadowScores.put(version, in.readDouble());
    }
    return new ScoredEvent(
        event, new Decision(score, isAlert, modelVersion, shadowScores, in.readLong()));
  }

  @Override
  public TypeSerializerSnapshot<ScoredEvent> snapshotConfiguration() {
    return new Snapshot();
  }

  private Object readResolve() {
    return INSTANCE;
  }

  /** The serializer has no configuration to remember. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ScoredEvent> {
    /** Called by Flink on restore. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
