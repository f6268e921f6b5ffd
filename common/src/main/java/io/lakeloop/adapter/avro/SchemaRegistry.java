package io.lakeloop.adapter.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Schemas by id from a registry that speaks Confluent's REST API ({@code GET /schemas/ids/ID}).
 * Answers are kept as {@link SchemaCache} says.
 *
 * <p>A schema of another kind (Protobuf, JSON), or one that refers to others, counts as not found:
 * whatever it describes is no record that can be read.
 */
public final class SchemaRegistry implements SchemaSource {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final Duration timeout;
  private final HttpClient client;
  private final SchemaCache cache;

  /** A registry at a URL such as {@code http://127.0.0.1:8081}. */
  public SchemaRegistry(String url) {
    this(url, TIMEOUT, System::nanoTime);
  }

  /**
   * @param timeout for connecting, and for a whole answer
   * @param nanoTime the clock by which ids not found are asked for again
   */
  SchemaRegistry(String url, Duration timeout, LongSupplier nanoTime) {
    this.base = URI.create(url.endsWith("/") ? url : url + "/");
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    this.cache = new SchemaCache(this::ask, nanoTime);
  }

  @Override
  public Optional<Schema> find(long id) throws IOException {
    return cache.find(id);
  }

  private Optional<Schema> ask(long id) throws IOException {
    URI uri = base.resolve("schemas/ids/" + id);
    HttpResponse<String> response = get(uri);
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    if (response.statusCode() != 200) {
      throw new IOException(
          "The schema registry answered %d to GET %s".formatted(response.statusCode(), uri));
    }
    return parse(response.body(), uri);
  }

  private static Optional<Schema> parse(String body, URI uri) throws IOException {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IOException("The schema registry's answer to GET " + uri + " is not JSON", e);
    }
    JsonNode text = answer.get("schema");
    if (text == null || !text.isTextual()) {
      throw new IOException(
          "The schema registry's answer to GET " + uri + " has no text in a field 'schema'");
    }
    if (!answer.path("schemaType").asText("AVRO").equals("AVRO")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Schema.Parser().parse(text.asText()));
    } catch (AvroRuntimeException | NullPointerException e) {
      // The latter for a name that is defined in another schema.
      return Optional.empty();
    }
  }

  private HttpResponse<String> get(URI uri) throws IOException {
    // Waited for here, since the client's own timeout ends with the headers of an answer.
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    try {
      return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "The schema registry did not answer GET %s within %s ms"
              .formatted(uri, timeout.toMillis()),
          e);
    } catch (ExecutionException e) {
      throw new IOException("The schema registry cannot be asked for " + uri, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while asking the schema registry for " + uri, e);
    } finally {
      response.cancel(true);
    }
  }
}
