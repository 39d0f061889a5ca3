package io.carrierlab.node.tcp;

import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.time.NodeClock;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.tcp.CloseReason;
import io.carrierlab.protocols.tcp.Flow;
import io.carrierlab.protocols.tcp.Md5Failures;
import io.carrierlab.protocols.tcp.TcpAction;
import io.carrierlab.protocols.tcp.TcpConfig;
import io.carrierlab.protocols.tcp.TcpEvent;
import io.carrierlab.protocols.tcp.TcpStack;
import io.carrierlab.protocols.tcp.TcpTimer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Performs what a {@link TcpStack} wants, in order, also when its user answers one action with new events. What a
 * flow's send buffer does not take waits here until it does.
 */
public final class TcpShell {
  /** Whoever talks over the connections. */
  public interface User {
    void connected(Flow flow, boolean passive);

    void received(Flow flow, byte[] octets);

    /** The peer will send no more. */
    void peerClosed(Flow flow);

    void closed(Flow flow, CloseReason reason);

    /** Whether the flow takes more without delay. */
    void writable(Flow flow, boolean writable);

    /** Segments of this address were dropped for their signature. @param text for people */
    void badSignature(int remoteAddress, String text);

    void arm(TcpTimer timer, Duration after);

    void disarm(TcpTimer timer);
  }

  private final TcpStack stack;
  private final NodeClock clock;
  private final Consumer<IpPacket> out;
  private final User user;
  private final ArrayDeque<TcpAction> pending = new ArrayDeque<>(4);
  private final Map<Flow, ArrayDeque<byte[]>> waiting = new HashMap<>(2);
  private boolean performing;

  public TcpShell(NodeClock clock, Consumer<IpPacket> out, User user) {
    this.stack = new TcpStack(TcpConfig.DEFAULT, clock.random());
    this.clock = clock;
    this.out = out;
    this.user = user;
  }

  public void listen(int port) {
    on(new TcpEvent.Listen(port));
  }

  /** Every segment to and from the address is signed from now on (RFC 2385). */
  public void sign(int remoteAddress, String key) {
    on(new TcpEvent.SetKey(remoteAddress, key.getBytes(StandardCharsets.UTF_8)));
  }

  /** Opens a connection from a free port. @return the flow; empty if no port is free */
  public java.util.Optional<Flow> connect(int localAddress, int remoteAddress, int remotePort, int ttl) {
    OptionalInt port = stack.freePort(localAddress, remoteAddress, remotePort);
    if (port.isEmpty()) {
      return java.util.Optional.empty();
    }
    var flow = new Flow(localAddress, port.getAsInt(), remoteAddress, remotePort);
    on(new TcpEvent.Connect(flow, ttl));
    return java.util.Optional.of(flow);
  }

  public void setTtl(int remoteAddress, int ttl) {
    on(new TcpEvent.SetTtl(remoteAddress, ttl));
  }

  public void arrived(int source, int destination, byte[] segment) {
    Md5Failures before = stack.md5Failures(source);
    on(new TcpEvent.Arrived(source, destination, segment, 0, segment.length));
    Md5Failures after = stack.md5Failures(source);
    if (after.total() != before.total()) {
      user.badSignature(source, describe(source, after));
    }
  }

  private static String describe(int source, Md5Failures failures) {
    String what = failures.mismatch() > 0 ? "MD5 digest mismatch"
        : failures.missing() > 0 ? "no MD5 digest, though a key is configured"
        : "MD5 digest, though no key is configured";
    return what + " from " + Ipv4.format(source) + ", " + failures.total() + " segments dropped";
  }

  public void send(Flow flow, byte[] octets) {
    ArrayDeque<byte[]> queue = waiting.get(flow);
    if (queue != null) {
      queue.add(octets);
    } else if (stack.writable(flow) > 0) {
      on(new TcpEvent.Send(flow, octets));
    } else if (stack.connection(flow).isPresent()) {
      queue = new ArrayDeque<>();
      queue.add(octets);
      waiting.put(flow, queue);
      user.writable(flow, false);
    }
  }

  public void close(Flow flow) {
    on(new TcpEvent.Close(flow));
  }

  public void abort(Flow flow) {
    on(new TcpEvent.Abort(flow));
  }

  public void fired(TcpTimer timer) {
    on(new TcpEvent.TimerFired(timer));
  }

  private void on(TcpEvent event) {
    pending.addAll(stack.on(event, clock.nowNanos()));
    if (performing) {
      return;
    }
    performing = true;
    try {
      for (TcpAction action = pending.poll(); action != null; action = pending.poll()) {
        perform(action);
      }
    } finally {
      performing = false;
    }
  }

  private void perform(TcpAction action) {
    switch (action) {
      case TcpAction.Transmit(int source, int destination, int ttl, byte[] segment) ->
          out.accept(IpPacket.control(source, destination, IpProtocol.TCP, ttl, segment));
      case TcpAction.Connected(Flow flow, boolean passive) -> user.connected(flow, passive);
      case TcpAction.Received(Flow flow, byte[] octets) -> user.received(flow, octets);
      case TcpAction.PeerClosed(Flow flow) -> user.peerClosed(flow);
      case TcpAction.Closed(Flow flow, CloseReason reason) -> {
        waiting.remove(flow);
        user.closed(flow, reason);
      }
      case TcpAction.Writable(Flow flow) -> flush(flow);
      case TcpAction.SendRefused(Flow flow, byte[] octets) -> { }
      case TcpAction.Arm(TcpTimer timer, Duration after) -> user.arm(timer, after);
      case TcpAction.Disarm(TcpTimer timer) -> user.disarm(timer);
    }
  }

  private void flush(Flow flow) {
    ArrayDeque<byte[]> queue = waiting.get(flow);
    while (queue != null && !queue.isEmpty() && stack.writable(flow) > 0) {
      on(new TcpEvent.Send(flow, queue.poll()));
    }
    if (queue == null || queue.isEmpty()) {
      waiting.remove(flow);
      user.writable(flow, true);
    }
  }
}
