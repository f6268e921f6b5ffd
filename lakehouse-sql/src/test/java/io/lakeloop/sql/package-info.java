/** Tests of SQL over the lake, and the lake that they ask. */
@NullMarked
package io.lakeloop.sql;

import org.jspecify.annotations.NullMarked;
