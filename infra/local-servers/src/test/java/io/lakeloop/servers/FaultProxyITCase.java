package io.lakeloop.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultProxyITCase {
  private static final String OBJECT = "s3://lake/object";
  private static final int UNAVAILABLE = 503;
  private static final int OK = 200;

  @TempDir private static Path directory;

  private static LocalStack stack;
  private static StackClients clients;

  private FaultProxy proxy;

  @BeforeAll
  static void startServers() {
    stack = LocalStack.start(LocalStackSettings.in(directory));
    clients = new StackClients(stack.endpoints());
  }

  @AfterAll
  static void stopServers() {
    stack.close();
  }

  @BeforeEach
  void startProxy() {
    proxy = FaultProxy.before(stack.s3().port());
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
  }

  @Test
  void signedRequestsPass() throws Exception {
    byte[] large = new byte[12 * 1024 * 1024];
    new Random(1).nextBytes(large);
    Map<String, String> inParts = Map.of("s3.multipart.part-size-bytes", "5242880");
    try (S3FileIO s3 = clients.openS3(proxy.endpoint(), inParts)) {
      StackClients.write(s3, OBJECT, large);
      assertThat(StackClients.read(s3, OBJECT)).isEqualTo(large);
    }
    assertThat(proxy.failedConnections()).isZero();
  }

  @Test
  void clientsRecoverWhenAnOutageEnds() throws Exception {
    try (S3FileIO s3 = clients.openS3(proxy.endpoint(), Map.of("s3.retry.num-retries", "1"))) {
      StackClients.write(s3, OBJECT, "before".getBytes(UTF_8));
      proxy.answerUnavailable();
      assertThatThrownBy(() -> StackClients.write(s3, OBJECT, new byte[1024 * 1024]))
          .hasStackTraceContaining("Status Code: 503");
      proxy.refuse();
      assertThatThrownBy(() -> StackClients.read(s3, OBJECT));
      assertThat(proxy.failedConnections()).isGreaterThan(1);

      proxy.pass();
      assertThat(StackClients.read(s3, OBJECT)).asString().isEqualTo("before");
    }
  }

  @Test
  void everyRequestIsAnsweredUnavailable() throws Exception {
    proxy.answerUnavailable();
    assertThat(status()).isEqualTo(UNAVAILABLE);
    assertThat(status()).isEqualTo(UNAVAILABLE);
    proxy.pass();
    assertThat(status()).isEqualTo(OK);
  }

  @Test
  void refusedClientsGetNoAnswer() throws Exception {
    proxy.refuse();
    assertThatThrownBy(this::status).isInstanceOf(IOException.class);
    proxy.pass();
    assertThat(status()).isEqualTo(OK);
  }

  @Test
  void aSeedStrikesTheSameConnectionsAgain() throws Exception {
    List<Integer> first = statusesOfNewConnections(42);
    assertThat(first).contains(OK, UNAVAILABLE);
    assertThat(statusesOfNewConnections(42)).isEqualTo(first);
    assertThat(statusesOfNewConnections(43)).isNotEqualTo(first);
  }

  private List<Integer> statusesOfNewConnections(long seed) throws Exception {
    proxy.answerUnavailable(0.5, seed);
    List<Integer> statuses = new ArrayList<>();
    for (int connection = 0; connection < 24; connection++) {
      statuses.add(status());
    }
    return statuses;
  }

  @Test
  void answersComeLaterByTheDelay() throws Exception {
    proxy.delay(Duration.ofMillis(300));
    HttpClient oneConnection = client();
    for (int request = 0; request < 2; request++) {
      Instant start = Instant.now();
      assertThat(status(oneConnection)).isEqualTo(OK);
      assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(290));
    }
  }

  @Test
  void aFailingModeEndsConnectionsThatAreOpen() throws Exception {
    HttpClient oneConnection = client();
    assertThat(status(oneConnection)).isEqualTo(OK);
    proxy.answerUnavailable();
    assertThat(status(oneConnection)).isEqualTo(UNAVAILABLE);
  }

  @Test
  void refusesAShareThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> proxy.answerUnavailable(1.5, 0))
        .withMessage("The share is 1.5; give 0 to 1");
  }

  private int status() throws Exception {
    return status(client());
  }

  /** S3's health page needs no signature. */
  private int status(HttpClient client) throws Exception {
    URI page = URI.create(proxy.endpoint() + "/healthz");
    return client
        .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }
}
