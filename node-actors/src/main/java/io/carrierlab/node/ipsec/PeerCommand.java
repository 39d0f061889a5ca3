package io.carrierlab.node.ipsec;

import io.carrierlab.node.network.Findings;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.protocols.aaa.UserPolicy;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What the actor of an IPsec peer is told. */
public sealed interface PeerCommand {
  /** An IKE message of the peer, without the marker. */
  record Ike(Path path, byte[] octets) implements PeerCommand {}

  /** ESP or AH packets of the peer, each an IPv4 packet as it came from the Internet. */
  record Ipsec(List<Frame> packets) implements PeerCommand {}

  /** A packet of the VRF for what is behind the peer. */
  record Inner(Frame packet) implements PeerCommand {}

  /** AAA has answered, or the pool. */
  record Answer(IkeEvent event) implements PeerCommand {}

  /** AAA, or the keyring, knows the group: the answer to the session's question, and what the peer's actor needs. */
  record Placed(GroupPolicy group, Optional<Placement> placement) implements PeerCommand {}

  /** AAA lets the user in, whose own settings go before the group's. @param event what the session is told of it */
  record Accepted(Placement placement, UserPolicy policy, IkeEvent event) implements PeerCommand {}

  /**
   * Where the peer's packets go.
   *
   * @param accounting it is accounted for
   * @param pooled it is a client that gets an inner address, and nothing else is behind it
   * @param behind what may be behind it, if it is no client; empty: anything
   * @param gre it protects GRE tunnels of the router, whose interfaces say where packets go; there is no VRF then
   */
  record Placement(String profile, String vrfName, ActorRef<VrfCommand> vrf, boolean accounting,
      Optional<String> group, boolean pooled, List<Ipv4Prefix> behind, boolean gre) {
    /** Whether a peer may have this behind it. */
    boolean permits(Selector remote) {
      return !pooled && (behind.isEmpty() || behind.stream().anyMatch(network -> network.contains(remote.first())
          && network.contains(remote.last())));
    }
  }

  /** It is over, whatever the peer thinks. */
  record End(IkeFailure reason) implements PeerCommand {}

  /** It must not go on: closed in good order, and counted under this reason. */
  record Refused(IkeFailure reason) implements PeerCommand {}

  /** The public address is another router's from now on, and nothing may be sent from it, or is ours again. */
  record Mute(boolean muted) implements PeerCommand {}

  /** {@code clear crypto sa}: in good order. */
  record Clear() implements PeerCommand {}

  /** A turn of the modelled processor: {@link PeerReport.Served} follows when it is done. */
  record Job(PeerCommand what) implements PeerCommand {}

  record Inspected(Findings into) implements PeerCommand {}

  /** Nobody knows it any more, and so nobody asks it anything after this. */
  record Forgotten() implements PeerCommand {}

  /** The peer's one timer. */
  record Wake() implements PeerCommand {}
}
