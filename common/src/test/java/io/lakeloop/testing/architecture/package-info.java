/** Architecture rules that every module's tests apply to the module's own classes. */
@NullMarked
package io.lakeloop.testing.architecture;

import org.jspecify.annotations.NullMarked;
