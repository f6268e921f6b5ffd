/**
 * How good scores are: ranking metrics, cards found per day, costs, calibration, each with a
 * confidence interval; and the published protocol that results are compared by. Pure calculations
 * over scores and labels: knows no model, no features, no clock.
 */
@NullMarked
package io.lakeloop.training.evaluation;

import org.jspecify.annotations.NullMarked;
