package io.lakeloop.model;

import java.util.List;

/**
 * The features that are computed here, against which a model is checked.
 *
 * @param name the feature set's name
 * @param hash its hash, in lower-case hexadecimal
 * @param featureNames its features, in the order in which rows have them
 */
public record FeatureSpace(String name, String hash, List<String> featureNames) {
  /** Copies the names. */
  public FeatureSpace {
    featureNames = List.copyOf(featureNames);
  }
}
