/**
 * What runs inside the servers' own class loaders or processes: one entry a server.
 *
 * <p>Not for use by callers of {@code io.lakeloop.servers}, on whose class path the libraries
 * behind these classes are missing. Entries meet their caller through {@code java.*} types only.
 */
@NullMarked
package io.lakeloop.servers.embedded;

import org.jspecify.annotations.NullMarked;
