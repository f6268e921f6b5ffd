package io.lakeloop.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads JSON, with {@code NaN} and {@code Infinity}, which XGBoost writes. */
final class JsonReader implements DocumentReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxStringLength(1 << 16)
                  .maxNameLength(1 << 10)
                  .maxNumberLength(64)
                  .build())
          .build();

  private final JsonParser parser;
  private @Nullable JsonToken peeked;

  JsonReader(byte[] bytes) throws ModelRefusedException {
    try {
      parser = FACTORY.createParser(bytes);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void object(Field field) throws ModelRefusedException {
    expect(next(), JsonToken.START_OBJECT);
    for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
      expect(token, JsonToken.FIELD_NAME);
      field.read(current());
    }
  }

  @Override
  public void array(Element element) throws ModelRefusedException {
    expect(next(), JsonToken.START_ARRAY);
    while (peek() != JsonToken.END_ARRAY) {
      element.read();
    }
    next();
  }

  @Override
  public float[] floats() throws ModelRefusedException {
    expect(next(), JsonToken.START_ARRAY);
    float[] values = new float[16];
    int size = 0;
    while (next() != JsonToken.END_ARRAY) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = number();
    }
    return Arrays.copyOf(values, size);
  }

  @Override
  public int[] integers() throws ModelRefusedException {
    expect(next(), JsonToken.START_ARRAY);
    int[] values = new int[16];
    int size = 0;
    while (next() != JsonToken.END_ARRAY) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = integer();
    }
    return Arrays.copyOf(values, size);
  }

  @Override
  public String text() throws ModelRefusedException {
    expect(next(), JsonToken.VALUE_STRING);
    return current();
  }

  @Override
  public void skip() throws ModelRefusedException {
    next();
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void end() throws ModelRefusedException {
    expect(advance(), null);
  }

  private JsonToken peek() throws ModelRefusedException {
    if (peeked == null) {
      peeked = next();
    }
    return peeked;
  }

  private JsonToken next() throws ModelRefusedException {
    JsonToken token = peeked != null ? peeked : advance();
    peeked = null;
    if (token == null) {
      throw ModelRefusedException.corrupt("The JSON payload ends early");
    }
    return token;
  }

  private @Nullable JsonToken advance() throws ModelRefusedException {
    try {
      return parser.nextToken();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private String current() throws ModelRefusedException {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private float number() throws ModelRefusedException {
    try {
      // Not by way of double, which would round twice.
      return Float.parseFloat(current());
    } catch (NumberFormatException e) {
      throw unreadable(e);
    }
  }

  private int integer() throws ModelRefusedException {
    try {
      return switch (parser.currentToken()) {
        case VALUE_TRUE -> 1;
        case VALUE_FALSE -> 0;
        default -> parser.getIntValue();
      };
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void expect(@Nullable JsonToken token, @Nullable JsonToken expected)
      throws ModelRefusedException {
    if (token != expected) {
      throw ModelRefusedException.corrupt(
          "The JSON payload has %s at byte %d where %s is due"
              .formatted(token, parser.currentLocation().getByteOffset(), expected));
    }
  }

  private static ModelRefusedException unreadable(Exception cause) {
    return new ModelRefusedException(
        ModelRefusedException.Reason.CORRUPT,
        "The JSON payload cannot be read: %s; export or upload the model again"
            .formatted(cause.getMessage()),
        cause);
  }
}
