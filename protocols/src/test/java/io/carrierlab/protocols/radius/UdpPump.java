package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.AaaAnswer;
import io.carrierlab.protocols.ip.Ipv4;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Lends the machines real UDP sockets on the loopback. */
final class UdpPump {
  private static final int POLL_MILLIS = 5;

  private UdpPump() {}

  static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  /** Two neighbouring ports that nobody uses. */
  static int freePortPair() throws IOException {
    while (true) {
      try (var first = new DatagramSocket(new InetSocketAddress(loopback(), 0))) {
        int port = first.getLocalPort();
        if (port < 65_535) {
          try (var second = new DatagramSocket(new InetSocketAddress(loopback(), port + 1))) {
            return second.getLocalPort() - 1;
          } catch (IOException taken) {
            continue;
          }
        }
      }
    }
  }

  /** A client with one source port, which it takes from its socket. */
  static final class Client implements AutoCloseable {
    private final DatagramSocket socket;
    private final RadiusClient client;
    private final long startNanos = System.nanoTime();
    private long wakeAt = Long.MAX_VALUE;
    private Optional<AaaAnswer> answer = Optional.empty();

    Client(DatagramSocket socket, RadiusClient client) throws IOException {
      this.socket = socket;
      this.client = client;
      socket.setSoTimeout(POLL_MILLIS);
    }

    /** Performs the event and waits for its answer, which the machine owes us however silent the server is. */
    AaaAnswer ask(RadiusClientEvent event) throws IOException {
      answer = Optional.empty();
      step(event);
      while (answer.isEmpty()) {
        receive();
      }
      return answer.get();
    }

    RadiusClientView view() {
      return client.view();
    }

    private void receive() throws IOException {
      if (now() >= wakeAt) {
        wakeAt = Long.MAX_VALUE;
        step(new RadiusClientEvent.Wake());
      }
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException nothing) {
        return;
      }
      step(new RadiusClientEvent.Datagram(address(packet), packet.getPort(), socket.getLocalPort(),
          Arrays.copyOf(packet.getData(), packet.getLength())));
    }

    private void step(RadiusClientEvent event) throws IOException {
      for (RadiusClientAction action : client.on(event, now())) {
        switch (action) {
          case RadiusClientAction.Send(int _, int port, int _, byte[] octets) ->
              socket.send(new DatagramPacket(octets, octets.length, loopback(), port));
          case RadiusClientAction.Answer(long _, AaaAnswer given) -> answer = Optional.of(given);
          case RadiusClientAction.WakeAt(long at) -> wakeAt = at;
        }
      }
    }

    private long now() {
      return System.nanoTime() - startNanos;
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** A server with its two ports, in a thread of its own until it is closed. */
  static final class Server implements AutoCloseable {
    private final DatagramSocket access;
    private final DatagramSocket accounting;
    private final RadiusServer server;
    private final Thread thread;
    private volatile boolean stopping;

    Server(int authPort, RadiusServer server) throws IOException {
      this.server = server;
      access = new DatagramSocket(new InetSocketAddress(loopback(), authPort));
      accounting = new DatagramSocket(new InetSocketAddress(loopback(), authPort + 1));
      access.setSoTimeout(POLL_MILLIS);
      accounting.setSoTimeout(POLL_MILLIS);
      thread = Thread.ofPlatform().daemon().start(this::run);
    }

    private void run() {
      long start = System.nanoTime();
      while (!stopping) {
        for (DatagramSocket socket : new DatagramSocket[] {access, accounting}) {
          var packet = new DatagramPacket(new byte[65_535], 65_535);
          try {
            socket.receive(packet);
            Optional<byte[]> answer = server.on(new RadiusServer.Datagram(address(packet), packet.getPort(),
                socket.getLocalPort(), Arrays.copyOf(packet.getData(), packet.getLength())), System.nanoTime() - start);
            if (answer.isPresent()) {
              socket.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
            }
          } catch (SocketTimeoutException nothing) {
            continue;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }

    /** Ends the thread; after that the server is the caller's again. */
    @Override
    public void close() throws InterruptedException {
      stopping = true;
      thread.join(TimeUnit.SECONDS.toMillis(10));
      access.close();
      accounting.close();
    }
  }

  private static int address(DatagramPacket packet) {
    return Ipv4.parse(packet.getAddress().getHostAddress());
  }
}
