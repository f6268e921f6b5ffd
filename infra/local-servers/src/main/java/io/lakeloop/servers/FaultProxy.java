package io.lakeloop.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands before an HTTP server on this machine and, when told to, fails its clients: for tests of
 * what a job does while storage or the catalog is in trouble.
 *
 * <p>Bytes pass unchanged, the Host header included, so that signed requests stay valid. Of HTTP it
 * knows only how to write a 503 answer. Modes may be switched at any time, from any thread; a mode
 * that fails clients also ends the connections they hold.
 */
public final class FaultProxy implements AutoCloseable {
  private static final byte[] UNAVAILABLE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER_BYTES = 64 * 1024;

  /** How long a refused client may take to send the rest of its request. */
  private static final int DRAIN_MILLIS = 10_000;

  private final int targetPort;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong failedConnections = new AtomicLong();
  private volatile Mode mode = new Mode(Fault.NONE, 0, new SplittableRandom(0), Duration.ZERO);

  private enum Fault {
    NONE,
    REFUSE,
    UNAVAILABLE
  }

  /**
   * @param share of the connections that the fault strikes, 0 to 1
   * @param random decides which
   * @param delay before each answer
   */
  private record Mode(Fault fault, double share, SplittableRandom random, Duration delay) {
    Fault next() {
      return random.nextDouble() < share ? fault : Fault.NONE;
    }
  }

  private FaultProxy(int targetPort) {
    this.targetPort = targetPort;
    try {
      this.listener = new ServerSocket();
      listener.bind(new InetSocketAddress(LoopbackPorts.address(), LoopbackPorts.choose(Set.of())));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on " + LoopbackPorts.HOST, e);
    }
  }

  /** A proxy before a port of 127.0.0.1; passes everything until told otherwise. */
  public static FaultProxy before(int targetPort) {
    FaultProxy proxy = new FaultProxy(targetPort);
    proxy.run("accept", proxy::acceptConnections);
    return proxy;
  }

  /** The port on 127.0.0.1 that clients use in place of the server's. */
  public int port() {
    return listener.getLocalPort();
  }

  /** URL that clients use in place of the server's. */
  public String endpoint() {
    return "http://" + LoopbackPorts.HOST + ":" + port();
  }

  /** How many connections were refused or answered with 503 so far. */
  public long failedConnections() {
    return failedConnections.get();
  }

  /** Passes everything, at once. */
  public void pass() {
    mode = new Mode(Fault.NONE, 0, new SplittableRandom(0), Duration.ZERO);
  }

  /** Passes everything, each answer later by a delay. */
  public void delay(Duration beforeEachAnswer) {
    mode = new Mode(Fault.NONE, 0, new SplittableRandom(0), beforeEachAnswer);
  }

  /** Ends every connection without an answer. */
  public void refuse() {
    fail(Fault.REFUSE, 1, 0);
  }

  /** Answers every request with 503. */
  public void answerUnavailable() {
    fail(Fault.UNAVAILABLE, 1, 0);
  }

  /**
   * Answers the requests of some connections with 503. The others pass for as long as the client
   * keeps them open.
   *
   * @param share of new connections, 0 to 1
   * @param seed the same seed strikes the same connections, counted in the order they come
   */
  public void answerUnavailable(double share, long seed) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("The share is " + share + "; give 0 to 1");
    }
    fail(Fault.UNAVAILABLE, share, seed);
  }

  private void fail(Fault fault, double share, long seed) {
    mode = new Mode(fault, share, new SplittableRandom(seed), Duration.ZERO);
    sockets.forEach(FaultProxy::close);
  }

  private void acceptConnections() throws IOException {
    while (true) {
      Socket client = listener.accept();
      // Before the mode is read: a switch after that ends this connection too.
      sockets.add(client);
      Fault fault = mode.next();
      if (fault == Fault.NONE) {
        run("pass", () -> passThrough(client));
      } else {
        failedConnections.incrementAndGet();
        run("fail", () -> answer(client, fault));
      }
    }
  }

  private void passThrough(Socket client) throws IOException {
    try (Socket server = new Socket()) {
      sockets.add(server);
      server.connect(new InetSocketAddress(LoopbackPorts.address(), targetPort));
      AtomicBoolean asked = new AtomicBoolean();
      run(
          "request",
          () -> {
            copy(client, server, () -> asked.set(true));
            server.shutdownOutput();
          });
      copy(
          server,
          client,
          () -> {
            if (asked.getAndSet(false)) {
              LockSupport.parkNanos(mode.delay().toNanos());
            }
          });
    } finally {
      close(client);
    }
  }

  private void answer(Socket client, Fault fault) throws IOException {
    try {
      if (fault == Fault.UNAVAILABLE) {
        client.setSoTimeout(DRAIN_MILLIS);
        InputStream in = client.getInputStream();
        if (in.read() < 0) {
          return;
        }
        client.getOutputStream().write(UNAVAILABLE);
        client.shutdownOutput();
        // Closing before the whole request is read would reset the connection, and the client
        // might never see the answer.
        in.transferTo(OutputStream.nullOutputStream());
      }
    } finally {
      close(client);
    }
  }

  private static void copy(Socket from, Socket to, Runnable beforeEachWrite) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      beforeEachWrite.run();
      out.write(buffer, 0, length);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void run(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One side has gone, or the mode was switched: the connection is over either way.
              } finally {
                sockets.removeIf(Socket::isClosed);
              }
            },
            "fault-proxy-" + port() + "-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends every connection and stops listening. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(FaultProxy::close);
  }
}
