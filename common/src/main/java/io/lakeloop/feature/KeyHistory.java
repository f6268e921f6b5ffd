package io.lakeloop.feature;

import io.lakeloop.feature.Labels.Label;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is known of one key: its transactions of the retained time, and the reports on them. The
 * state of the feature engine; it does not depend on which features are computed from it, so a
 * feature can be added without losing it.
 *
 * <p>Size: 32 bytes a transaction where it is stored, at most 110 in memory; 33 bytes a report
 * where it is stored. A key of a million transactions in the retained time takes 32 MB and 110 MB:
 * adding one and computing its features takes no longer than for a small key, as nothing is
 * scanned. What is older than the retained time, seen from the key's latest event, is dropped.
 *
 * <p>Not for use by several threads.
 */
public final class KeyHistory {
  private static final int FORMAT = 1;

  private final EventColumns events = new EventColumns();
  private final Labels labels = new Labels();
  private long retainedMicros = Long.MAX_VALUE;
  private int[] hints = new int[0];
  private long lastEventMicros = Long.MIN_VALUE;

  /**
   * Says what will be asked of the history; to be called before each use. A history that was read
   * takes over a changed feature set that way.
   *
   * @param newRetainedMicros how long an event is kept, in event time from the key's latest event
   * @param keepsSquares whether deviations are computed
   * @param boundaries how many window boundaries are looked up for each event
   */
  void prepare(long newRetainedMicros, boolean keepsSquares, int boundaries) {
    retainedMicros = newRetainedMicros;
    if (hints.length != boundaries) {
      hints = new int[boundaries];
    }
    if (keepsSquares) {
      events.keepSquares();
    }
  }

  /**
   * Takes in a transaction. Of several with one id the earliest counts, and of those the smallest,
   * whichever came first.
   *
   * @return false when its id is known already
   */
  boolean add(EventId id, long eventTimeMicros, long amount) {
    int known = events.find(id);
    if (known != EventColumns.NOT_FOUND) {
      replaceIfEarlier(known, id, eventTimeMicros, amount);
      return false;
    }
    if (eventTimeMicros > lastEventMicros) {
      lastEventMicros = eventTimeMicros;
    }
    dropExpired();
    events.insert(eventTimeMicros, id, amount);
    labels.match(id, eventTimeMicros);
    return true;
  }

  private void replaceIfEarlier(int known, EventId id, long eventTimeMicros, long amount) {
    long knownTime = events.time(known);
    if (eventTimeMicros < knownTime
        || (eventTimeMicros == knownTime && amount < events.amount(known))) {
      events.remove(known);
      events.insert(eventTimeMicros, id, amount);
      labels.moved(id, eventTimeMicros);
    }
  }

  /** Takes in a report on a transaction, which need not be known yet. The same again is nothing. */
  void addReport(EventId id, long transactionTimeMicros, long reportedAtMicros, boolean fraud) {
    int known = events.find(id);
    boolean matched = known != EventColumns.NOT_FOUND;
    long eventTimeMicros = matched ? events.time(known) : transactionTimeMicros;
    labels.add(new Label(id, eventTimeMicros, matched, reportedAtMicros, fraud));
  }

  private void dropExpired() {
    if (retainedMicros == Long.MAX_VALUE) {
      return;
    }
    long lastExpired = lastEventMicros - retainedMicros;
    events.dropUpTo(lastExpired);
    labels.dropUpTo(lastExpired);
  }

  /** How many transactions are retained. */
  public int size() {
    return events.end() - events.start();
  }

  /** The time of the key's latest event, {@code Long.MIN_VALUE} when there was none. */
  public long lastEventMicros() {
    return lastEventMicros;
  }

  EventColumns events() {
    return events;
  }

  Labels labels() {
    return labels;
  }

  /** Where each window boundary stood last; a wrong one costs time only. */
  int[] hints() {
    return hints;
  }

  /** Writes what is known. */
  public void write(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    out.writeLong(lastEventMicros);
    out.writeInt(size());
    for (int i = events.start(); i < events.end(); i++) {
      writeId(out, events.id(i));
      out.writeLong(events.time(i));
      out.writeLong(events.amount(i));
    }
    out.writeInt(labels.all().size());
    for (Label label : labels.all()) {
      writeId(out, label.id());
      out.writeLong(label.eventTimeMicros());
      out.writeLong(label.reportedAtMicros());
      out.writeByte((label.matched() ? 1 : 0) | (label.fraud() ? 2 : 0));
    }
  }

  private static void writeId(DataOutput out, EventId id) throws IOException {
    out.writeLong(id.high());
    out.writeLong(id.low());
  }

  /**
   * Reads a history as it was written, under whatever feature set.
   *
   * @throws IOException when it cannot be read, or was written by a later version
   */
  public static KeyHistory read(DataInput in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException(
          "feature state has format " + format + "; this version reads format " + FORMAT);
    }
    KeyHistory history = new KeyHistory();
    history.lastEventMicros = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      EventId id = readId(in);
      long eventTimeMicros = in.readLong();
      history.events.insert(eventTimeMicros, id, in.readLong());
    }
    for (int left = in.readInt(); left > 0; left--) {
      EventId id = readId(in);
      long eventTimeMicros = in.readLong();
      long reportedAtMicros = in.readLong();
      int flags = in.readByte();
      history.labels.add(
          new Label(id, eventTimeMicros, (flags & 1) != 0, reportedAtMicros, (flags & 2) != 0));
    }
    return history;
  }

  private static EventId readId(DataInput in) throws IOException {
    long high = in.readLong();
    return new EventId(high, in.readLong());
  }
}
