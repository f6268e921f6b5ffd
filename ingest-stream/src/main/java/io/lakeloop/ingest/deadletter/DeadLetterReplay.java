package io.lakeloop.ingest.deadletter;

import io.lakeloop.adapter.iceberg.LakeTables;
import io.lakeloop.adapter.iceberg.OperationTables;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.ingest.restore.KafkaPosition;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;

/**
 * Sends dead letters to their topics again, as they came, each once. What was sent is noted in
 * {@code ops.dead_letter_replays} after Kafka has confirmed it; a crash between the two can repeat
 * one batch. Holds one batch of letters at a time.
 */
public final class DeadLetterReplay {
  /** Header of a record that was sent again: the letter's topic, partition and offset. */
  public static final String HEADER = "lakeloop-replay-of";

  private static final int BATCH = 1000;
  private static final long BATCH_BYTES = 32L << 20;

  private final IngestSettings settings;
  private final Catalog catalog;
  private final Clock clock;

  /** A replay into the topics and with the decoding of an ingest job with these settings. */
  public DeadLetterReplay(IngestSettings settings, Catalog catalog, Clock clock) {
    this.settings = settings;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * What a replay did.
   *
   * @param matching letters that the filter names
   * @param alreadyReplayed of these, sent by an earlier replay
   * @param stillBad of these, would be rejected again
   * @param replayed of these, sent now, or to be sent in a dry run
   * @param refused of these, not taken by Kafka for what they are, such as for their size; each
   *     with the reason
   */
  public record Outcome(
      long matching, long alreadyReplayed, long stillBad, long replayed, List<String> refused) {
    /** Copies the list. */
    public Outcome {
      refused = List.copyOf(refused);
    }
  }

  /**
   * Replays the letters that a filter names.
   *
   * @param force send those, too, that would be rejected again
   * @param dryRun only tell what would be sent; creates and changes nothing
   * @throws IOException when the lake or Kafka fails; what had been sent is noted
   */
  public Outcome run(DeadLetters.Filter filter, boolean force, boolean dryRun) throws IOException {
    try (Run run = new Run(force, dryRun)) {
      new DeadLetters(catalog).forEach(filter, run::take);
      return run.finish();
    }
  }

  /** One replay while it goes through the letters. */
  private final class Run implements AutoCloseable {
    private final boolean force;
    private final boolean dryRun;
    private final ReplayCheck check = new ReplayCheck(settings, clock);
    private final Set<KafkaPosition> done;
    private final List<DeadLetter> batch = new ArrayList<>();
    private long batchBytes;
    private long matching;
    private long alreadyReplayed;
    private long stillBad;
    private long sent;
    private @Nullable ReplaySender sender;

    Run(boolean force, boolean dryRun) throws IOException {
      this.force = force;
      this.dryRun = dryRun;
      this.done =
          catalog.tableExists(OperationTables.DEAD_LETTER_REPLAYS.identifier())
              ? new ReplayLedger(
                      catalog.loadTable(OperationTables.DEAD_LETTER_REPLAYS.identifier()))
                  .positions()
              : new HashSet<>();
    }

    void take(DeadLetter letter) throws IOException {
      matching++;
      if (done.contains(letter.position())) {
        alreadyReplayed++;
      } else if (!force && check.rejection(letter).isPresent()) {
        stillBad++;
      } else if (dryRun) {
        sent++;
      } else {
        batch.add(letter);
        batchBytes += letter.valueBytes();
        if (batch.size() >= BATCH || batchBytes >= BATCH_BYTES) {
          send();
        }
      }
    }

    private void send() throws IOException {
      if (sender == null) {
        sender =
            new ReplaySender(
                settings,
                new ReplayLedger(
                    LakeTables.createIfMissing(
                        catalog, settings.lake(), OperationTables.DEAD_LETTER_REPLAYS)),
                clock);
      }
      sender.send(batch);
      sent += batch.size();
      batch.clear();
      batchBytes = 0;
    }

    Outcome finish() throws IOException {
      if (!batch.isEmpty()) {
        send();
      }
      List<String> refused = sender == null ? List.of() : sender.refused();
      return new Outcome(matching, alreadyReplayed, stillBad, sent - refused.size(), refused);
    }

    @Override
    public void close() {
      if (sender != null) {
        sender.close();
      }
    }
  }
}
