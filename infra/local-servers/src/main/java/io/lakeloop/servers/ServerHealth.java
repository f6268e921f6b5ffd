package io.lakeloop.servers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Asks a server for an answer in its own protocol; an open port alone is not taken for one. */
final class ServerHealth {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int SERVER_ERROR = 500;

  /** Kafka's ApiVersions request, version 0: api key, version, correlation id, no client id. */
  private static final int API_VERSIONS_KEY = 18;

  private static final int CORRELATION_ID = 7;
  private static final int REQUEST_BYTES = 10;

  private ServerHealth() {}

  static boolean answers(ServerKind server, int port) {
    try {
      return switch (server) {
        case KAFKA -> kafkaAnswers(port);
        // Without a signature S3 refuses: an answer all the same.
        case S3 -> httpStatus(server.endpoint(port) + "/") < SERVER_ERROR;
        case CATALOG -> httpStatus(server.endpoint(port) + "/v1/config") < SERVER_ERROR;
      };
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean kafkaAnswers(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(LoopbackPorts.address(), port), TIMEOUT_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(REQUEST_BYTES);
      out.writeShort(API_VERSIONS_KEY);
      out.writeShort(0);
      out.writeInt(CORRELATION_ID);
      out.writeShort(-1);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt();
      return in.readInt() == CORRELATION_ID;
    }
  }

  private static int httpStatus(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    try {
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }
}
