package io.lakeloop.adapter.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Schemas by id from a registry that speaks Confluent's REST API ({@code GET /schemas/ids/ID}). Ids
 * found are kept for the life of the process; ids not found are asked for again.
 */
public final class SchemaRegistry implements SchemaSource {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Map<Long, Schema> found = new ConcurrentHashMap<>();

  /** A registry at a URL such as {@code http://127.0.0.1:8081}. */
  public SchemaRegistry(String url) {
    this.base = URI.create(url.endsWith("/") ? url : url + "/");
  }

  @Override
  public Optional<Schema> find(long id) throws IOException {
    Schema known = found.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    URI uri = base.resolve("schemas/ids/" + id);
    HttpResponse<String> response = get(uri);
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    if (response.statusCode() != 200) {
      throw new IOException(
          "The schema registry answered %d to GET %s".formatted(response.statusCode(), uri));
    }
    JsonNode text = JSON.readTree(response.body()).get("schema");
    if (text == null) {
      throw new IOException(
          "The schema registry's answer to GET " + uri + " has no field 'schema'");
    }
    Schema schema = new Schema.Parser().parse(text.asText());
    found.put(id, schema);
    return Optional.of(schema);
  }

  private HttpResponse<String> get(URI uri) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while asking the schema registry for " + uri, e);
    }
  }
}
