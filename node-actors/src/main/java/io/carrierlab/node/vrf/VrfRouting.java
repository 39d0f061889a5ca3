package io.carrierlab.node.vrf;

import com.google.protobuf.ByteString;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.ip.Departure;
import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.ip.Routing;
import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.node.router.TunnelTable;
import io.carrierlab.protocols.bgp.rib.RibRow;
import io.carrierlab.protocols.bgp.rib.RibView;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** A VRF's lookup: its speaker's table is its routing table, so that a route is stored once. */
final class VrfRouting implements Routing {
  private static final Hop UNREACHABLE = new Hop.Unreachable();
  private final RibView rib;
  private final Door door;
  private final int loopback;
  private final ActorRef<RouterCommand> router;
  private IpStack stack;
  private TunnelTable tunnels = TunnelTable.EMPTY;
  /** The peers of this VRF's IPsec tunnels, by the next hop of their routes. About 60 octets each. */
  private final Map<Integer, Tunnel> peers = new HashMap<>();

  VrfRouting(RibView rib, Door door, int loopback, ActorRef<RouterCommand> router) {
    this.rib = rib;
    this.door = door;
    this.loopback = loopback;
    this.router = router;
  }

  void setStack(IpStack newStack) {
    stack = newStack;
  }

  void setTunnels(TunnelTable newTunnels) {
    tunnels = newTunnels;
  }

  @Override
  public Hop lookup(int destination) {
    int route = rib.lookup(destination);
    if (route == RibView.NO_ROUTE) {
      return UNREACHABLE;
    }
    return switch (rib.source(route)) {
      case IMPORTED -> new Hop.Remote(rib.nextHop(route), rib.label(route));
      case LOCAL, EBGP, IBGP -> local(destination, rib.nextHop(route));
    };
  }

  /** The way to another PE. */
  Hop tunnel(int pe) {
    return tunnels.to(pe);
  }

  /** From now on this next hop, or as a destination this address, is reached through a tunnel. */
  void addPeer(int nextHop, Tunnel tunnel) {
    peers.put(nextHop, tunnel);
  }

  boolean isPeer(int nextHop) {
    return peers.containsKey(nextHop);
  }

  /** Nothing, if that next hop has another tunnel by now. */
  void removePeer(int nextHop, Tunnel tunnel) {
    peers.remove(nextHop, tunnel);
  }

  private Hop local(int destination, int nextHop) {
    Tunnel tunnel = peers.get(nextHop == 0 ? destination : nextHop);
    if (tunnel != null) {
      return new Hop.Into(tunnel);
    }
    IpInterface out = stack.towards(nextHop == 0 ? destination : nextHop);
    if (out == null || !stack.carrier(out.port())) {
      return UNREACHABLE;
    }
    return nextHop == 0 ? new Hop.Attached(out) : new Hop.Via(out, nextHop, Hop.Via.NO_LABEL);
  }

  @Override
  public String explain(int destination) {
    int route = rib.lookup(destination);
    if (route == RibView.NO_ROUTE) {
      return "no route in the VRF";
    }
    RibRow row = rib.route(route);
    String text = row.prefix() + " (" + row.source() + ")";
    return switch (lookup(destination)) {
      case Hop.Attached(IpInterface out) -> text + " attached to " + out.name();
      case Hop.Via(IpInterface out, int nextHop, int label) ->
          text + " via " + Ipv4.format(nextHop) + " on " + out.name();
      case Hop.Remote(int pe, int label) -> text + " PE " + Ipv4.format(pe) + ", push VPN label " + label
          + ", then " + way(pe);
      case Hop.Choice choice -> text;
      case Hop.Into(Tunnel tunnel) -> text + " into the IPsec tunnel to " + tunnel.name();
      case Hop.Unreachable() -> text + " unreachable";
    };
  }

  private String way(int pe) {
    return switch (tunnels.to(pe)) {
      case Hop.Via via -> describe(via);
      case Hop.Choice(var ways) -> String.join(" or ", ways.stream().map(VrfRouting::describe).toList());
      case Hop.Attached attached -> "attached";
      case Hop.Remote remote -> "remote";
      case Hop.Into into -> "a tunnel";
      case Hop.Unreachable() -> pe == loopback ? "this PE" : "no tunnel";
    };
  }

  private static String describe(Hop.Via via) {
    return (via.label() == Hop.Via.NO_LABEL ? "no transport label" : "push transport label " + via.label())
        + " to " + Ipv4.format(via.nextHop()) + " on " + via.out().name();
  }

  @Override
  public boolean sendRemote(Hop.Remote hop, Departure departure) {
    if (hop.pe() == loopback) {
      IpStack.push(departure.frame(), hop.label());
      router.tell(new RouterCommand.ToPe(hop.pe(), departure));
      return true;
    }
    return switch (tunnels.to(hop.pe())) {
      case Hop.Via via -> send(hop, departure, via);
      case Hop.Choice choice -> send(hop, departure, way(choice, departure));
      case Hop.Attached attached -> false;
      case Hop.Remote remote -> false;
      case Hop.Into into -> false;
      case Hop.Unreachable() -> false;
    };
  }

  /** The flow decides, as for packets without labels. */
  static Hop.Via way(Hop.Choice choice, Departure departure) {
    ByteString packet = departure.frame().getPayload();
    return choice.way(bits32(packet, 12), bits32(packet, 16));
  }

  private static int bits32(ByteString packet, int at) {
    return packet.byteAt(at) << 24 | (packet.byteAt(at + 1) & 0xff) << 16 | (packet.byteAt(at + 2) & 0xff) << 8
        | packet.byteAt(at + 3) & 0xff;
  }

  private boolean send(Hop.Remote hop, Departure departure, Hop.Via via) {
    IpStack.push(departure.frame(), hop.label());
    if (via.out().lan()) {
      router.tell(new RouterCommand.ToPe(hop.pe(), departure));
      return true;
    }
    if (via.label() != Hop.Via.NO_LABEL) {
      IpStack.push(departure.frame(), via.label());
    }
    departure.leave(door, via.out().port());
    return true;
  }
}
