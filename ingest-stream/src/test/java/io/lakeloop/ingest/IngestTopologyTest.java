package io.lakeloop.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class IngestTopologyTest {
  private static StreamGraph graph() {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    IngestSettings settings =
        IngestSettings.of(
            Map.of(
                "ingest.kafka.bootstrap-servers", "127.0.0.1:9",
                "lake.catalog.uri", "http://127.0.0.1:9"));
    IngestTopology.writeToLake(IngestTopology.rows(env, settings), settings);
    return env.getStreamGraph();
  }

  @Test
  void keepsTheUidsThatSavepointsKnow() throws IOException {
    List<String> uids =
        graph().getStreamNodes().stream()
            .map(StreamNode::getTransformationUID)
            .filter(Objects::nonNull)
            .sorted()
            .toList();

    try (InputStream golden = getClass().getResourceAsStream("/ingest-job-uids.txt")) {
      assertThat(uids)
          .as("a uid that changes or goes loses the operator's state")
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }

  @Test
  void chainsSourceGuardAndWriterWithoutAShuffle() {
    StreamGraph graph = graph();
    for (StreamNode node : graph.getStreamNodes()) {
      boolean onTheWayToTheWriter =
          node.getOperatorName().contains("Offset guard")
              || node.getOperatorName().contains("generator")
              || node.getOperatorName().contains("Forward-Writer");
      if (onTheWayToTheWriter) {
        assertThat(node.getInEdges())
            .as(node.getOperatorName())
            .singleElement()
            .extracting(edge -> edge.getPartitioner().getClass().getSimpleName())
            .isEqualTo("ForwardPartitioner");
      }
    }
  }
}
