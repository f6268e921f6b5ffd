/**
 * How jobs and commands are configured: typed options, all problems told at once, secrets by
 * environment or file.
 *
 * <p>Uses Flink's {@code ConfigOption} as the type of an option, and nothing else of Flink.
 */
@NullMarked
package io.lakeloop.adapter.config;

import org.jspecify.annotations.NullMarked;
