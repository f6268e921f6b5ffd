/**
 * The training job: reads the lake at pinned snapshots, trains, registers the candidate, and
 * promotes it when it passes the gate.
 *
 * <p>Inside: the job, what it needs of the lake, and its settings; calculations are in the packages
 * below.
 */
@NullMarked
package io.lakeloop.training;

import org.jspecify.annotations.NullMarked;
