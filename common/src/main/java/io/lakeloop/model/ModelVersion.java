package io.lakeloop.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A registered model: where its artifact is and how it was made. Nothing in it ever changes; what
 * happens to it later are {@link ModelEvent}s.
 *
 * @param version its name, unique in the lake, such as {@code fraud-2018-08-01-1}
 * @param artifactUri where the artifact is stored
 * @param sha256 of the artifact, 64 lower-case hexadecimal digits
 * @param featureSet name of the feature set that it was trained on, for people
 * @param featureSetHash hash of that set's definitions, by which features are compared
 * @param metrics what was measured when it was trained, such as {@code auc_roc}
 * @param trainingSnapshots snapshot ids of the tables that it was trained on, by table name
 */
public record ModelVersion(
    String version,
    String artifactUri,
    String sha256,
    String featureSet,
    String featureSetHash,
    Map<String, Double> metrics,
    Map<String, Long> trainingSnapshots) {

  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException when a value is not of its form
   */
  public ModelVersion {
    requireVersion(version);
    requireText("artifact URI", artifactUri);
    requireSha256(sha256);
    requireText("feature set", featureSet);
    requireText("feature set hash", featureSetHash);
    metrics = sorted(metrics);
    trainingSnapshots = sorted(trainingSnapshots);
  }

  /**
   * Checks a version's form.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static void requireVersion(String version) {
    if (!VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException(
          "model version is '%s'; give 1 to 128 letters, digits, dots, dashes or underscores, the first a letter or digit, such as fraud-2018-08-01-1"
              .formatted(version));
    }
  }

  private static void requireSha256(String sha256) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "sha256 is '%s'; give the checksum as 64 lower-case hexadecimal digits"
              .formatted(sha256));
    }
  }

  private static void requireText(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("%s is empty; give one".formatted(what));
    }
  }

  /** A copy in the order of the keys, so that equal maps print alike. */
  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
