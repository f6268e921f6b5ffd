/**
 * The functions that queries have beyond Flink's own. They learn where the lake is from the job's
 * parameters, so that one registration by class name serves every session.
 */
@NullMarked
package io.lakeloop.sql.function;

import org.jspecify.annotations.NullMarked;
