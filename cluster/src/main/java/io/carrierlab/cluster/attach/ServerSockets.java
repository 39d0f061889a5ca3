package io.carrierlab.cluster.attach;

import io.carrierlab.node.topology.AttachConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way to a real RADIUS server: each emulated client's port has a real one of its own, since identifiers are a
 * port's own (RFC 2865 §3).
 */
final class ServerSockets implements Sockets {
  /** A router asks from a few ports, not from thousands. */
  private static final int MOST_SOCKETS = 256;

  private record Way(int flow, int port) {}

  private final AttachConfig.Server config;
  private final Inbox inbox = new Inbox();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong noFlow = new AtomicLong();
  private final AtomicLong unsent = new AtomicLong();
  private final Map<Way, Socket> sockets = new HashMap<>();

  ServerSockets(AttachConfig.Server config) {
    this.config = config;
  }

  @Override
  public void open(Runnable waiting) {
    inbox.open(waiting);
  }

  @Override
  public Optional<Datagram> take() {
    return inbox.take();
  }

  @Override
  public synchronized void send(Datagram datagram) {
    var way = new Way(datagram.flow(), datagram.port());
    InetSocketAddress to = Socket.address(config.realAddress(),
        datagram.port() == config.authenticationPort() ? config.realPort() : config.realPort() + 1);
    try {
      Socket socket = sockets.get(way);
      if (socket == null) {
        if (sockets.size() == MOST_SOCKETS) {
          noFlow.incrementAndGet();
          return;
        }
        socket = Socket.open(Socket.address(0, 0), (from, octets) -> heard(way, to, from, octets));
        sockets.put(way, socket);
      }
      (socket.send(datagram.octets(), to) ? sent : unsent).incrementAndGet();
    } catch (IOException noSocket) {
      unsent.incrementAndGet();
    }
  }

  private void heard(Way way, InetSocketAddress server, InetSocketAddress from, byte[] octets) {
    if (from.equals(server)) {
      inbox.put(new Datagram(way.flow(), way.port(), octets));
    } else {
      noFlow.incrementAndGet();
    }
  }

  @Override
  public Counters counters() {
    return inbox.counters(sent.get(), noFlow.get(), unsent.get());
  }

  @Override
  public synchronized void close() throws IOException {
    for (Socket socket : sockets.values()) {
      socket.close();
    }
  }
}
