package io.lakeloop.adapter.avro;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;

/** The schemas that this build writes, from {@code src/main/avro}. */
public final class WireSchemas {
  /** One card payment. */
  public static final Schema TRANSACTION = load("Transaction");

  /** One report that a transaction was, or was not, fraud. */
  public static final Schema FRAUD_REPORT = load("FraudReport");

  /** One alert. */
  public static final Schema ALERT = load("Alert");

  private WireSchemas() {}

  private static Schema load(String name) {
    String resource = "/avro/" + name + ".avsc";
    try (InputStream in = WireSchemas.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The schema " + resource + " is missing from this build");
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the schema " + resource, e);
    }
  }
}
