package io.lakeloop.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which models are in force at which event time. It depends on the set of events alone, not on
 * their order, so that every scorer and every replay gets the same answer.
 *
 * <p>Events count from their effective time, in the order of effective time, time of recording and
 * id: of two promotions from one time on, the one that was recorded later wins.
 *
 * <ul>
 *   <li>A promoted model is the champion until the next change, and no challenger any more. To
 *       promote the champion changes nothing.
 *   <li>A rollback returns to the champion before the one that it names; another rollback returns
 *       one step further. When the named model is not in force any more, it is only taken out of
 *       that line.
 *   <li>A retired champion leaves none, so that the declared rules decide. No rollback returns to a
 *       retired model; it can be promoted again.
 *   <li>The champion is never its own challenger.
 *   <li>An event that cannot be applied is left out and told among the {@linkplain #problems()
 *       problems}: one bad row must not stop scoring.
 * </ul>
 *
 * <p>Immutable. A lookup takes a binary search.
 */
public final class ModelTimeline {
  private static final Comparator<ModelEvent> AS_EFFECTIVE =
      Comparator.comparingLong(ModelTimeline::effectiveFrom).thenComparing(ModelEvent.AS_RECORDED);

  private final List<ModelEvent> events;
  private final Map<String, ModelVersion> versions;
  private final List<InForce> periods;
  private final long[] starts;
  private final List<String> problems;

  /**
   * What is in force over a period of event time.
   *
   * @param fromMicros its start, inclusive; {@code Long.MIN_VALUE} for the first
   * @param untilMicros its end, exclusive; {@code Long.MAX_VALUE} for the last
   * @param champion the model whose scores decide; none when the rules do
   * @param challengers those that score in shadow, by version
   */
  public record InForce(
      long fromMicros,
      long untilMicros,
      Optional<ModelVersion> champion,
      List<ModelVersion> challengers) {
    /** Copies. */
    public InForce {
      challengers = List.copyOf(challengers);
    }

    /** Whether an event time lies within, so that no other lookup is needed. */
    public boolean covers(long eventTimeMicros) {
      return eventTimeMicros >= fromMicros
          && (eventTimeMicros < untilMicros || untilMicros == Long.MAX_VALUE);
    }

    private boolean isLike(InForce other) {
      return champion.equals(other.champion) && challengers.equals(other.challengers);
    }
  }

  private ModelTimeline(
      List<ModelEvent> events,
      Map<String, ModelVersion> versions,
      List<InForce> periods,
      List<String> problems) {
    this.events = List.copyOf(events);
    this.versions = Collections.unmodifiableMap(versions);
    this.periods = List.copyOf(periods);
    this.starts = periods.stream().mapToLong(InForce::fromMicros).toArray();
    this.problems = List.copyOf(problems);
  }

  /** The timeline of a set of events, in any order, some perhaps more than once. */
  public static ModelTimeline of(Collection<ModelEvent> events) {
    List<String> problems = new ArrayList<>();
    List<ModelEvent> distinct = distinct(events, problems);
    Map<String, ModelVersion> versions = new TreeMap<>();
    for (ModelEvent event : distinct) {
      ModelVersion registration = event.registration();
      if (registration != null) {
        ModelVersion known = versions.putIfAbsent(event.modelVersion(), registration);
        if (known != null && !known.sha256().equals(registration.sha256())) {
          problems.add(
              "event %s registers %s again with sha256 %s; the first registration, with %s, counts"
                  .formatted(
                      event.eventId(),
                      event.modelVersion(),
                      registration.sha256(),
                      known.sha256()));
        }
      }
    }
    List<InForce> periods = new Line(versions, problems).periods(distinct);
    return new ModelTimeline(distinct, versions, periods, problems);
  }

  /** Each id once, as recorded. */
  private static List<ModelEvent> distinct(Collection<ModelEvent> events, List<String> problems) {
    List<ModelEvent> sorted = new ArrayList<>(events);
    // Events that share an id and differ: their texts decide, so that the order of input does not.
    sorted.sort(
        Comparator.comparing(ModelEvent::eventId)
            .thenComparingLong(ModelEvent::recordedAtMicros)
            .thenComparing(ModelEvent::toString));
    List<ModelEvent> distinct = new ArrayList<>();
    @Nullable ModelEvent last = null;
    for (ModelEvent event : sorted) {
      if (last == null || !event.eventId().equals(last.eventId())) {
        distinct.add(event);
      } else if (!event.equals(last)) {
        problems.add(
            "event %s is there twice with different contents; the one recorded first counts"
                .formatted(event.eventId()));
      }
      last = event;
    }
    distinct.sort(ModelEvent.AS_RECORDED);
    return distinct;
  }

  private static long effectiveFrom(ModelEvent event) {
    Long from = event.effectiveFromMicros();
    if (from == null) {
      throw new IllegalStateException(event + " takes no effect");
    }
    return from;
  }

  /** What is in force at an event time. */
  public InForce at(long eventTimeMicros) {
    int found = Arrays.binarySearch(starts, eventTimeMicros);
    return periods.get(found >= 0 ? found : -found - 2);
  }

  /** The model whose score decides at an event time; none when the rules do. */
  public Optional<ModelVersion> championAt(long eventTimeMicros) {
    return at(eventTimeMicros).champion();
  }

  /** The models that score in shadow at an event time, by version. */
  public List<ModelVersion> challengersAt(long eventTimeMicros) {
    return at(eventTimeMicros).challengers();
  }

  /** All periods, without gap; there is at least one. */
  public List<InForce> periods() {
    return periods;
  }

  /** The events, each once, as recorded. */
  public List<ModelEvent> events() {
    return events;
  }

  /** The registered models, by version. */
  public List<ModelVersion> versions() {
    return List.copyOf(versions.values());
  }

  /** A registered model. */
  public Optional<ModelVersion> find(String version) {
    return Optional.ofNullable(versions.get(version));
  }

  /** A model's newest event that has taken effect by an event time. */
  public Optional<ModelEvent> lastChangeOf(String version, long eventTimeMicros) {
    return events.stream()
        .filter(event -> event.modelVersion().equals(version) && event.type().takesEffect())
        .filter(event -> effectiveFrom(event) <= eventTimeMicros)
        .max(AS_EFFECTIVE);
  }

  /**
   * The timeline as it would be had these models never been: what scores when they cannot be
   * loaded.
   */
  public ModelTimeline without(Set<String> unusable) {
    return of(events.stream().filter(event -> !unusable.contains(event.modelVersion())).toList());
  }

  /** Events that were left out, and why; each one sentence. */
  public List<String> problems() {
    return problems;
  }

  /** Goes through the events as they take effect. */
  private static final class Line {
    private final Map<String, ModelVersion> versions;
    private final List<String> problems;

    /** Champions up to the present one, the last. {@code NOBODY}: a champion was retired. */
    private final List<String> champions = new ArrayList<>();

    private final TreeSet<String> challengers = new TreeSet<>();

    /** No version is named so. */
    private static final String NOBODY = "";

    Line(Map<String, ModelVersion> versions, List<String> problems) {
      this.versions = versions;
      this.problems = problems;
    }

    List<InForce> periods(List<ModelEvent> events) {
      List<ModelEvent> changes =
          events.stream().filter(event -> event.type().takesEffect()).sorted(AS_EFFECTIVE).toList();
      List<InForce> periods = new ArrayList<>();
      long from = Long.MIN_VALUE;
      for (ModelEvent change : changes) {
        long effectiveFrom = effectiveFrom(change);
        if (effectiveFrom != from) {
          close(periods, from, effectiveFrom);
          from = effectiveFrom;
        }
        apply(change);
      }
      close(periods, from, Long.MAX_VALUE);
      return periods;
    }

    private void close(List<InForce> periods, long from, long until) {
      InForce period =
          new InForce(
              from,
              until,
              Optional.ofNullable(versions.get(champion())),
              challengers.stream()
                  .flatMap(name -> Optional.ofNullable(versions.get(name)).stream())
                  .toList());
      int last = periods.size() - 1;
      if (last >= 0 && periods.get(last).isLike(period)) {
        periods.set(
            last,
            new InForce(
                periods.get(last).fromMicros(), until, period.champion(), period.challengers()));
      } else {
        periods.add(period);
      }
    }

    private String champion() {
      return champions.isEmpty() ? NOBODY : champions.get(champions.size() - 1);
    }

    private void apply(ModelEvent event) {
      String version = event.modelVersion();
      if (!versions.containsKey(version)) {
        leaveOut(event, "it was never registered");
        return;
      }
      switch (event.type()) {
        case PROMOTED -> push(version);
        case CHALLENGER -> {
          if (version.equals(champion())) {
            leaveOut(event, "it is the champion then");
          } else {
            challengers.add(version);
          }
        }
        case RETIRED -> retire(version);
        case ROLLED_BACK -> rollBack(event);
        case REGISTERED, REFUSED -> throw new IllegalStateException(event + " takes no effect");
      }
      challengers.remove(champion());
    }

    private void push(String version) {
      if (!version.equals(champion())) {
        champions.add(version);
      }
    }

    private void retire(String version) {
      boolean inForce = version.equals(champion());
      champions.removeIf(version::equals);
      if (inForce) {
        champions.add(NOBODY);
      }
      joinNeighbours();
      challengers.remove(version);
    }

    private void rollBack(ModelEvent event) {
      int last = champions.lastIndexOf(event.modelVersion());
      if (last < 0) {
        leaveOut(event, "it is not the champion then, and was not before");
      } else {
        champions.remove(last);
        joinNeighbours();
      }
    }

    /** What stood between two mentions of one champion has gone: one mention is enough. */
    private void joinNeighbours() {
      for (int i = champions.size() - 1; i > 0; i--) {
        if (champions.get(i).equals(champions.get(i - 1))) {
          champions.remove(i);
        }
      }
    }

    private void leaveOut(ModelEvent event, String why) {
      problems.add(
          "event %s (%s %s) is left out: %s"
              .formatted(event.eventId(), event.type().code(), event.modelVersion(), why));
    }
  }
}
