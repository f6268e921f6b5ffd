package io.lakeloop.ingest.decode;

/** A schema with a type that the lake has no column for. */
final class UnsupportedSchemaException extends Exception {
  private static final long serialVersionUID = 1L;

  UnsupportedSchemaException(String message) {
    super(message);
  }
}
