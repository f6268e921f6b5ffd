package io.lakeloop.local;

import java.io.IOException;
import picocli.CommandLine.Option;

/** What topics are like where a command has to create them. */
final class TopicOptions {
  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Partitions of topics that are missing (default: ${DEFAULT-VALUE}).")
  private int partitions = 4;

  /** Creates the topics that are missing, and opens a publisher to them; the caller closes it. */
  RecordPublisher openPublisher(String bootstrapServers) throws IOException {
    RecordPublisher.createTopics(bootstrapServers, partitions);
    return new RecordPublisher(bootstrapServers);
  }
}
