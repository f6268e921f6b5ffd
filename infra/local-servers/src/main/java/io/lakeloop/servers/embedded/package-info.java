/** The entry points that run inside the servers' class loaders; nothing else may use them. */
@NullMarked
package io.lakeloop.servers.embedded;

import org.jspecify.annotations.NullMarked;
