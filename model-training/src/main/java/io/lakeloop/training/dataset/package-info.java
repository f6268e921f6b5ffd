/**
 * Training sets: labelled rows of features out of the lake, as they were known at a time, in one
 * order whatever the parallelism. A Flink batch job makes them; its caller takes them as blocks of
 * bytes and puts them into files that are mapped, so that a set may be larger than memory.
 */
@NullMarked
package io.lakeloop.training.dataset;

import org.jspecify.annotations.NullMarked;
