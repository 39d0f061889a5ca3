package io.carrierlab.node.ldp;

import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.node.tcp.TcpShell;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpAction;
import io.carrierlab.protocols.ldp.LdpConfig;
import io.carrierlab.protocols.ldp.LdpEvent;
import io.carrierlab.protocols.ldp.LdpMachine;
import io.carrierlab.protocols.ldp.LdpTimer;
import io.carrierlab.protocols.ldp.LdpView;
import io.carrierlab.protocols.tcp.CloseReason;
import io.carrierlab.protocols.tcp.Flow;
import io.carrierlab.protocols.tcp.TcpTimer;
import io.carrierlab.protocols.udp.UdpDatagram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** LDP of one router. */
public final class LdpActor extends ExtensibleBehavior<LdpActor.Command> implements TcpShell.User {
  private static final int SESSION_TTL = 255;

  public sealed interface Command {}

  public record InterfaceChanged(int index, int address, boolean up) implements Command {}

  /** @param payload of a UDP datagram to port 646 */
  public record Hello(int index, int source, byte[] payload) implements Command {}

  /** @param segment payload of an IP packet of protocol 6 */
  public record Segment(int source, int destination, byte[] segment) implements Command {}

  public record Routes(List<LdpEvent.Route> changed, List<Ipv4Prefix> withdrawn) implements Command {}

  public record LocalPrefix(Ipv4Prefix prefix, boolean up) implements Command {}

  public record Inspected(Findings into) implements Command {}

  private record Fired(LdpTimer timer) implements Command {}

  private record TcpFired(TcpTimer timer) implements Command {}

  private final Node node;
  private final ActorRef<RouterCommand> router;
  private final TimerScheduler<Command> timers;
  private final LdpMachine machine;
  private final TcpShell tcp;
  private final Map<Integer, String> passwords;
  private final Map<Integer, Integer> addressOf = new HashMap<>(4);
  private final Map<Integer, Flow> connecting = new HashMap<>(2);
  private Map<Integer, LdpView.State> reported = new HashMap<>(2);

  /** @param passwords TCP MD5 keys by the neighbour's LSR id */
  public static Behavior<Command> create(Node node, LdpConfig config, Map<Integer, String> passwords,
      ActorRef<RouterCommand> router) {
    return Behaviors.withTimers(timers -> new LdpActor(node, config, passwords, router, timers));
  }

  private LdpActor(Node node, LdpConfig config, Map<Integer, String> passwords, ActorRef<RouterCommand> router,
      TimerScheduler<Command> timers) {
    this.node = node;
    this.router = router;
    this.timers = timers;
    this.machine = new LdpMachine(config);
    this.tcp = new TcpShell(node.clock(), packet -> router.tell(new RouterCommand.Send(packet)), this);
    this.passwords = passwords;
    passwords.forEach(tcp::sign);
  }

  @Override
  public Behavior<Command> receive(TypedActorContext<Command> context, Command command) {
    switch (command) {
      case InterfaceChanged(int index, int address, boolean up) -> {
        addressOf.put(index, address);
        on(up ? new LdpEvent.InterfaceUp(index, address) : new LdpEvent.InterfaceDown(index));
      }
      case Hello(int index, int source, byte[] payload) -> on(new LdpEvent.HelloReceived(index, source, payload));
      case Segment(int source, int destination, byte[] segment) -> tcp.arrived(source, destination, segment);
      case Routes(var changed, var withdrawn) -> on(new LdpEvent.RoutesChanged(changed, withdrawn));
      case LocalPrefix(var prefix, boolean up) -> on(new LdpEvent.LocalPrefix(prefix, up));
      case Inspected(Findings into) -> {
        LdpTables.into(into, node, machine);
        into.done();
      }
      case Fired(LdpTimer timer) -> on(new LdpEvent.TimerFired(timer));
      case TcpFired(TcpTimer timer) -> tcp.fired(timer);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<Command> receiveSignal(TypedActorContext<Command> context, Signal signal) {
    return Behaviors.unhandled();
  }

  private void on(LdpEvent event) {
    List<LdpAction> forwarding = null;
    boolean quiet = true;
    for (LdpAction action : machine.on(event, node.clock().nowNanos())) {
      switch (action) {
        case LdpAction.SendHello(int index, int destination, byte[] payload) -> sendHello(index, destination, payload);
        case LdpAction.Arm(LdpTimer timer, Duration after) ->
            timers.startSingleTimer(timer, new Fired(timer), after);
        case LdpAction.Disarm(LdpTimer timer) -> timers.cancel(timer);
        case LdpAction.TcpListen() -> tcp.listen(LdpMachine.PORT);
        case LdpAction.TcpConnect(Flow flow) -> connect(flow);
        case LdpAction.TcpSend(Flow flow, byte[] octets) -> {
          quiet = false;
          tcp.send(flow, octets);
        }
        case LdpAction.TcpClose(Flow flow) -> {
          quiet = false;
          close(flow);
        }
        case LdpAction.IncomingLabel change -> forwarding = with(forwarding, change);
        case LdpAction.IncomingLabelGone change -> forwarding = with(forwarding, change);
        case LdpAction.Tunnel change -> forwarding = with(forwarding, change);
        case LdpAction.TunnelGone change -> forwarding = with(forwarding, change);
      }
    }
    if (forwarding != null) {
      router.tell(new RouterCommand.Labels(forwarding));
    }
    if (!quiet || event instanceof LdpEvent.TcpClosed || event instanceof LdpEvent.TcpReceived) {
      reportSessions();
    }
  }

  private static List<LdpAction> with(List<LdpAction> list, LdpAction change) {
    List<LdpAction> grown = list == null ? new ArrayList<>() : list;
    grown.add(change);
    return grown;
  }

  private void sendHello(int index, int destination, byte[] payload) {
    int source = addressOf.get(index);
    byte[] datagram = new UdpDatagram(LdpMachine.PORT, LdpMachine.PORT, payload).encode(source, destination);
    router.tell(new RouterCommand.SendOn(index, IpPacket.control(source, destination, IpProtocol.UDP, 1, datagram)));
  }

  private void connect(Flow wanted) {
    tcp.connect(wanted.localAddress(), wanted.remoteAddress(), wanted.remotePort(), SESSION_TTL).ifPresentOrElse(
        flow -> connecting.put(flow.remoteAddress(), flow),
        () -> on(new LdpEvent.TcpClosed(wanted, "no free local port")));
  }

  private void close(Flow flow) {
    if (flow.localPort() != 0) {
      tcp.close(flow);
      return;
    }
    Flow attempt = connecting.remove(flow.remoteAddress());
    if (attempt != null) {
      tcp.abort(attempt);
    }
  }

  private void reportSessions() {
    var now = new HashMap<Integer, LdpView.State>();
    for (LdpView.Session session : machine.sessions()) {
      now.put(session.lsrId(), session.state());
      LdpView.State before = reported.getOrDefault(session.lsrId(), LdpView.State.NON_EXISTENT);
      boolean was = before == LdpView.State.OPERATIONAL;
      boolean is = session.state() == LdpView.State.OPERATIONAL;
      if (was != is) {
        node.report(new DeviceEvent.LdpSession(session.lsrId(),
            is ? Optional.empty() : Optional.of(session.whyDown().toString())));
      }
    }
    reported = now;
  }

  @Override
  public void connected(Flow flow, boolean passive) {
    connecting.remove(flow.remoteAddress(), flow);
    on(new LdpEvent.TcpConnected(flow, passive));
  }

  @Override
  public void received(Flow flow, byte[] octets) {
    on(new LdpEvent.TcpReceived(flow, octets));
  }

  @Override
  public void peerClosed(Flow flow) {
    tcp.close(flow);
    on(new LdpEvent.TcpClosed(flow, "the peer closed the connection"));
  }

  @Override
  public void closed(Flow flow, CloseReason reason) {
    boolean attempt = connecting.remove(flow.remoteAddress(), flow);
    Flow known = attempt ? new Flow(flow.localAddress(), 0, flow.remoteAddress(), flow.remotePort()) : flow;
    on(new LdpEvent.TcpClosed(known, "TCP " + reason.toString().toLowerCase(java.util.Locale.ROOT)
        + (attempt && reason == CloseReason.TIMEOUT ? whyNoAnswer(flow.remoteAddress()) : "")));
  }

  /** Who drops a segment for its signature says nothing: the active side can only guess. */
  private String whyNoAnswer(int peer) {
    return passwords.containsKey(peer) ? ": no answer to MD5-signed segments; is the peer's key the same?" : "";
  }

  @Override
  public void writable(Flow flow, boolean writable) {
    // Label mappings of a router are few: what waits in the shell is bounded by them.
  }

  @Override
  public void badSignature(int remoteAddress, String text) {
    on(new LdpEvent.TcpRefused(remoteAddress, text));
  }

  @Override
  public void arm(TcpTimer timer, Duration after) {
    timers.startSingleTimer(timer, new TcpFired(timer), after);
  }

  @Override
  public void disarm(TcpTimer timer) {
    timers.cancel(timer);
  }
}
