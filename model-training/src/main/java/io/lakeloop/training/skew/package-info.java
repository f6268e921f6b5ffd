/**
 * The skew job: recomputes logged features over the lake, compares them bit for bit, and says why
 * they differ.
 *
 * <p>Inside: Job, then Topology, then sources and functions, then what knows no Flink: {@link
 * io.lakeloop.training.skew.Match} (which row belongs to which record, and does it differ), {@code
 * KeyTimeline} (why).
 */
@NullMarked
package io.lakeloop.training.skew;

import org.jspecify.annotations.NullMarked;
