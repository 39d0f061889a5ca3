package io.carrierlab.node.router;

import io.carrierlab.node.bgp.BgpActor;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.gre.GreTunnels;
import io.carrierlab.node.gre.TunnelCommand;
import io.carrierlab.node.gre.TunnelDoor;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.ipsec.Connector;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.GreTunnelConfig.Protection;
import io.carrierlab.node.topology.GreTunnelConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IcmpErrors;
import io.carrierlab.protocols.udp.UdpDatagram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** What a router lends its GRE tunnels, and the IPsec that protects them: tables, timers, the way out. */
final class SiteTunnels implements GreTunnels.Owner, TunnelDoor.Owner {
  /** The router's parts that tunnels touch. @param vrfs by name; @param lines hears of lines of the global table */
  record Around(Node node, RouterConfig config, TimerScheduler<PortMessage> timers, IpStack stack, RoutingTable table,
      RouteFlow routes, RouterActor.Parts parts, Function<String, Optional<ActorRef<VrfCommand>>> vrfs,
      BiConsumer<String, Boolean> lines) {}

  private final Around around;
  private final GreTunnels gre;
  /** Of tunnels in the global table. */
  private final List<TunnelDoor> doors = new ArrayList<>();
  private final List<Connector> connectors = new ArrayList<>();
  private long seenVersion = -1;

  SiteTunnels(Around around) {
    this.around = around;
    int port = firstPort(around.config());
    this.gre = new GreTunnels(around.node(), around.config().tunnels(), port, this);
    for (GreTunnelConfig each : around.config().tunnels()) {
      if (each.vrf().isEmpty()) {
        var door = new TunnelDoor(around.node().fabric().door(each.vpn()), port, each.mtu(),
            this);
        doors.add(door);
        around.stack().add(GreTunnels.face(around.node(), each, port), door);
      }
      each.protection().ifPresent(protection -> protect(each, protection));
      port++;
    }
  }

  /** Tunnel interfaces have numbers after all others. */
  static int firstPort(RouterConfig config) {
    return config.interfaces().size();
  }

  private void protect(GreTunnelConfig tunnel, Protection protection) {
    boolean known = connectors.stream().anyMatch(each -> each.serves(tunnel.source(), tunnel.destination()));
    switch (protection) {
      case Protection.Awaited() -> { }
      case Protection.Initiated(int version, var settings, var initiator, Duration start, Duration retry) -> {
        if (!known) {                                    // tunnels between the same addresses share an SA
          int number = connectors.size();
          connectors.add(new Connector(around.node(), new Connector.Settings(tunnel.source(), tunnel.destination(),
              version, settings, initiator, retry), new Ipsec(number, tunnel)));
          around.timers().startSingleTimer(new TunnelCommand.Connect(number),
              new RouterCommand.OfTunnels(new TunnelCommand.Connect(number)), start);
        }
      }
    }
  }

  /** To be called whenever the routing table may have changed. */
  void routed() {
    while (seenVersion != around.table().version()) {
      seenVersion = around.table().version();
      gre.routed();
    }
  }

  void on(TunnelCommand command) {
    switch (command) {
      case TunnelCommand.Into(int port, Frame packet) -> gre.encapsulate(port, packet);
      case TunnelCommand.Decrypted(int local, int remote, Frame packet) -> gre.decrypted(local, remote, packet);
      case TunnelCommand.Guard(int local, int remote, Tunnel ipsec, boolean there) ->
          gre.guard(local, remote, ipsec, there);
      case TunnelCommand.LineDue(int port) -> gre.lineDue(port);
      case TunnelCommand.Connect(int number) -> connectors.get(number).connect();
      case TunnelCommand.Wake(int number) -> connectors.get(number).wake();
    }
  }

  /** A packet of protocol 47 to us, in the clear. */
  void clear(Frame frame, byte[] octets, int offset, int length) {
    gre.clear(frame, octets, offset, length);
  }

  /** Takes a packet of ESP or AH to us, if one of our tunnels is protected by it. */
  boolean takesIpsec(int source, int destination, Frame frame) {
    for (Connector each : connectors) {
      if (each.serves(destination, source)) {
        return each.ipsec(frame);
      }
    }
    return false;
  }

  /** Takes a datagram of IKE, if it is for one of our tunnels. */
  boolean takesUdp(int source, int destination, UdpDatagram datagram, Frame frame) {
    int port = datagram.destinationPort();
    for (Connector each : connectors) {
      if ((port == Path.IKE || port == Path.NAT_TRAVERSAL) && each.serves(destination, source)) {
        return each.udp(new Path(destination, port, source, datagram.sourcePort()), datagram.payload(), frame);
      }
    }
    return false;
  }

  /** {@code clear crypto sa}. */
  void clearSas() {
    connectors.forEach(Connector::clear);
  }

  void inspect(Findings into) {
    gre.inspect(into);
    if (!connectors.isEmpty()) {
      into.count(Countable.SAS, "",
          connectors.stream().mapToInt(Connector::sas).sum());
      if (into.wantsHoldings()) {
        connectors.forEach(each -> each.inspect(into));
      }
      if (into.wantsTables()) {
        connectors.forEach(each -> each.tables(into));
      }
    }
  }

  @Override
  public void route(Frame packet) {
    around.stack().route(packet);
  }

  @Override
  public Hop lookup(int destination) {
    return around.stack().isOwn(destination) ? new Hop.Unreachable() : around.table().lookup(destination);
  }

  @Override
  public boolean carrier(int address) {
    return around.stack().interfaces().stream().filter(each -> each.address() == address)
        .anyMatch(each -> each.port() == IpInterface.NO_PORT || around.stack().carrier(each.port()));
  }

  @Override
  public void arrived(GreTunnelConfig tunnel, int port, Frame packet) {
    if (tunnel.vrf().isEmpty()) {
      around.stack().ipv4(around.stack().at(port), packet);
    } else {
      vrf(tunnel).tell(new VrfCommand.FromTunnel(port, packet));
    }
  }

  private ActorRef<VrfCommand> vrf(GreTunnelConfig tunnel) {
    return around.vrfs().apply(tunnel.vrf().orElseThrow()).orElseThrow();
  }

  @Override
  public void line(GreTunnelConfig tunnel, int port, boolean up) {
    if (tunnel.vrf().isPresent()) {
      vrf(tunnel).tell(new VrfCommand.TunnelLine(port, up));
      return;
    }
    IpInterface changed = around.stack().at(port);
    doors.stream().filter(each -> each.port() == port).forEach(each -> each.setUp(up));
    around.routes().connected(changed, up);
    if (around.parts().bgp() != null && !up) {
      around.parts().bgp().tell(new BgpActor.InterfaceDown(changed.network()));
    }
    around.node().report(new DeviceEvent.InterfaceLine(changed.name(), up));
    around.lines().accept(changed.name(), up);
  }

  @Override
  public void arm(int port, Duration after) {
    timer(new TunnelCommand.LineDue(port), after);
  }

  private void timer(TunnelCommand command, Duration after) {
    around.timers().startSingleTimer(command, new RouterCommand.OfTunnels(command), after);
  }

  @Override
  public void disarm(int port) {
    around.timers().cancel(new TunnelCommand.LineDue(port));
  }

  @Override
  public void encapsulate(int port, Frame packet) {
    gre.encapsulate(port, packet);
  }

  @Override
  public void tooBig(Frame packet, int mtu) {
    byte[] octets = packet.getPayload().toByteArray();
    around.stack().error(null, octets, 0, new Icmp.Unreachable(Icmp.Unreachable.FRAGMENTATION_NEEDED, mtu,
        IcmpErrors.quote(octets, 0)));
  }

  @Override
  public void notTaken(Frame packet) {
    around.stack().drop(Drop.INTERFACE_DOWN, packet);
  }

  /** What one connector needs. @param number its place among them */
  private final class Ipsec implements Connector.Owner {
    private final int number;
    private final GreTunnelConfig tunnel;

    Ipsec(int number, GreTunnelConfig tunnel) {
      this.number = number;
      this.tunnel = tunnel;
    }

    @Override
    public void sendOuter(Frame packet) {
      around.stack().route(packet);
    }

    @Override
    public void sendUdp(Path path, byte[] payload) {
      AggregatorOwner.sendUdp(around.stack(), path, payload);
    }

    @Override
    public void connectIn(Duration after) {
      timer(new TunnelCommand.Connect(number), after);
    }

    @Override
    public void wakeAt(long atNanos) {
      var wake = new TunnelCommand.Wake(number);
      if (atNanos == Long.MAX_VALUE) {
        around.timers().cancel(wake);
      } else {
        timer(wake, Duration.ofNanos(Math.max(0, atNanos - around.node().clock().nowNanos())));
      }
    }

    @Override
    public void inner(Frame packet) {
      gre.decrypted(tunnel.source(), tunnel.destination(), packet);
    }

    @Override
    public void tooBig(Frame packet, int mtu) {
      throw new IllegalStateException("transport mode cuts what it has protected");
    }

    @Override
    public void notConnected(Frame packet) {
      around.stack().drop(Drop.NO_TUNNEL, packet);
    }

    @Override
    public void connected(boolean there) {
      gre.guard(tunnel.source(), tunnel.destination(), connectors.get(number), there);
    }
  }
}
