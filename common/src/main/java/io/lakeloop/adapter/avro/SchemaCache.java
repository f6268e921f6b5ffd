package io.lakeloop.adapter.avro;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * What a source of schemas has answered: schemas found for good, since they never change, and ids
 * not found for {@link #RETRY_MISSING_AFTER}, so that a run of records with an unknown id asks once
 * and not for each. Failures are not kept. Thread-safe.
 */
public final class SchemaCache implements SchemaSource {
  /** How long an id that was not found counts as missing. */
  public static final Duration RETRY_MISSING_AFTER = Duration.ofSeconds(10);

  /** Ids come from records that are not trusted: the memory for those not found is bounded. */
  static final int MAX_REMEMBERED_MISSES = 10_000;

  private final SchemaSource source;
  private final LongSupplier nanoTime;
  private final Map<Long, Schema> found = new ConcurrentHashMap<>();
  private final Map<Long, Long> missedAtNanos = new ConcurrentHashMap<>();

  /** Remembers the answers of a source. */
  public SchemaCache(SchemaSource source) {
    this(source, System::nanoTime);
  }

  SchemaCache(SchemaSource source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  @Override
  public Optional<Schema> find(long id) throws IOException {
    Schema known = found.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Long missed = missedAtNanos.get(id);
    if (missed != null && nanoTime.getAsLong() - missed < RETRY_MISSING_AFTER.toNanos()) {
      return Optional.empty();
    }
    Optional<Schema> answer = source.find(id);
    if (answer.isPresent()) {
      found.put(id, answer.get());
      missedAtNanos.remove(id);
    } else {
      if (missedAtNanos.size() >= MAX_REMEMBERED_MISSES) {
        missedAtNanos.clear();
      }
      missedAtNanos.put(id, nanoTime.getAsLong());
    }
    return answer;
  }
}
