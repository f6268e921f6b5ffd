package io.lakeloop.model;

/**
 * A model that passed every check, ready to score. Confined to one thread, as its scorer is.
 *
 * @param manifest what it is
 * @param sha256 its artifact's checksum
 * @param scorer scores rows of the {@link FeatureSpace} that it was loaded for, calibrated
 */
public record Model(ModelManifest manifest, String sha256, Scorer scorer) implements AutoCloseable {
  /** Whether a score is an alert. */
  public boolean alerts(double score) {
    return score >= manifest.alertThreshold();
  }

  @Override
  public void close() {
    scorer.close();
  }
}
