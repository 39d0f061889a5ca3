package io.carrierlab.protocols.tcp;

import io.carrierlab.protocols.sim.World;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** The shell of a {@link TcpStack} in a {@link World}: performs actions, keeps what its user would see. */
final class TcpEnd {
  final TcpStack stack;
  final Map<Flow, ByteArrayOutputStream> received = new HashMap<>();
  final Map<Flow, CloseReason> closed = new HashMap<>();
  final List<Flow> connected = new ArrayList<>();
  final List<Flow> peerClosed = new ArrayList<>();
  private final ArrayDeque<TcpEvent> mailbox = new ArrayDeque<>();
  private final World world;
  private final Consumer<TcpAction.Transmit> wire;
  private final Map<TcpTimer, Integer> armed = new HashMap<>();
  private Consumer<TcpAction> user = action -> { };

  TcpEnd(World world, TcpConfig config, long seed, Consumer<TcpAction.Transmit> wire) {
    this.world = world;
    this.stack = new TcpStack(config, new SplittableRandom(seed));
    this.wire = wire;
  }

  void user(Consumer<TcpAction> reaction) {
    user = reaction;
  }

  void arrive(TcpAction.Transmit packet) {
    on(new TcpEvent.Arrived(packet.source(), packet.destination(), packet.segment(), 0, packet.segment().length));
  }

  /** What the user does while actions are performed comes after them, as from an actor's mailbox. */
  void on(TcpEvent event) {
    mailbox.add(event);
    if (mailbox.size() == 1) {
      while (!mailbox.isEmpty()) {
        perform(stack.on(mailbox.element(), world.nowNanos()));
        mailbox.remove();
      }
    }
  }

  private void perform(List<TcpAction> actions) {
    for (TcpAction action : actions) {
      switch (action) {
        case TcpAction.Transmit packet -> wire.accept(packet);
        case TcpAction.Connected(Flow flow, boolean _) -> connected.add(flow);
        case TcpAction.Received(Flow flow, byte[] octets) ->
            received.computeIfAbsent(flow, it -> new ByteArrayOutputStream()).writeBytes(octets);
        case TcpAction.PeerClosed(Flow flow) -> peerClosed.add(flow);
        case TcpAction.Closed(Flow flow, CloseReason reason) -> {
          if (closed.put(flow, reason) != null) {
            throw new AssertionError("closed twice: " + flow);
          }
        }
        case TcpAction.Arm(TcpTimer timer, Duration after) -> {
          int turn = armed.merge(timer, 1, Integer::sum);
          world.after(after, () -> {
            if (armed.getOrDefault(timer, 0) == turn) {
              on(new TcpEvent.TimerFired(timer));
            }
          });
        }
        case TcpAction.Disarm(TcpTimer timer) -> armed.merge(timer, 1, Integer::sum);
        case TcpAction.Writable _, TcpAction.SendRefused _ -> { }
      }
      user.accept(action);
    }
  }

  byte[] received(Flow flow) {
    var octets = received.get(flow);
    return octets == null ? new byte[0] : octets.toByteArray();
  }
}
