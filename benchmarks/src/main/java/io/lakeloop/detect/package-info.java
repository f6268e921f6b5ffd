/** A benchmark of what the detect job keeps to itself; in its package for that reason. */
@NullMarked
package io.lakeloop.detect;

import org.jspecify.annotations.NullMarked;
