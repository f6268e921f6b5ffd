package io.lakeloop.ingest.deadletter;

import io.lakeloop.adapter.avro.RejectedRecordException;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.decode.RowDecoder;
import io.lakeloop.ingest.decode.StreamDefinition;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether the ingest job would take a letter now, with the schemas and rules of today. Sends
 * nothing. Not thread-safe.
 */
public final class ReplayCheck {
  private final IngestSettings settings;
  private final Clock clock;
  private final Map<String, RowDecoder> decoders = new HashMap<>();

  /** A check by the decoding of an ingest job with these settings. */
  public ReplayCheck(IngestSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Why a letter would be rejected again, in words; empty when it would be taken.
   *
   * @throws IOException when a schema source cannot be asked
   */
  public Optional<String> rejection(DeadLetter letter) throws IOException {
    String topic = letter.position().topic();
    StreamDefinition stream = settings.streams().get(topic);
    if (stream == null) {
      return Optional.of("the ingest job does not read the topic '%s'".formatted(topic));
    }
    try {
      decoders
          .computeIfAbsent(topic, absent -> decoder(stream))
          .decode(DeadLetter.bytes(letter.value()), clock.millis() * 1000);
      return Optional.empty();
    } catch (RejectedRecordException e) {
      return Optional.of(e.reason().code() + ", " + e.getMessage());
    }
  }

  private RowDecoder decoder(StreamDefinition stream) {
    return new RowDecoder(
        stream,
        settings.rules(),
        settings.maxRecordBytes(),
        settings.wire().schemaSources(settings.lake()));
  }
}
