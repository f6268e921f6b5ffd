/**
 * A real Kafka broker, S3 server and Iceberg REST catalog on loopback, for tests, the demo and a
 * developer's machine.
 *
 * <p>Classes here see {@code java.*} only; the servers run behind {@link
 * io.lakeloop.servers.ServerLoader} in class loaders of their own, because the jobs' class path
 * carries shaded copies of the same libraries.
 */
@NullMarked
package io.lakeloop.servers;

import org.jspecify.annotations.NullMarked;
