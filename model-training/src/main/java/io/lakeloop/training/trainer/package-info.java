/**
 * Gradient boosting by XGBoost4J: from labelled rows in memory to an artifact that the stream job
 * loads. The same rows and settings give the same bytes. May use the evaluation, the models and
 * XGBoost4J; knows no Flink, no tables, no clock.
 */
@NullMarked
package io.lakeloop.training.trainer;

import org.jspecify.annotations.NullMarked;
