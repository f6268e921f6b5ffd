package io.lakeloop.training.quality;

/**
 * The features of one transaction that was drawn.
 *
 * @param recent whether it is of the newest days, else of the reference
 * @param values in the order of the feature set; NaN is missing
 */
@SuppressWarnings("ArrayRecordComponent") // Flink serializes them well; nobody changes them
public record FeatureSample(boolean recent, double[] values) {}
