/**
 * The history job: what payments add up to by customer, terminal and hour, for the days that are
 * closed. It recomputes the days that changed and no others.
 *
 * <p>Inside: Job, then Topology, then sources, operators and the planner, then what knows no Flink:
 * {@link io.lakeloop.history.DayRanges}, {@link io.lakeloop.history.Facts} (what is known of one
 * transaction), {@link io.lakeloop.history.Totals} (what transactions add up to).
 */
@NullMarked
package io.lakeloop.history;

import org.jspecify.annotations.NullMarked;
