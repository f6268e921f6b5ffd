package io.lakeloop.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.lakeloop.servers.LocalStackProcesses.State;
import io.lakeloop.servers.LocalStackProcesses.Status;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocalStackProcessesITCase {
  private static final String TOPIC = "transactions";

  /** The stack that most tests look at; each test brings it up, which is quick while it runs. */
  @TempDir private static Path directory;

  private static LocalStackSettings settings;
  private static LocalStackProcesses processes;

  @BeforeAll
  static void prepare() {
    settings = LocalStackSettings.in(directory);
    processes = new LocalStackProcesses(directory);
  }

  @AfterAll
  static void stopProcesses() {
    processes.down();
  }

  @Test
  void serversServeUntilTheyGoDownAndKeepTheirDataAndPorts() throws Exception {
    StackEndpoints stack = processes.up(settings);
    assertThat(states(processes)).containsOnly(State.RUNNING);
    assertThat(StackEndpoints.read(directory)).contains(stack);
    StackClients clients = new StackClients(stack);
    clients.createTopic(TOPIC);
    clients.send(TOPIC, "first");
    clients.createTable();
    assertThat(clients.commit(7)).isEqualTo(7);

    List<Long> pids = pids();
    processes.down();
    processes.down();
    assertThat(states(processes)).containsOnly(State.STOPPED);
    assertThat(StackEndpoints.read(directory)).isEmpty();
    assertThat(pids).noneMatch(LocalStackProcessesITCase::isAlive);

    assertThat(processes.up(settings)).isEqualTo(stack);
    assertThat(clients.receive(TOPIC, 1)).hasSize(1);
    assertThat(clients.commit(1)).isEqualTo(8);
  }

  @Test
  void upLeavesWhatRunsAsItIs() {
    StackEndpoints stack = processes.up(settings);
    List<Long> pids = pids();
    int port = status("kafka").port();
    assertThat(processes.up(settings)).isEqualTo(stack);
    assertThat(processes.up(settings.withPorts(port, 0, 0))).isEqualTo(stack);
    assertThatExceptionOfType(LocalStackException.class)
        .isThrownBy(() -> processes.up(settings.withPorts(port + 1, 0, 0)))
        .withMessageContaining("The kafka server already runs on port %d, not %d", port, port + 1);
    assertThat(pids()).isEqualTo(pids);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void statusShowsEachProcessAndNoCommandLineHoldsTheSecret() {
    String secret = new StackClients(processes.up(settings)).secretKey();
    assertThat(processes.status())
        .extracting(Status::name)
        .containsExactly("kafka", "s3", "catalog");
    assertThat(processes.status())
        .allSatisfy(
            status -> {
              assertThat(status.uptime()).isPositive();
              assertThat(status.port()).isPositive();
              assertThat(status.residentBytes().orElseThrow()).isGreaterThan(50L << 20);
              assertThat(commandLine(status.pid())).contains("ServerMain").doesNotContain(secret);
            });
  }

  @Test
  void aKilledServerIsShownAndStartedAgainAlone() {
    StackEndpoints stack = processes.up(settings);
    List<Long> before = pids();
    ProcessHandle catalog = ProcessHandle.of(status("catalog").pid()).orElseThrow();
    catalog.destroyForcibly();
    await().until(() -> !catalog.isAlive());
    assertThat(states(processes)).containsExactly(State.RUNNING, State.RUNNING, State.STOPPED);
    assertThat(StackEndpoints.read(directory)).isEmpty();

    assertThat(processes.up(settings)).isEqualTo(stack);
    assertThat(pids().subList(0, 2)).isEqualTo(before.subList(0, 2));
    assertThat(status("catalog").pid()).isNotEqualTo(before.get(2));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aServerThatHangsIsUnhealthyAndGoesDownByForce() throws Exception {
    processes.up(settings);
    long pid = status("s3").pid();
    assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor()).isZero();
    assertThat(status("s3").state()).isEqualTo(State.UNHEALTHY);
    assertThatExceptionOfType(LocalStackException.class)
        .isThrownBy(() -> processes.up(settings))
        .withMessageContaining(
            "The s3 server runs (process %d) but does not answer. Stop it with `lakeloop down",
            pid);
    new LocalStackProcesses(directory, Duration.ofSeconds(1)).down();
    assertThat(isAlive(pid)).isFalse();
  }

  @Test
  void otherProgramsAreKeptOffTheDirectory() {
    processes.up(settings);
    assertThatExceptionOfType(LocalStackException.class)
        .isThrownBy(() -> LocalStack.start(settings))
        .withMessage(
            "Data directory %s is in use: its kafka is run by process %d; stop it with `lakeloop"
                + " down --data-dir %s`",
            directory, status("kafka").pid(), directory);
    assertThat(states(processes)).containsOnly(State.RUNNING);
  }

  @Test
  void serversInsideAProgramAreShownAndLeftAlone(@TempDir Path other) {
    LocalStackProcesses lookingOn = new LocalStackProcesses(other);
    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(other))) {
      assertThat(states(lookingOn)).containsOnly(State.RUNNING);
      assertThat(StackEndpoints.read(other)).contains(stack.endpoints());
      assertThatExceptionOfType(LocalStackException.class)
          .isThrownBy(lookingOn::down)
          .withMessageContaining("close that stack first");
      assertThatExceptionOfType(LocalStackException.class)
          .isThrownBy(() -> lookingOn.up(LocalStackSettings.in(other)))
          .withMessageContaining("is in use");
    }
  }

  @Test
  void aServerThatEndsWhileStartingIsExplainedByItsLog(@TempDir Path other) throws Exception {
    Files.createDirectories(other.resolve("catalog/catalog.sqlite"));
    LocalStackProcesses failing = new LocalStackProcesses(other);
    assertThatExceptionOfType(LocalStackException.class)
        .isThrownBy(() -> failing.up(LocalStackSettings.in(other)))
        .withMessageContaining("The catalog server ended while starting. Its logs end with:")
        .withMessageContaining("The catalog server failed to start: ");
    assertThat(states(failing)).as("what was started is stopped").containsOnly(State.STOPPED);
  }

  @Test
  void refusesATakenPort(@TempDir Path other) throws Exception {
    try (ServerSocket occupant = new ServerSocket()) {
      occupant.bind(new InetSocketAddress(LoopbackPorts.address(), 0));
      int taken = occupant.getLocalPort();
      assertThatExceptionOfType(LocalStackException.class)
          .isThrownBy(
              () ->
                  new LocalStackProcesses(other)
                      .up(LocalStackSettings.in(other).withPorts(taken, 0, 0)))
          .withMessageContaining("Port %d for kafka is taken on 127.0.0.1", taken);
    }
  }

  @Test
  void aRecycledProcessIdIsNotTakenForAServer(@TempDir Path other) {
    DataDirectory data = DataDirectory.create(other);
    ProcessHandle self = ProcessHandle.current();
    Properties earlier = new Properties();
    earlier.setProperty("pid", Long.toString(self.pid()));
    earlier.setProperty(
        "process-start", self.info().startInstant().orElseThrow().minusSeconds(60).toString());
    earlier.setProperty("port", "1");
    DataDirectory.write(data.runFile(ServerKind.KAFKA), earlier, false);
    LocalStackProcesses later = new LocalStackProcesses(other);
    assertThat(states(later)).containsOnly(State.STOPPED);
    // Would end this very process.
    later.down();
    assertThat(data.runFile(ServerKind.KAFKA)).doesNotExist();
  }

  private static List<State> states(LocalStackProcesses of) {
    return of.status().stream().map(Status::state).toList();
  }

  private static List<Long> pids() {
    return processes.status().stream().map(Status::pid).toList();
  }

  private static Status status(String name) {
    return processes.status().stream()
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static String commandLine(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().commandLine()).orElse("");
  }
}
