package io.lakeloop.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of {@link ModelTimeline} once more, for one time at once: it goes through the list of
 * events again for each question, and keeps the champions as a text of letters, the newest last.
 * Versions are one letter; {@code -} stands for a champion that was retired.
 */
final class NaiveTimeline {
  private final List<ModelEvent> events;
  private final Set<String> registered = new HashSet<>();

  NaiveTimeline(List<ModelEvent> events) {
    this.events = new ArrayList<>(events);
    events.stream()
        .filter(event -> event.type() == ModelEvent.Type.REGISTERED)
        .forEach(event -> registered.add(event.modelVersion()));
  }

  String championAt(long time) {
    String champion = lastOf(replay(time, new TreeSet<>()));
    return champion.equals("-") ? "rules" : champion;
  }

  List<String> challengersAt(long time) {
    TreeSet<String> challengers = new TreeSet<>();
    replay(time, challengers);
    return List.copyOf(challengers);
  }

  private static String lastOf(String line) {
    return line.isEmpty() ? "-" : line.substring(line.length() - 1);
  }

  private String replay(long time, Set<String> challengers) {
    List<ModelEvent> left = new ArrayList<>(events);
    String line = "";
    for (ModelEvent next = earliest(left, time); next != null; next = earliest(left, time)) {
      left.remove(next);
      String version = next.modelVersion();
      if (next.type() == ModelEvent.Type.PROMOTED) {
        line += version;
      } else if (next.type() == ModelEvent.Type.CHALLENGER) {
        challengers.add(version);
      } else if (next.type() == ModelEvent.Type.RETIRED) {
        boolean champion = lastOf(line).equals(version);
        line = line.replace(version, "") + (champion ? "-" : "");
        challengers.remove(version);
      } else {
        int last = line.lastIndexOf(version);
        line = last < 0 ? line : line.substring(0, last) + line.substring(last + 1);
      }
      line = line.replaceAll("(.)\\1+", "$1");
      challengers.remove(lastOf(line));
    }
    return line;
  }

  /** The next event of a registered model to take effect, up to a time. */
  private ModelEvent earliest(List<ModelEvent> left, long time) {
    ModelEvent earliest = null;
    for (ModelEvent event : left) {
      Long from = event.effectiveFromMicros();
      if (from != null && from <= time && registered.contains(event.modelVersion())) {
        if (earliest == null || isBefore(event, earliest)) {
          earliest = event;
        }
      }
    }
    return earliest;
  }

  private static boolean isBefore(ModelEvent one, ModelEvent other) {
    int byEffect = Long.compare(one.effectiveFromMicros(), other.effectiveFromMicros());
    int byRecord = Long.compare(one.recordedAtMicros(), other.recordedAtMicros());
    if (byEffect != 0) {
      return byEffect < 0;
    }
    return byRecord != 0 ? byRecord < 0 : one.eventId().compareTo(other.eventId()) < 0;
  }
}
