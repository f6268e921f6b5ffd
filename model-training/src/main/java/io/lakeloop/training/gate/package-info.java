/**
 * The gate between a trained model and the stream: what a candidate must show before its scores
 * decide. Pure: works on predictions and rows in memory; neither trains nor changes the register.
 */
@NullMarked
package io.lakeloop.training.gate;

import org.jspecify.annotations.NullMarked;
