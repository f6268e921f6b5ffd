package io.lakeloop.training.evaluation;

/**
 * A measured figure and how far chance may have moved it.
 *
 * @param value the figure; NaN when it is not defined
 * @param low lower end of the 95 % confidence interval; NaN when there is none
 * @param high its upper end
 */
public record Estimate(double value, double low, double high) {}
