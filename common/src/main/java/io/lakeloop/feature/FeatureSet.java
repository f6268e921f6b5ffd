package io.lakeloop.feature;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A named list of features. Their order is that of the values in a vector. The hash changes when a
 * name, a definition or the order changes, and stays when a description does.
 */
public final class FeatureSet implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Part of every hash: raised when the engine computes the same definition differently. */
  private static final int SEMANTICS = 1;

  private final String name;
  private final List<Feature> features;
  private final String hash;

  private FeatureSet(String name, List<Feature> features) {
    this.name = name;
    this.features = List.copyOf(features);
    this.hash = hash(this.features);
  }

  /** An empty set. */
  public static FeatureSet named(String name) {
    return new FeatureSet(name, List.of());
  }

  /**
   * This set with more features.
   *
   * @throws IllegalArgumentException when a name is there already
   */
  public FeatureSet with(Feature... more) {
    List<Feature> all = new ArrayList<>(features);
    for (Feature feature : more) {
      if (all.stream().anyMatch(other -> other.name().equals(feature.name()))) {
        throw new IllegalArgumentException(
            "feature set %s has two features named %s; give one another name with as(…)"
                .formatted(name, feature.name()));
      }
      all.add(feature);
    }
    return new FeatureSet(name, all);
  }

  private static String hash(List<Feature> features) {
    StringBuilder text = new StringBuilder("semantics ").append(SEMANTICS).append('\n');
    features.forEach(feature -> text.append(feature).append('\n'));
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  /** SHA-256 of the definitions, 64 hexadecimal digits. */
  public String hash() {
    return hash;
  }

  /** In the order of a vector's values. */
  public List<Feature> features() {
    return features;
  }

  /** The features' names, in order. */
  public List<String> names() {
    return features.stream().map(Feature::name).toList();
  }

  /** The keys that events must be grouped by, one after the other. */
  public List<EntityKey> keys() {
    Set<EntityKey> keys = new LinkedHashSet<>();
    features.forEach(feature -> feature.key().ifPresent(keys::add));
    return List.copyOf(keys);
  }

  /** Whether a key's features look at fraud reports. */
  public boolean usesReports(EntityKey key) {
    return of(key).stream().anyMatch(Feature::usesReports);
  }

  /** How far before an event its features look, in microseconds of event time. */
  public long horizonMicros() {
    return features.stream()
        .flatMap(feature -> feature.windows().stream())
        .mapToLong(Window::lookBackMicros)
        .max()
        .orElse(0);
  }

  List<Feature> of(EntityKey key) {
    return features.stream()
        .filter(feature -> feature.key().stream().anyMatch(key::equals))
        .toList();
  }

  /** A vector of the set's length in which every value is missing (NaN). */
  public double[] newVector() {
    double[] vector = new double[features.size()];
    Arrays.fill(vector, Double.NaN);
    return vector;
  }

  /** Equal when the hashes are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureSet that && hash.equals(that.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "%s (%d features, %s)".formatted(name, features.size(), hash.substring(0, 12));
  }
}
