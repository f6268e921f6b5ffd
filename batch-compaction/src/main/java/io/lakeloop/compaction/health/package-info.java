/** What the files of a table cost its readers, calculated from their sizes and numbers alone. */
@NullMarked
package io.lakeloop.compaction.health;

import org.jspecify.annotations.NullMarked;
