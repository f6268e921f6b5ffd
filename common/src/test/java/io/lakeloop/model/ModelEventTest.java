package io.lakeloop.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ModelEventTest {
  private static final ModelVersion VERSION = ModelTimelineTest.version("a");

  @Test
  void refusesAPromotionWithoutEffectiveTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ModelEvent("e1", ModelEvent.Type.PROMOTED, "a", 1, null, null, null, null))
        .withMessage(
            "event e1: effective_from is missing; a promoted event needs the event time from which it counts");
  }

  @Test
  void refusesARegistrationWithEffectiveTimeOrWithoutArtifact() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ModelEvent("e1", ModelEvent.Type.REGISTERED, "a", 1, 7L, VERSION, null, null))
        .withMessageContaining("effective_from is 7; a registered event has none");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ModelEvent("e1", ModelEvent.Type.REGISTERED, "a", 1, null, null, null, null))
        .withMessageContaining("the artifact is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ModelEvent("e1", ModelEvent.Type.REGISTERED, "b", 1, null, VERSION, null, null))
        .withMessageContaining("it is about b and registers a");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ModelEvent("e1", ModelEvent.Type.RETIRED, "a", 1, 7L, VERSION, null, null))
        .withMessageContaining("only registered events do");
  }

  @Test
  void refusesVersionsThatCannotBePartOfAPath() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelVersion.requireVersion("../a"))
        .withMessageContaining("model version is '../a'; give 1 to 128 letters");
    assertThatIllegalArgumentException().isThrownBy(() -> ModelVersion.requireVersion(""));
    assertThatIllegalArgumentException().isThrownBy(() -> ModelTimelineTest.version("a/b"));
  }

  @Test
  void refusesAChecksumThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ModelVersion("a", "s3://x", "ABC", "s", "h", Map.of(), Map.of()))
        .withMessage("sha256 is 'ABC'; give the checksum as 64 lower-case hexadecimal digits");
  }

  @Test
  void everyTypeIsFoundByItsCode() {
    for (ModelEvent.Type type : ModelEvent.Type.values()) {
      assertThat(ModelEvent.Type.ofCode(type.code())).isEqualTo(type);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelEvent.Type.ofCode("promotd"))
        .withMessageContaining("event type is 'promotd', which is not known");
  }

  @Test
  void onlyAnEffectBeforeTheRecordingIsRetroactive() {
    assertThat(promotion(100, 99).isRetroactive()).isTrue();
    assertThat(promotion(100, 100).isRetroactive()).isFalse();
    assertThat(ModelEvent.registered("r", VERSION, 5, null, null).isRetroactive()).isFalse();
  }

  private static ModelEvent promotion(long recordedAt, long effectiveFrom) {
    return ModelEvent.effective(
        "p", ModelEvent.Type.PROMOTED, "a", recordedAt, effectiveFrom, "why", "who");
  }

  @Test
  void crossesFlinkOperatorsWithoutKryo() throws Exception {
    SerializerConfigImpl noKryo = new SerializerConfigImpl();
    noKryo.setGenericTypes(false);
    TypeSerializer<ModelEvent> serializer =
        TypeInformation.of(ModelEvent.class).createSerializer(noKryo);
    for (ModelEvent event :
        new ModelEvent[] {
          promotion(100, 200), ModelEvent.registered("r", VERSION, 5, null, null)
        }) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      serializer.serialize(event, out);

      assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
          .isEqualTo(event);
    }
  }
}
