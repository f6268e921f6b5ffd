/**
 * A Kafka broker, an S3 server and an Iceberg REST catalog for one machine, on loopback, without
 * Docker.
 *
 * <p>{@link io.lakeloop.servers.LocalStack} runs them inside this process, {@link
 * io.lakeloop.servers.LocalStackProcesses} as processes of their own. Their libraries never reach
 * the class path of the caller: each server runs in a class loader of its own whose parent is the
 * platform class loader. This package therefore depends on {@code java.*} alone.
 */
@NullMarked
package io.lakeloop.servers;

import org.jspecify.annotations.NullMarked;
