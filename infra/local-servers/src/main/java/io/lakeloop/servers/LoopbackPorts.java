package io.lakeloop.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports on 127.0.0.1.
 *
 * <p>They are taken from below the range that operating systems give to outgoing connections. A
 * port of that range may go to a client while its server is stopped, even to a client that tries to
 * reach that server and so connects to itself.
 */
final class LoopbackPorts {
  static final String HOST = "127.0.0.1";

  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private LoopbackPorts() {}

  static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the servers do: a connection that is still winding down does not take the port.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static int choose(Set<Integer> taken) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (!taken.contains(port) && isFree(port)) {
        return port;
      }
    }
    throw new LocalStackException(
        "No free TCP port between "
            + LOWEST
            + " and "
            + HIGHEST
            + " on "
            + HOST
            + ": give ports yourself, or end programs that hold them");
  }
}
