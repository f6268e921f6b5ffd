package io.lakeloop.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakeloop.ingest.IngestSettings;
import io.lakeloop.servers.LocalStack;
import io.lakeloop.servers.LocalStackSettings;
import io.lakeloop.servers.StackEndpoints;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Auditing, and looking at dead letters, as a person does beside a job that runs. */
@Timeout(180)
class AuditCommandsITCase {
  @TempDir private Path directory;

  private LocalStack stack;
  private JobClient job;
  private String output = "";
  private String diagnostics = "";

  @BeforeEach
  void landTrafficWithBrokenRecords() throws Exception {
    stack = LocalStack.start(LocalStackSettings.in(directory));
    assertThat(
            run(
                "simulate",
                "--days=2",
                "--customers=100",
                "--terminals=100",
                "--malformed-rate=0.1"))
        .as(() -> output + diagnostics)
        .isZero();
    Map<String, String> options =
        new TreeMap<>(StackOptions.options(StackEndpoints.read(directory).orElseThrow()));
    options.put("ingest.checkpoint.interval", "1 s");
    job = LocalFlink.startIngest(IngestSettings.of(options), 2, directory.resolve("checkpoints"));
  }

  @AfterEach
  void tearDown() throws Exception {
    job.cancel().get();
    stack.close();
  }

  private int run(String... args) {
    StringWriter text = new StringWriter();
    StringWriter errors = new StringWriter();
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--data-dir=" + directory);
    int code =
        Lakeloop.commandLine()
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(errors, true))
            .execute(all.toArray(String[]::new));
    output = text.toString();
    diagnostics = errors.toString();
    return code;
  }

  private JsonNode json(String... args) throws Exception {
    assertThat(run(args)).as(() -> output + diagnostics).isZero();
    return new ObjectMapper().readTree(output);
  }

  @Test
  void auditsAndTellsWhatASnapshotCovers() throws Exception {
    assertThat(run("audit", "--wait=90s")).as(() -> output + diagnostics).isZero();
    assertThat(output).contains("PASSED: ");

    JsonNode report = json("audit", "--json", "--accept-gaps");
    long snapshot = report.get("snapshots").get("payments.transactions").asLong();
    JsonNode coverage = json("audit", "--snapshot=" + snapshot, "--json");

    assertThat(report.get("passed").asBoolean()).isTrue();
    assertThat(coverage.get("table").asText()).isEqualTo("payments.transactions");
    assertThat(coverage.get("snapshot").asLong()).isEqualTo(snapshot);
    JsonNode topic = coverage.get("topics").get("transactions");
    assertThat(topic.get("watermark").asText()).endsWith("Z");
    assertThat(topic.get("partitions")).isNotEmpty();
    assertThat(topic.get("partitions").get("0").get("nextOffset").asLong()).isPositive();
    assertThat(run("audit", "--snapshot=1")).isEqualTo(Lakeloop.USAGE);
    assertThat(diagnostics).contains("snapshot 1 is not one of the ingested tables'");
  }

  @Test
  void listsShowsAndReplaysDeadLetters() throws Exception {
    assertThat(run("audit", "--wait=90s")).as(() -> output + diagnostics).isZero();

    JsonNode groups = json("dead-letters", "list", "--limit=3", "--json");
    JsonNode broken = null;
    for (JsonNode group : groups) {
      assertThat(group.get("letters").size()).isEqualTo(Math.min(3, group.get("count").asInt()));
      if (group.get("reason").asText().equals("negative_amount")) {
        broken = group;
      }
    }
    assertThat(broken).as("%s", groups).isNotNull();
    String id = broken.get("newest").asText();

    assertThat(run("dead-letters", "show", id)).as(() -> output + diagnostics).isZero();
    assertThat(output)
        .contains("content   {\"transaction_id\": ")
        .contains("replay    would be rejected again: negative_amount, ");

    String[] position = id.split("/", -1);
    String[] replay = {
      "dead-letters",
      "replay",
      "--force",
      "--topic=" + position[0],
      "--partition=" + position[1],
      "--offset=" + position[2]
    };
    assertThat(run(replay)).as(() -> output + diagnostics).isZero();
    assertThat(output).startsWith("1 letters match: 1 sent");
    assertThat(run(replay)).as(() -> output + diagnostics).isZero();
    assertThat(output).startsWith("1 letters match: 0 sent, 1 had been sent before");
    assertThat(run("audit", "--wait=90s")).as(() -> output + diagnostics).isZero();
    assertThat(run("dead-letters", "list", "--limit=0")).isEqualTo(Lakeloop.USAGE);
    assertThat(run("dead-letters", "show", "transactions/x/1")).isEqualTo(Lakeloop.USAGE);
    assertThat(diagnostics).contains("is not of the form TOPIC/PARTITION/OFFSET");
  }
}
