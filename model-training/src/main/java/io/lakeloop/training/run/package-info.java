/**
 * One training run: which rows it looks at, what it found, and the record of it that reports are
 * made of. Pure: no Flink, no tables, no clock.
 */
@NullMarked
package io.lakeloop.training.run;

import org.jspecify.annotations.NullMarked;
