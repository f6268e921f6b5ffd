package io.lakeloop.model;

import static io.lakeloop.model.ModelRefusedException.Reason.TOO_LARGE;
import static io.lakeloop.model.ModelRefusedException.Reason.UNKNOWN_FORMAT;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A model in one file: a zip of {@code manifest.json} and {@code payload}. Equal contents give
 * equal bytes: entries are stored uncompressed, in that order, with one fixed time. Does not look
 * into the payload; {@link ModelLoader} does.
 *
 * @param manifest what the model is
 * @param payload the model itself
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from reader to loader, never compared.
public record ModelArtifact(ModelManifest manifest, byte[] payload) {
  /** The version of the format that is written and read here. */
  public static final int FORMAT_VERSION = 1;

  /** The largest artifact that is written or read. */
  public static final int MAX_BYTES = 64 << 20;

  private static final int MAX_MANIFEST_BYTES = 1 << 20;
  private static final String FORMAT_FIELD = "formatVersion";
  private static final String MANIFEST = "manifest.json";
  private static final String PAYLOAD = "payload";
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final int END_RECORD_BYTES = 22;
  private static final int END_RECORD = 0x06054b50;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * Writes an artifact.
   *
   * @throws IllegalArgumentException if it is larger than {@link #MAX_BYTES}
   */
  public static byte[] write(ModelManifest manifest, byte[] payload) {
    if (payload.length > MAX_BYTES - MAX_MANIFEST_BYTES) {
      throw new IllegalArgumentException(
          "The payload has %d bytes, at most %d are allowed; train a smaller model"
              .formatted(payload.length, MAX_BYTES - MAX_MANIFEST_BYTES));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 4096);
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ObjectNode json = JSON.createObjectNode().put(FORMAT_FIELD, FORMAT_VERSION);
      json.setAll((ObjectNode) JSON.valueToTree(manifest));
      store(zip, MANIFEST, JSON.writeValueAsString(json).replace("\r\n", "\n").getBytes(UTF_8));
      store(zip, PAYLOAD, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(ENTRY_TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** Reads an artifact; one that was zipped by other tools as well. */
  public static ModelArtifact read(byte[] artifact) throws ModelRefusedException {
    if (artifact.length > MAX_BYTES) {
      throw ModelRefusedException.tooLarge("Bytes of the artifact", artifact.length, MAX_BYTES);
    }
    Map<String, byte[]> entries = entries(artifact);
    byte[] manifest = entries.get(MANIFEST);
    byte[] payload = entries.get(PAYLOAD);
    if (manifest == null || payload == null) {
      throw new ModelRefusedException(
          UNKNOWN_FORMAT,
          "The file is no model artifact: it has the entries %s, not %s and %s; register what training or the register command wrote"
              .formatted(entries.keySet(), MANIFEST, PAYLOAD));
    }
    return new ModelArtifact(manifest(manifest), payload);
  }

  private static Map<String, byte[]> entries(byte[] artifact) throws ModelRefusedException {
    checkEnd(artifact);
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(artifact))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        boolean known = name.equals(MANIFEST) || name.equals(PAYLOAD);
        int limit = name.equals(MANIFEST) ? MAX_MANIFEST_BYTES : MAX_BYTES;
        byte[] content = zip.readNBytes(limit + 1);
        if (content.length > limit) {
          throw new ModelRefusedException(
              TOO_LARGE,
              "The entry %s has more than %d bytes; train a smaller model".formatted(name, limit));
        }
        if (!known || entries.put(name, content) != null) {
          throw new ModelRefusedException(
              UNKNOWN_FORMAT,
              "The file is no model artifact: it has an entry '%s' too many; pack %s and %s only"
                  .formatted(name, MANIFEST, PAYLOAD));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelRefusedException(
          ModelRefusedException.Reason.CORRUPT,
          "The artifact cannot be unpacked: %s; upload it again".formatted(e.getMessage()),
          e);
    }
    return entries;
  }

  /** A zip that was cut short has no end record; {@link ZipInputStream} would not miss it. */
  private static void checkEnd(byte[] artifact) throws ModelRefusedException {
    int end = artifact.length - END_RECORD_BYTES;
    boolean zip = artifact.length >= 2 && artifact[0] == 'P' && artifact[1] == 'K';
    if (!zip) {
      throw new ModelRefusedException(
          UNKNOWN_FORMAT,
          "The file of %d bytes is no model artifact, which is a zip of %s and %s; pack the model as one"
              .formatted(artifact.length, MANIFEST, PAYLOAD));
    }
    if (end < 0
        || ByteBuffer.wrap(artifact).order(ByteOrder.LITTLE_ENDIAN).getInt(end) != END_RECORD) {
      throw ModelRefusedException.corrupt(
          "The artifact of %d bytes is cut short".formatted(artifact.length));
    }
  }

  private static ModelManifest manifest(byte[] json) throws ModelRefusedException {
    try {
      JsonNode tree = JSON.readTree(json);
      int version = tree.path(FORMAT_FIELD).asInt(-1);
      if (!(tree instanceof ObjectNode fields) || version != FORMAT_VERSION) {
        throw new ModelRefusedException(
            UNKNOWN_FORMAT,
            "The manifest has the %s %s, %d is read here; use the version of Lakeloop that wrote it"
                .formatted(FORMAT_FIELD, tree.path(FORMAT_FIELD), FORMAT_VERSION));
      }
      fields.remove(FORMAT_FIELD);
      return JSON.treeToValue(fields, ModelManifest.class);
    } catch (JsonProcessingException e) {
      throw unreadable(e, e.getOriginalMessage());
    } catch (IOException e) {
      throw unreadable(e, String.valueOf(e.getMessage()));
    }
  }

  private static ModelRefusedException unreadable(Exception cause, String message) {
    return new ModelRefusedException(
        ModelRefusedException.Reason.CORRUPT,
        "The manifest cannot be read: %s; write the artifact again".formatted(message),
        cause);
  }

  /** The SHA-256 of bytes, in lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256; use another", e);
    }
  }
}
