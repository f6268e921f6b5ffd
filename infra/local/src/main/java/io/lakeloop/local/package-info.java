/**
 * The {@code lakeloop} command: the local stack, simulated and replayed traffic, the ingest job in
 * one process, audit, dead letters and the demo.
 */
@NullMarked
package io.lakeloop.local;

import org.jspecify.annotations.NullMarked;
