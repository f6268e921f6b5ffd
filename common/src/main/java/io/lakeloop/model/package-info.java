/**
 * Models that score a row of features, and the one file that a model travels in.
 *
 * <p>A {@link io.lakeloop.model.Scorer} turns feature values into a score between 0 and 1 and says
 * which features made it. There are four: boosted trees ({@link io.lakeloop.model.TreeEnsemble}),
 * any ONNX model ({@link io.lakeloop.model.OnnxScorer}), a Random Cut Forest ({@link
 * io.lakeloop.model.ForestScorer}) and declared rules ({@link io.lakeloop.model.RuleScorer}). A
 * {@link io.lakeloop.model.ModelArtifact} is a model's manifest and payload in one file; {@link
 * io.lakeloop.model.ModelLoader} checks it and makes the scorer. Whatever is wrong with the bytes
 * ends as a {@link io.lakeloop.model.ModelRefusedException} that says what, and what helps.
 *
 * <p>What happens to models over time: a {@link io.lakeloop.model.ModelEvent} is one step in a
 * model's life; a {@link io.lakeloop.model.ModelTimeline} tells from all of them which {@link
 * io.lakeloop.model.ModelVersion} scores an event of a given time.
 *
 * <p>Depends on the JDK, Jackson, ONNX Runtime and Random Cut Forest only: no Flink, Iceberg,
 * Kafka, logging or clock.
 */
@NullMarked
package io.lakeloop.model;

import org.jspecify.annotations.NullMarked;
