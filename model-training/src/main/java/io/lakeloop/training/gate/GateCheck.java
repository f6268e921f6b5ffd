package io.lakeloop.training.gate;

/**
 * One thing that the gate looked at.
 *
 * @param name stable, in snake case; part of metric names
 * @param passed whether it allows a promotion
 * @param value what was measured; NaN when it could not be
 * @param limit what it was held against
 * @param finding one sentence for people, with both numbers
 */
public record GateCheck(String name, boolean passed, double value, double limit, String finding) {}
