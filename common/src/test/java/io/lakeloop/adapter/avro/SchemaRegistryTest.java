package io.lakeloop.adapter.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks a server on loopback that answers as a registry does, or in any other way. */
@Timeout(30)
class SchemaRegistryTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch testIsOver = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Answer answer = exchange -> respond(exchange, 404, "");
  private HttpServer server;
  private SchemaRegistry registry;

  private interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          try (exchange) {
            answer.give(exchange);
          }
        });
    server.start();
    registry = new SchemaRegistry(url());
  }

  @AfterEach
  void stopServer() {
    testIsOver.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void answerWith(int status, String body) {
    answer = exchange -> respond(exchange, status, body);
  }

  private static String published(String schema) throws IOException {
    return new ObjectMapper().writeValueAsString(Map.of("schema", schema));
  }

  @Test
  void findsASchemaByItsId() throws Exception {
    answerWith(200, published(WireSchemas.TRANSACTION.toString()));

    assertThat(registry.find(7)).hasValue(WireSchemas.TRANSACTION);
    assertThat(asked).containsExactly("GET /schemas/ids/7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/registry", "/registry/"})
  void takesAUrlWithAPath(String path) throws Exception {
    answerWith(200, published("\"string\""));

    assertThat(new SchemaRegistry(url() + path).find(7)).isPresent();
    assertThat(asked).containsExactly("GET /registry/schemas/ids/7");
  }

  @Test
  void asksOnceForASchemaThatItFound() throws Exception {
    answerWith(200, published("\"string\""));
    registry.find(7);
    answerWith(500, "");

    assertThat(registry.find(7)).isPresent();
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksOnceInAWhileForASchemaThatItDidNotFind() throws Exception {
    AtomicLong nanoTime = new AtomicLong();
    registry = new SchemaRegistry(url(), SHORT.multipliedBy(50), nanoTime::get);
    answerWith(404, "{\"error_code\":40403,\"message\":\"Schema 7 not found\"}");
    assertThat(registry.find(7)).isEmpty();

    answerWith(200, published("\"string\""));
    assertThat(registry.find(7)).isEmpty();
    assertThat(asked).hasSize(1);

    nanoTime.set(SchemaCache.RETRY_MISSING_AFTER.toNanos());
    assertThat(registry.find(7)).isPresent();
    assertThat(asked).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 401, 302})
  void tellsAnErrorFromASchemaThatIsNotThere(int status) {
    answerWith(status, "");

    assertThatThrownBy(() -> registry.find(7))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The schema registry answered %d to GET %s/schemas/ids/7".formatted(status, url()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>proxy</html>", "{\"schema\": \"\\\"str"})
  void refusesAnAnswerThatIsNotJson(String body) {
    answerWith(200, body);

    assertThatThrownBy(() -> registry.find(7))
        .isInstanceOf(IOException.class)
        .hasMessage("The schema registry's answer to GET " + url() + "/schemas/ids/7 is not JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "null",
        "{}",
        "{\"schema\":null}",
        "{\"schema\":{\"type\":\"int\"}}"
      })
  void refusesAnAnswerWithoutASchema(String body) {
    answerWith(200, body);

    assertThatThrownBy(() -> registry.find(7))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("/schemas/ids/7 has no text in a field 'schema'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = 'proto3';\"}",
        "{\"schemaType\":\"JSON\",\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}",
        "{\"schema\":\"\\\"elsewhere.defined.Type\\\"\",\"references\":[]}",
        "{\"schema\":\"{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"elsewhere.Type\\\"}\"}",
        "{\"schema\":\"{\"}",
        "{\"schema\":\"\"}"
      })
  void countsASchemaThatIsNoAvroAsNotFound(String body) throws Exception {
    answerWith(200, body);

    assertThat(registry.find(7)).isEmpty();
  }

  @Test
  void takesASchemaThatSaysItIsAvro() throws Exception {
    answerWith(200, "{\"schemaType\":\"AVRO\",\"schema\":\"\\\"long\\\"\"}");

    assertThat(registry.find(7)).isPresent();
  }

  @Test
  void givesUpOnAServerThatDoesNotAnswer() {
    answer = exchange -> awaitEndOfTest();

    assertTimesOut();
  }

  @Test
  void givesUpOnAnAnswerThatDoesNotEnd() {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          awaitEndOfTest();
        };

    assertTimesOut();
  }

  private void assertTimesOut() {
    assertThatThrownBy(() -> new SchemaRegistry(url(), SHORT, System::nanoTime).find(7))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The schema registry did not answer GET " + url() + "/schemas/ids/7 within 200 ms");
  }

  private void awaitEndOfTest() {
    try {
      assertThat(testIsOver.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tellsThatNobodyListens() {
    server.stop(0);

    assertThatThrownBy(() -> registry.find(7))
        .isInstanceOf(IOException.class)
        .hasMessage("The schema registry cannot be asked for " + url() + "/schemas/ids/7");
  }

  @Test
  void keepsTheInterruptOfItsThread() {
    answer = exchange -> awaitEndOfTest();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> registry.find(7)).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
