package io.lakeloop.model;

/**
 * Pulls values out of a tree of objects and arrays, in the order in which they come, whether it is
 * written as JSON or as UBJSON. Every method reads exactly one value. Nothing is allocated that the
 * bytes left to read could not fill, and nesting is bounded.
 */
interface DocumentReader {
  /** The deepest nesting that is followed. */
  int MAX_NESTING = 32;

  /** Reads the value of one field. */
  interface Field {
    void read(String name) throws ModelRefusedException;
  }

  /** Reads one element. */
  interface Element {
    void read() throws ModelRefusedException;
  }

  /** Reads an object; {@code field} must read the value of each field, or skip it. */
  void object(Field field) throws ModelRefusedException;

  /** Reads an array; {@code element} must read each element, or skip it. */
  void array(Element element) throws ModelRefusedException;

  /** An array of numbers as 32-bit floats. */
  float[] floats() throws ModelRefusedException;

  /** An array of whole numbers or truth values (0 and 1). */
  int[] integers() throws ModelRefusedException;

  /** A string. */
  String text() throws ModelRefusedException;

  /** Passes over a value of any kind. */
  void skip() throws ModelRefusedException;

  /** Ends the reading: nothing may follow the value read. */
  void end() throws ModelRefusedException;

  /** A reader of either form. XGBoost's two forms are told apart by the byte behind the brace. */
  static DocumentReader of(byte[] bytes) throws ModelRefusedException {
    if (bytes.length < 2 || bytes[0] != '{') {
      throw new ModelRefusedException(
          ModelRefusedException.Reason.UNKNOWN_FORMAT,
          "The payload is neither JSON nor UBJSON (%d bytes); save the booster as json or ubj"
              .formatted(bytes.length));
    }
    return switch (bytes[1]) {
      case '"', ' ', '\t', '\r', '\n' -> new JsonReader(bytes);
      default -> new UbjsonReader(bytes);
    };
  }
}
