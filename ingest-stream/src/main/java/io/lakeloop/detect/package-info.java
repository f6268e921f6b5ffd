/**
 * The detect job: transactions and fraud reports from Kafka, features, scores, alerts at once to
 * Kafka and everything scored to the lake, exactly once.
 */
@NullMarked
package io.lakeloop.detect;

import org.jspecify.annotations.NullMarked;
