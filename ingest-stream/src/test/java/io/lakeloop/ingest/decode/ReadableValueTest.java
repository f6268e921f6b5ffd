package io.lakeloop.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakeloop.adapter.avro.Framing;
import io.lakeloop.adapter.avro.KnownSchemas;
import io.lakeloop.adapter.avro.RecordEncoder;
import io.lakeloop.adapter.avro.SchemaSource;
import io.lakeloop.adapter.avro.WireSchemas;
import io.lakeloop.domain.Transaction;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadableValueTest {
  private static final long TIME = Instant.parse("2026-05-01T23:59:00Z").toEpochMilli() * 1000;
  private static final Map<Framing, SchemaSource> SOURCES =
      Map.of(Framing.SINGLE_OBJECT, new KnownSchemas(List.of(WireSchemas.TRANSACTION)));

  private static byte[] transaction(long cents) {
    return RecordEncoder.singleObject().encode(new Transaction("T1", TIME, "C1", "P1", cents));
  }

  @Test
  void readsTheContentOfARecordThatBreaksARule() throws IOException {
    assertThat(ReadableValue.of(transaction(-1250), SOURCES))
        .hasValueSatisfying(
            content ->
                assertThat(content)
                    .contains("\"transaction_id\": \"T1\"")
                    .contains("\"amount\": -12.50")
                    .contains("2026-05-01T23:59:00Z"));
  }

  @Test
  void tellsNoContentOfWhatCannotBeDecoded() throws IOException {
    byte[] good = transaction(1);
    byte[] unknown = good.clone();
    unknown[3] ^= 1;
    byte[] malformed = good.clone();
    Arrays.fill(malformed, 10, malformed.length, (byte) 0xFF);

    for (byte[] value : List.of(new byte[0], Arrays.copyOf(good, 14), unknown, malformed)) {
      assertThat(ReadableValue.of(value, SOURCES)).isEmpty();
    }
  }
}
