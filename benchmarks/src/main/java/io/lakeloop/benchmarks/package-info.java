/**
 * Measurements side by side with peers. Each main class says in its comment how it is run and what
 * it measures.
 */
@NullMarked
package io.lakeloop.benchmarks;

import org.jspecify.annotations.NullMarked;
