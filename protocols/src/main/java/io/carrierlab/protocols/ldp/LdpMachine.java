package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ldp.LdpEvent.ClearSession;
import io.carrierlab.protocols.ldp.LdpEvent.HelloReceived;
import io.carrierlab.protocols.ldp.LdpEvent.InterfaceDown;
import io.carrierlab.protocols.ldp.LdpEvent.InterfaceUp;
import io.carrierlab.protocols.ldp.LdpEvent.LocalPrefix;
import io.carrierlab.protocols.ldp.LdpEvent.RoutesChanged;
import io.carrierlab.protocols.ldp.LdpEvent.TcpClosed;
import io.carrierlab.protocols.ldp.LdpEvent.TcpConnected;
import io.carrierlab.protocols.ldp.LdpEvent.TcpReceived;
import io.carrierlab.protocols.ldp.LdpEvent.TcpRefused;
import io.carrierlab.protocols.ldp.LdpEvent.TimerFired;
import io.carrierlab.protocols.ldp.LdpView.Count;
import java.util.List;
import java.util.Map;

/**
 * LDP of one router as a pure machine: no clock, socket, actor, log or dice. Discovery (RFC 5036 §2.4), sessions
 * (§2.5) and labels (§2.6) each have a part of it.
 *
 * <p>Its cost: about 200 octets per FEC plus 8 per peer that gave a label for it. A hello that repeats the last one
 * of its sender, and the sending of one, allocate nothing.
 */
public final class LdpMachine {
  /** UDP and TCP port of LDP (§3.10). */
  public static final int PORT = 646;
  /** All routers on this subnet, 224.0.0.2: where link hellos go (§2.4.1). */
  public static final int ALL_ROUTERS = 0xe0000002;

  private final Turn turn = new Turn();
  private final LabelBase labels;
  private final Sessions sessions;
  private final Discovery discovery;
  private boolean listening;

  public LdpMachine(LdpConfig config) {
    labels = new LabelBase(config, turn);
    sessions = new Sessions(config, turn, labels);
    discovery = new Discovery(config, turn, sessions);
  }

  /**
   * Takes an event; the caller performs the actions in their order before the next one.
   *
   * @param nowNanos since the start of the run, never less than before
   */
  public List<LdpAction> on(LdpEvent event, long nowNanos) {
    turn.begin(nowNanos);
    switch (event) {
      case HelloReceived(int index, int source, byte[] payload) -> {
        if (discovery.refresh(index, source, payload, nowNanos)) {
          return List.of();
        }
        discovery.received(index, source, payload);
      }
      case TimerFired(LdpTimer.HelloDue(int index)) -> {
        return discovery.helloDue(index);
      }
      case TimerFired(LdpTimer timer) -> fired(timer);
      case InterfaceUp(int index, int address) -> interfaceUp(index, address);
      case InterfaceDown(int index) -> interfaceDown(index);
      case TcpConnected(var flow, boolean passive) -> sessions.connected(flow, passive);
      case TcpReceived(var flow, byte[] octets) -> sessions.received(flow, octets);
      case TcpClosed(var flow, String reason) -> sessions.closed(flow, reason);
      case TcpRefused(int address, String reason) -> sessions.tcpRefused(address, reason);
      case RoutesChanged(var changed, var withdrawn) -> {
        withdrawn.forEach(prefix -> labels.route(prefix, List.of()));
        changed.forEach(route -> labels.route(route.prefix(), route.nextHops()));
        changed.forEach(route -> sessions.routeTo(route.prefix()));
      }
      case LocalPrefix(var prefix, boolean up) -> {
        labels.connected(prefix, up);
        if (up) {
          sessions.routeTo(prefix);
        }
      }
      case ClearSession(int lsrId) -> sessions.clear(lsrId);
    }
    sessions.flush();
    return turn.take();
  }

  private void fired(LdpTimer timer) {
    switch (timer) {
      case LdpTimer.HelloDue(int index) -> turn.addAll(discovery.helloDue(index));
      case LdpTimer.HelloHold(int index, int lsrId) -> discovery.holdFired(index, lsrId);
      case LdpTimer.KeepAliveDue(int lsrId) -> sessions.keepAliveDue(lsrId);
      case LdpTimer.KeepAliveHold(int lsrId) -> sessions.keepAliveHold(lsrId);
      case LdpTimer.Retry(int lsrId) -> sessions.retry(lsrId);
      case LdpTimer.Handshake(var flow) -> sessions.handshake(flow);
    }
  }

  private void interfaceUp(int index, int address) {
    if (!discovery.unknown(index, address)) {
      return;
    }
    interfaceDown(index);
    if (!listening) {
      listening = true;
      turn.add(new LdpAction.TcpListen());
    }
    discovery.up(index, address);
    labels.addressUp(address);
  }

  private void interfaceDown(int index) {
    discovery.address(index).ifPresent(address -> {
      discovery.down(index);
      labels.addressDown(address);
    });
  }

  /** Neighbours heard of, by LSR id; those that are gone stay, for the reason, until there are too many. */
  public List<LdpView.Session> sessions() {
    return sessions.view();
  }

  /** The label information base, by prefix. */
  public List<LdpView.Binding> bindings() {
    return labels.view();
  }

  /** Interfaces and the routers heard there, by index. */
  public List<LdpView.Discovery> discovery() {
    return discovery.view();
  }

  public LdpView.Labels labels() {
    return labels.labels();
  }

  /** Only what has happened at least once. */
  public Map<Count, Long> counts() {
    return turn.counts();
  }
}
