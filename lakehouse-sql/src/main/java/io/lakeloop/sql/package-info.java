/**
 * SQL over the lake: the files under {@code sql/} of this module, the catalog that shows their
 * views beside the tables, and what runs statements. Tables are defined by {@code adapter.iceberg};
 * the definitions in SQL are held against those.
 */
@NullMarked
package io.lakeloop.sql;

import org.jspecify.annotations.NullMarked;
