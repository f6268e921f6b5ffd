package io.lakeloop.model;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an artifact says of its model.
 *
 * @param name the model's name, such as {@code card-fraud}; stays the same from training to
 *     training
 * @param version the version under that name
 * @param kind what the payload is
 * @param featureSet the name of the feature set that the model was trained on
 * @param featureSetHash that feature set's hash, in lower-case hexadecimal
 * @param featureNames the model's features in the order of a row; all of the set, or some
 * @param usualValues each feature's usual value in training, such as its median, in the same order;
 *     empty if not told
 * @param calibration what makes its score a probability
 * @param alertThreshold a calibrated score at or above this is an alert, between 0 and 1
 * @param trained how it was made, for people: time, snapshots, seed, code version
 */
@JsonPropertyOrder({
  "name",
  "version",
  "kind",
  "featureSet",
  "featureSetHash",
  "featureNames",
  "usualValues",
  "calibration",
  "alertThreshold",
  "trained"
})
public record ModelManifest(
    String name,
    String version,
    ModelKind kind,
    String featureSet,
    String featureSetHash,
    List<String> featureNames,
    List<Double> usualValues,
    Calibration calibration,
    double alertThreshold,
    SortedMap<String, String> trained) {
  /** Checks what can be told without the payload. */
  public ModelManifest {
    featureNames = List.copyOf(featureNames);
    usualValues = List.copyOf(usualValues);
    trained = Collections.unmodifiableSortedMap(new TreeMap<>(trained));
    require(!name.isBlank() && !version.isBlank(), "name and version must not be empty");
    require(featureSetHash.matches("[0-9a-f]{8,128}"), "featureSetHash must be lower-case hex");
    require(
        !featureNames.isEmpty() && featureNames.size() <= PackedTrees.MAX_FEATURES,
        "featureNames must have 1 to " + PackedTrees.MAX_FEATURES + " names");
    require(
        new HashSet<>(featureNames).size() == featureNames.size(),
        "featureNames must not name a feature twice");
    require(
        usualValues.isEmpty() || usualValues.size() == featureNames.size(),
        "usualValues must be empty or one for each feature");
    require(alertThreshold >= 0 && alertThreshold <= 1, "alertThreshold must be between 0 and 1");
  }

  private static void require(boolean kept, String rule) {
    if (!kept) {
      throw new IllegalArgumentException("In the manifest, " + rule);
    }
  }
}
