package io.lakeloop.ingest.restore;

/**
 * Where one record stands in Kafka: its identity in the lake.
 *
 * @param topic topic
 * @param partition partition of the topic, from 0
 * @param offset offset within the partition, from 0
 */
public record KafkaPosition(String topic, int partition, long offset) {}
