/**
 * The report of a training run: one HTML file with everything in it, also readable as XML. Pure:
 * makes text of what a run found; reads no table and asks no clock.
 */
@NullMarked
package io.lakeloop.training.report;

import org.jspecify.annotations.NullMarked;
