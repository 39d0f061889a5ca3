package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ospf.OspfBody.DatabaseDescription;
import io.carrierlab.protocols.ospf.OspfBody.Hello;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateAcknowledgment;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateRequest;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateUpdate;
import io.carrierlab.protocols.ospf.OspfPacket.Authentication;
import io.carrierlab.protocols.ospf.OspfPacket.Header;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;

/** What is done to every packet before anything believes it: RFC 2328 §8.2 and §D.5. */
final class Reception {
  private static final int ROUTER_ID_AT = 4;

  private final Core core;
  private final Hellos hellos;
  private final Adjacencies adjacencies;
  private final Flooding flooding;

  Reception(Core core, Hellos hellos, Adjacencies adjacencies, Flooding flooding) {
    this.core = core;
    this.hellos = hellos;
    this.adjacencies = adjacencies;
    this.flooding = flooding;
  }

  /**
   * The packet is the neighbour's last hello over again, as nearly all packets of a quiet network are. It says
   * nothing new, so it is noted and needs no further look.
   */
  boolean repeatsHello(Link link, int source, byte[] packet) {
    if (packet.length < OspfPacket.HEADER_OCTETS || !link.speaks() || link.state == InterfaceState.WAITING) {
      return false;
    }
    Neighbor neighbor = link.neighbors.get(link.broadcast() ? source : routerId(packet));
    if (neighbor == null || !neighbor.state.atLeast(NeighborState.TWO_WAY) || neighbor.address != source
        || !Arrays.equals(neighbor.lastHello, packet)) {
      return false;
    }
    core.receivedPackets[OspfBody.Type.HELLO.ordinal()]++;
    neighbor.heardNanos = core.nowNanos;
    return true;
  }

  private static int routerId(byte[] packet) {
    return (packet[ROUTER_ID_AT] & 0xff) << 24 | (packet[ROUTER_ID_AT + 1] & 0xff) << 16
        | (packet[ROUTER_ID_AT + 2] & 0xff) << 8 | packet[ROUTER_ID_AT + 3] & 0xff;
  }

  void received(Link link, int source, int destination, byte[] packet) {
    if (!link.speaks()) {
      core.reject(link, RejectReason.PASSIVE, source, "");
      return;
    }
    try {
      Header header = Header.decode(packet);
      if (admits(link, source, destination, header, packet)) {
        core.receivedPackets[header.type().ordinal()]++;
        dispatch(link, source, header, packet);
      }
    } catch (DecodeException malformed) {
      core.reject(link, RejectReason.MALFORMED, source, malformed.error().toString());
    }
  }

  private boolean admits(Link link, int source, int destination, Header header, byte[] packet) {
    RejectReason reason = null;
    String detail = "";
    if (!header.checksumHolds(packet)) {
      reason = RejectReason.CHECKSUM;
    } else if (header.routerId() == core.config.routerId() || header.routerId() == 0) {
      reason = RejectReason.OWN_ROUTER_ID;
      detail = Ipv4.format(header.routerId());
    } else if (header.areaId() != 0) {
      reason = RejectReason.AREA;
      detail = "theirs " + Ipv4.format(header.areaId()) + ", ours 0.0.0.0";
    } else if (link.broadcast() && (!link.onNetwork(source) || source == link.config.address())) {
      reason = RejectReason.SOURCE_NETWORK;
    } else if (destination == OspfMachine.ALL_D_ROUTERS && !link.elected()) {
      reason = RejectReason.DESTINATION;
    }
    if (reason != null) {
      core.reject(link, reason, source, detail);
      return false;
    }
    return authentic(link, source, header, packet);
  }

  private boolean authentic(Link link, int source, Header header, byte[] packet) {
    var key = link.config.md5();
    if (key.isEmpty()) {
      return switch (header.authentication()) {
        case Authentication.None() -> true;
        case Authentication.Simple _ -> refuse(link, RejectReason.AUTHENTICATION_TYPE, source, "password, ours none");
        case Authentication.Cryptographic _ ->
            refuse(link, RejectReason.AUTHENTICATION_TYPE, source, "theirs MD5, ours none");
      };
    }
    return switch (header.authentication()) {
      case Authentication.None() ->
          refuse(link, RejectReason.AUTHENTICATION_TYPE, source, "theirs none, ours MD5");
      case Authentication.Simple _ ->
          refuse(link, RejectReason.AUTHENTICATION_TYPE, source, "theirs password, ours MD5");
      case Authentication.Cryptographic claim -> verified(link, source, key.get(), header, claim, packet);
    };
  }

  private boolean verified(Link link, int source, Md5Key key, Header header, Authentication.Cryptographic claim,
      byte[] packet) {
    if (claim.keyId() != key.keyId()) {
      return refuse(link, RejectReason.MD5_KEY, source, "theirs " + claim.keyId() + ", ours " + key.keyId());
    }
    if (!OspfPacket.signedWith(key, packet, header, claim)) {
      return refuse(link, RejectReason.MD5_DIGEST, source, key.toString());
    }
    Neighbor neighbor = neighbor(link, source, header);
    if (neighbor != null) {
      if (neighbor.sequenceKnown && neighbor.state != NeighborState.DOWN
          && Integer.compareUnsigned(claim.sequence(), neighbor.cryptographicSequence) < 0) {
        return refuse(link, RejectReason.MD5_SEQUENCE, source, "from " + Integer.toUnsignedString(
            neighbor.cryptographicSequence) + " to " + Integer.toUnsignedString(claim.sequence()));
      }
      note(neighbor, claim);
    }
    return true;
  }

  private static void note(Neighbor neighbor, Authentication.Cryptographic claim) {
    neighbor.cryptographicSequence = claim.sequence();
    neighbor.sequenceKnown = true;
  }

  private boolean refuse(Link link, RejectReason reason, int source, String detail) {
    core.reject(link, reason, source, detail);
    return false;
  }

  /** The neighbour that a packet is from, perhaps one that is down; null if there never was one. */
  private static Neighbor neighbor(Link link, int source, Header header) {
    return link.neighbors.get(link.broadcast() ? source : header.routerId());
  }

  private void dispatch(Link link, int source, Header header, byte[] packet) throws DecodeException {
    OspfBody body = header.body(packet);
    if (body instanceof Hello hello) {
      hellos.received(link, source, header.routerId(), hello, packet);
      Neighbor neighbor = neighbor(link, source, header);
      if (neighbor != null && header.authentication() instanceof Authentication.Cryptographic claim) {
        note(neighbor, claim);
      }
      return;
    }
    Neighbor neighbor = neighbor(link, source, header);
    if (neighbor == null || neighbor.state == NeighborState.DOWN || neighbor.routerId != header.routerId()
        || neighbor.address != source) {
      core.reject(link, RejectReason.UNKNOWN_NEIGHBOR, source, "");
      return;
    }
    boolean inDatabaseExchange = neighbor.state.atLeast(NeighborState.EXCHANGE);
    if (!inDatabaseExchange && !(body instanceof DatabaseDescription)) {
      core.reject(link, RejectReason.NEIGHBOR_STATE, source, "");
      return;
    }
    switch (body) {
      case Hello _ -> throw new IllegalStateException("hellos were dealt with above");
      case DatabaseDescription description -> adjacencies.received(neighbor, description);
      case LinkStateRequest request -> flooding.received(neighbor, request);
      case LinkStateUpdate update -> flooding.received(neighbor, update);
      case LinkStateAcknowledgment acknowledgment -> flooding.received(neighbor, acknowledgment);
    }
  }
}
