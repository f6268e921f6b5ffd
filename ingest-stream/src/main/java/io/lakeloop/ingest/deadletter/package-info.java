/** Looking at dead letters, and sending them again once what was wrong is mended. */
@NullMarked
package io.lakeloop.ingest.deadletter;

import org.jspecify.annotations.NullMarked;
