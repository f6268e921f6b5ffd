/**
 * The feature backfill job: features of a span of history, point-in-time correct, written to the
 * lake.
 *
 * <p>Inside: Job, then Topology, then the rows.
 */
@NullMarked
package io.lakeloop.training.backfill;

import org.jspecify.annotations.NullMarked;
