/**
 * Card payments and fraud reports: made up by a seeded simulator or read from a CSV file, with the
 * disorder, repeats and broken records that production brings.
 *
 * <p>Depends on {@code java.*}, {@code io.lakeloop.domain} and a CSV reader; time and randomness
 * come in as arguments.
 */
@NullMarked
package io.lakeloop.simulator;

import org.jspecify.annotations.NullMarked;
