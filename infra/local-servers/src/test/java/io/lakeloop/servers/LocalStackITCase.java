package io.lakeloop.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocalStackITCase {
  private static final String TOPIC = "transactions";
  private static final int MEBIBYTE = 1024 * 1024;

  @TempDir private Path directory;

  @Test
  void keepsTopicsObjectsAndTablesAcrossARestart() throws Exception {
    StackEndpoints before;
    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(directory))) {
      before = stack.endpoints();
      StackClients clients = new StackClients(before);
      clients.createTopic(TOPIC);
      clients.send(TOPIC, "first");
      try (S3FileIO s3 = clients.openS3()) {
        StackClients.write(s3, "s3://flink/checkpoints/1", "state".getBytes(UTF_8));
      }
      clients.createTable();
      assertThat(clients.commit(7)).isEqualTo(7);
    }

    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(directory))) {
      assertThat(stack.endpoints()).as("ports are remembered").isEqualTo(before);
      StackClients clients = new StackClients(stack.endpoints());
      clients.send(TOPIC, "second");
      assertThat(clients.receive(TOPIC, 2))
          .extracting(value -> new String(value, UTF_8))
          .containsExactly("first", "second");
      try (S3FileIO s3 = clients.openS3()) {
        assertThat(StackClients.read(s3, "s3://flink/checkpoints/1")).asString().isEqualTo("state");
      }
      assertThat(clients.commit(3)).isEqualTo(10);
    }
  }

  @Test
  void serversStopAndStartAgainOnTheSamePort() throws Exception {
    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(directory))) {
      StackClients clients = new StackClients(stack.endpoints());
      clients.createTopic(TOPIC);
      clients.createTable();

      for (LocalServer server : List.of(stack.catalog(), stack.s3(), stack.kafka())) {
        server.stop();
        server.stop();
        assertThat(server.isRunning()).isFalse();
        assertThat(LoopbackPorts.isFree(server.port())).isTrue();
        server.start();
        server.start();
        assertThat(server.isRunning()).isTrue();
      }

      clients.send(TOPIC, "after the outage");
      assertThat(clients.receive(TOPIC, 1)).hasSize(1);
      assertThat(clients.commit(1)).isEqualTo(1);
    }
  }

  @Test
  void takesLargeRecordsAndLargeObjects() throws Exception {
    byte[] large = new byte[40 * MEBIBYTE];
    new Random(1).nextBytes(large);
    byte[] record = new byte[7 * MEBIBYTE];
    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(directory))) {
      StackClients clients = new StackClients(stack.endpoints());
      clients.createTopic(TOPIC);
      clients.send(TOPIC, record, record);
      assertThat(clients.receive(TOPIC, 2)).containsExactly(record, record);
      byte[] tooLarge = new byte[9 * MEBIBYTE];
      assertThatThrownBy(() -> clients.send(TOPIC, tooLarge))
          .hasRootCauseInstanceOf(RecordTooLargeException.class);

      String location = "s3://lake/large";
      try (S3FileIO oneRequest = clients.openS3()) {
        StackClients.write(oneRequest, location, large);
        assertThat(StackClients.read(oneRequest, location)).isEqualTo(large);
      }
      Map<String, String> inParts =
          Map.of("s3.multipart.part-size-bytes", Integer.toString(5 * MEBIBYTE));
      try (S3FileIO multipart = clients.openS3(stack.s3Endpoint(), inParts)) {
        StackClients.write(multipart, location, large);
        assertThat(StackClients.read(multipart, location)).isEqualTo(large);
      }
    }
  }

  @Test
  void refusesADirectoryInUseAndNamesTheProcess() {
    LocalStackSettings settings = LocalStackSettings.in(directory);
    try (LocalStack stack = LocalStack.start(settings)) {
      assertThatExceptionOfType(LocalStackException.class)
          .isThrownBy(() -> LocalStack.start(settings))
          .withMessage(
              "Data directory %s is in use: its kafka is run by this process (%d); close that stack"
                  + " first",
              directory, ProcessHandle.current().pid());
      assertThat(stack.kafka().isRunning()).isTrue();
    }
  }

  @Test
  void refusesATakenPortAndLeavesNothingBehind() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(LoopbackPorts.address(), 0));
      LocalStackSettings settings =
          LocalStackSettings.in(directory).withPorts(0, 0, other.getLocalPort());
      assertThatExceptionOfType(LocalStackException.class)
          .isThrownBy(() -> LocalStack.start(settings))
          .withMessage(
              "Port %d for catalog is taken on 127.0.0.1: end the program that listens there, or"
                  + " choose another port (0 takes a free one)",
              other.getLocalPort());
    }
    LocalStack.start(LocalStackSettings.in(directory)).close();
  }

  @Test
  void aServerThatCannotStartStopsTheOthersAndNamesItsLog() throws Exception {
    Files.createDirectories(directory.resolve("catalog/catalog.sqlite"));
    assertThatExceptionOfType(LocalStackException.class)
        .isThrownBy(() -> LocalStack.start(LocalStackSettings.in(directory)))
        .withMessageContaining("The catalog server failed to start on port ")
        .withMessageContaining("logs/catalog.log");
    assertThat(StackEndpoints.read(directory)).isEmpty();
    Files.delete(directory.resolve("catalog/catalog.sqlite"));
    LocalStack.start(LocalStackSettings.in(directory)).close();
  }

  @Test
  void leavesNoThreadAndNoPortBehind() throws Exception {
    // Whatever the JVM starts once and keeps must not count.
    LocalStack.start(LocalStackSettings.in(directory)).close();
    Set<Thread> before = lastingThreads();
    LocalStack stack = LocalStack.start(LocalStackSettings.in(directory));
    List<LocalServer> servers = List.of(stack.kafka(), stack.s3(), stack.catalog());
    stack.close();

    Set<Thread> left = new HashSet<>(lastingThreads());
    left.removeAll(before);
    assertThat(left).isEmpty();
    assertThat(servers).allMatch(server -> LoopbackPorts.isFree(server.port()));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void listensOnLoopbackOnly() throws Exception {
    Set<String> before = listeningSockets();
    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(directory))) {
      Set<String> opened = new TreeSet<>(listeningSockets());
      opened.removeAll(before);
      assertThat(opened)
          .as("Kafka and its controller, S3, the catalog of %s", stack.endpoints())
          .hasSize(4)
          // 127.0.0.1, plain and as an IPv4-mapped IPv6 address, as the kernel prints it.
          .allMatch(
              address ->
                  address.startsWith("0100007F:")
                      || address.startsWith("0000000000000000FFFF00000100007F:"));
    }
  }

  @Test
  void keepsTheSecretToItself() throws Exception {
    try (LocalStack stack = LocalStack.start(LocalStackSettings.in(directory))) {
      StackClients clients = new StackClients(stack.endpoints());
      clients.createTable();
      clients.commit(1);
      String secret = clients.secretKey();
      assertThat(secret).hasSizeGreaterThan(30).isEqualTo(stack.s3SecretKey());

      assertThat(StackClients.get(stack.catalogUri() + "/v1/config")).doesNotContain(secret);
      assertThat(
              StackClients.get(stack.catalogUri() + "/v1/namespaces/payments/tables/transactions"))
          .contains("metadata-location")
          .doesNotContain(secret)
          .doesNotContain(stack.s3AccessKey());
      assertThat(stack.endpoints().toString()).doesNotContain(secret);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stack.secretsFile())))
          .isEqualTo("rw-------");
      assertThat(filesWith(secret)).containsExactly(stack.secretsFile());
    }
  }

  @Test
  void twoStacksRunSideBySide(@TempDir Path other) throws Exception {
    try (LocalStack one = LocalStack.start(LocalStackSettings.in(directory));
        LocalStack two = LocalStack.start(LocalStackSettings.in(other))) {
      Map<LocalStack, String> topics = new HashMap<>(Map.of(one, "one", two, "two"));
      for (Map.Entry<LocalStack, String> entry : topics.entrySet()) {
        StackClients clients = new StackClients(entry.getKey().endpoints());
        clients.createTopic(entry.getValue());
        clients.send(entry.getValue(), "value");
        clients.createTable();
        assertThat(clients.receive(entry.getValue(), 1)).hasSize(1);
        assertThat(clients.commit(1)).isEqualTo(1);
      }
    }
  }

  private List<Path> filesWith(String text) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).filter(file -> contains(file, text)).toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<Thread> lastingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  /** Local addresses that this process listens on, as the kernel prints them. */
  private static Set<String> listeningSockets() throws IOException {
    Set<String> ownSockets;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      ownSockets = descriptors.map(LocalStackITCase::target).collect(Collectors.toSet());
    }
    Set<String> addresses = new TreeSet<>();
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      try (Stream<String> lines = Files.lines(Path.of(table))) {
        lines
            .map(line -> line.strip().split("\\s+"))
            .filter(fields -> fields[3].equals("0A"))
            .filter(fields -> ownSockets.contains("socket:[" + fields[9] + "]"))
            .forEach(fields -> addresses.add(fields[1]));
      }
    }
    return addresses;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      // Closed since it was listed.
      return "";
    }
  }
}
