package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.wire.DecodeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lends responders real UDP sockets and real timers, in one thread. ESP in UDP is not looked at. */
final class UdpPump implements AutoCloseable {
  private static final int POLL_MILLIS = 5;

  private final class Session {
    private final Ike1Session machine = Ike1Session.responder(settings, new SecureRandom());
    private long wakeAt = Long.MAX_VALUE;
    private boolean closed;

    private void on(IkeEvent event) throws IOException {
      List<IkeEvent> answers = new ArrayList<>();
      for (IkeAction action : machine.on(event, now())) {
        actions.add(action);
        switch (action) {
          case IkeAction.Transmit(Path path, byte[] octets) -> transmit(path, octets);
          case IkeAction.WakeAt(long at) -> wakeAt = at;
          case IkeAction.AskGroup ask -> answers.add(new IkeEvent.Group(Optional.of(IkeNet.GROUP)
              .filter(each -> each.name().equals(ask.identity().text()))));
          case IkeAction.AskUser(String user, String password) -> answers.add(
              user.equals("alice") && password.equals("alicepw") ? new IkeEvent.UserAccepted(UserPolicy.PLAIN)
              : new IkeEvent.UserRefused(new byte[0]));
          case IkeAction.AskAddress _ -> answers.add(new IkeEvent.Inner(Optional.of(
              new InnerConfig(IkeNet.INNER, -1, IkeNet.GROUP))));
          case IkeAction.Closed _ -> closed = true;
          case IkeAction.NatKeepalive _, IkeAction.AskEap _, IkeAction.Authenticated _, IkeAction.Configured _,
              IkeAction.Install _, IkeAction.Remove _, IkeAction.Moved _, IkeAction.Keys _, IkeAction.Rejected _ -> { }
        }
      }
      for (IkeEvent answer : answers) {
        on(answer);
      }
    }
  }

  final List<IkeAction> actions = new CopyOnWriteArrayList<>();
  private final IkeSettings settings;
  private final int address;
  private final DatagramChannel ike;
  private final DatagramChannel natTraversal;
  private final List<Session> sessions = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile Optional<IOException> failure = Optional.empty();

  UdpPump(IkeSettings settings, String address, int ikePort, int natTraversalPort) throws IOException {
    this.settings = settings;
    this.address = Ipv4.parse(address);
    this.ike = open(address, ikePort);
    this.natTraversal = open(address, natTraversalPort);
    this.thread = Thread.ofPlatform().daemon().start(this::run);
  }

  private static DatagramChannel open(String address, int port) throws IOException {
    DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getByName(address), port));
    channel.configureBlocking(false);
    return channel;
  }

  Optional<IOException> failure() {
    return failure;
  }

  private long now() {
    return System.nanoTime() - startNanos;
  }

  private void run() {
    try {
      while (!stopping) {
        boolean idle = !receive(ike, Path.IKE) & !receive(natTraversal, Path.NAT_TRAVERSAL);
        for (Session each : List.copyOf(sessions)) {
          if (!each.closed && each.wakeAt <= now()) {
            each.wakeAt = Long.MAX_VALUE;
            each.on(new IkeEvent.Wake(0, 0));
          }
        }
        if (idle) {
          Thread.sleep(POLL_MILLIS);
        }
      }
    } catch (IOException gone) {
      failure = Optional.of(gone);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean receive(DatagramChannel channel, int localPort) throws IOException {
    var buffer = ByteBuffer.allocate(65_536);
    SocketAddress sender = channel.receive(buffer);
    if (sender == null) {
      return false;
    }
    buffer.flip();
    if (localPort == Path.NAT_TRAVERSAL && (buffer.remaining() < 4 || buffer.getInt() != 0)) {
      return true;                                          // ESP or a keepalive
    }
    byte[] octets = new byte[buffer.remaining()];
    buffer.get(octets);
    var from = (InetSocketAddress) sender;
    int remote = ByteBuffer.wrap(from.getAddress().getAddress()).getInt();
    deliver(new Path(address, localPort, remote, from.getPort()), octets);
    return true;
  }

  private void deliver(Path path, byte[] octets) throws IOException {
    Ike1Header header;
    try {
      header = Ike1Header.peek(octets);
    } catch (DecodeException noHeader) {
      return;
    }
    for (Session each : sessions) {
      if (!each.closed && each.machine.owns(header)) {
        each.on(new IkeEvent.Datagram(path, octets));
        return;
      }
    }
    if (header.responderCookie() == 0) {
      var fresh = new Session();
      sessions.add(fresh);
      fresh.on(new IkeEvent.Datagram(path, octets));
    }
  }

  private void transmit(Path path, byte[] octets) throws IOException {
    byte[] address4 = ByteBuffer.allocate(4).putInt(path.remoteAddress()).array();
    var to = new InetSocketAddress(InetAddress.getByAddress(address4), path.remotePort());
    byte[] marked = path.marked() ? new byte[4 + octets.length] : octets;
    if (path.marked()) {
      System.arraycopy(octets, 0, marked, 4, octets.length);
    }
    (path.marked() ? natTraversal : ike).send(ByteBuffer.wrap(marked), to);
  }

  @Override
  public void close() throws IOException {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    ike.close();
    natTraversal.close();
  }

  /** A gateway for experiments by hand: address, port for IKE, port for NAT traversal. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (var pump = new UdpPump(VpncPeerTest.SETTINGS, arguments[0], Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]))) {
      for (int shown = 0; pump.failure().isEmpty(); Thread.sleep(50)) {
        for (; shown < pump.actions.size(); shown++) {
          System.out.println(Arrays.toString(new Object[] {pump.now() / 1_000_000, pump.actions.get(shown)}));
        }
      }
    }
  }
}
