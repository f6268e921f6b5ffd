package io.lakeloop.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakeloop.servers.LocalStack;
import io.lakeloop.servers.LocalStackSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StackCommandsITCase {
  @TempDir private Path directory;

  /** What a command printed, and its exit code. */
  private record Outcome(int exitCode, String output, String errors) {}

  @Test
  void statusShowsTheServersOfAnotherProgramAndDownLeavesThemAlone() throws Exception {
    assertThat(run("status").exitCode()).isEqualTo(Lakeloop.CHECK_FAILED);
    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(directory))) {
      Outcome status = run("status", "--json");
      assertThat(status.exitCode()).isZero();
      JsonNode servers = new ObjectMapper().readTree(status.output());
      assertThat(servers).hasSize(3);
      assertThat(servers)
          .allSatisfy(server -> assertThat(server.get("state").asText()).isEqualTo("running"));
      assertThat(servers.get(0).get("port").asInt()).isEqualTo(stack.kafka().port());
      assertThat(run("status").output()).contains("kafka    running", "catalog  running");

      Outcome down = run("down");
      assertThat(down.exitCode()).isEqualTo(Lakeloop.INFRASTRUCTURE);
      assertThat(down.errors()).contains("is in use", "close that stack first");
    }
    assertThat(run("status").output()).contains("kafka    stopped");
    assertThat(run("down").output()).startsWith("Stopped. The data stays in " + directory);
  }

  @Test
  void aTakenPortIsAFailureOfInfrastructureAndABadOneOfUsage() throws Exception {
    try (ServerSocket occupant = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Outcome taken = run("up", "--s3-port", Integer.toString(occupant.getLocalPort()));
      assertThat(taken.exitCode()).isEqualTo(Lakeloop.INFRASTRUCTURE);
      assertThat(taken.errors())
          .contains("Port " + occupant.getLocalPort() + " for s3 is taken on 127.0.0.1");
    }
    Outcome bad = run("up", "--kafka-port", "70000");
    assertThat(bad.exitCode()).isEqualTo(Lakeloop.USAGE);
    assertThat(bad.errors()).contains("Port 70000 for kafka does not exist; give 1 to 65535");
  }

  private Outcome run(String command, String... more) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine commandLine =
        Lakeloop.commandLine()
            .setOut(new PrintWriter(output, true))
            .setErr(new PrintWriter(errors, true));
    String[] arguments = new String[more.length + 3];
    arguments[0] = command;
    arguments[1] = "--data-dir";
    arguments[2] = directory.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return new Outcome(commandLine.execute(arguments), output.toString(), errors.toString());
  }
}
