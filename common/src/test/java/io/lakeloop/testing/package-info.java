/** Fixtures that the tests of every module share. */
@NullMarked
package io.lakeloop.testing;

import org.jspecify.annotations.NullMarked;
