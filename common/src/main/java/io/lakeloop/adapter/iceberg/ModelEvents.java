package io.lakeloop.adapter.iceberg;

import io.lakeloop.model.ModelEvent;
import io.lakeloop.model.ModelTimeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events as they stood in one snapshot of {@link ModelTables#MODEL_EVENTS}.
 *
 * @param snapshotId the snapshot, from which a poller goes on; null when there is no table yet
 * @param events each once, as recorded
 * @param unreadable rows that are no events, one sentence each
 */
public record ModelEvents(
    @Nullable Long snapshotId, List<ModelEvent> events, List<String> unreadable) {
  static final ModelEvents NONE = new ModelEvents(null, List.of(), List.of());

  /** Copies. */
  public ModelEvents {
    events = List.copyOf(events);
    unreadable = List.copyOf(unreadable);
  }

  /** What these events add up to. */
  public ModelTimeline timeline() {
    return ModelTimeline.of(events);
  }

  boolean contains(String eventId) {
    return events.stream().anyMatch(event -> event.eventId().equals(eventId));
  }
}
