/** What the Iceberg sink for Kafka Connect needs to read the benchmark's records. */
package io.lakeloop.benchmarks.connect;
