package io.carrierlab.cluster.attach;

import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.protocols.ike.Path;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Two real sockets at which real IPsec clients find an emulated aggregator: one is its port 500, one its 4500. */
final class ClientSockets implements Sockets {
  /** A client's address at one of the two: it is another flow at the other. */
  private record Client(InetSocketAddress address, int port) {}

  private final Inbox inbox = new Inbox();
  private final Flows<Client> flows = new Flows<>(MOST_FLOWS);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong noFlow = new AtomicLong();
  private final AtomicLong unsent = new AtomicLong();
  private final Socket ike;
  private final Socket natTraversal;

  /** @throws java.net.BindException if a port cannot be had; its message names it */
  ClientSockets(AttachConfig.Listen listen) throws IOException {
    ike = Socket.open(Socket.address(listen.address(), listen.ikePort()), (from, octets) ->
        heard(from, Path.IKE, octets));
    try {
      natTraversal = Socket.open(Socket.address(listen.address(), listen.natTraversalPort()), (from, octets) ->
          heard(from, Path.NAT_TRAVERSAL, octets));
    } catch (IOException refused) {
      ike.close();
      throw refused;
    }
  }

  private void heard(InetSocketAddress from, int port, byte[] octets) {
    inbox.put(new Datagram(flows.number(new Client(from, port)), port, octets));
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
  public void send(Datagram datagram) {
    Optional<Client> to = flows.at(datagram.flow()).filter(client -> client.port() == datagram.port());
    if (to.isEmpty()) {
      noFlow.incrementAndGet();
    } else {
      Socket socket = datagram.port() == Path.IKE ? ike : natTraversal;
      (socket.send(datagram.octets(), to.get().address()) ? sent : unsent).incrementAndGet();
    }
  }

  @Override
  public Counters counters() {
    return inbox.counters(sent.get(), noFlow.get(), unsent.get());
  }

  @Override
  public void close() throws IOException {
    ike.close();
    natTraversal.close();
  }
}
