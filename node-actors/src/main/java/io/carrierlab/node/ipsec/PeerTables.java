package io.carrierlab.node.ipsec;

import io.carrierlab.node.network.Findings;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A peer's state: its row in {@code show isakmp}, its rows in {@code show sas}, its counts. */
final class PeerTables {
  private PeerTables() {}

  static void into(Findings into, PeerActor peer) {
    String node = peer.setup().node().name();
    String vrf = peer.placement().map(PeerCommand.Placement::vrfName).orElse("");
    List<ChildSa> sas = peer.end().sas();
    if (into.wantsHoldings() && !sas.isEmpty()) {
      peer.end().inspect(into, node, true, vrf, peer.name());
    }
    if (!into.wantsTables()) {
      return;
    }
    peer.end().drops().forEach((cause, count) -> AggregatorTables.dropped(into, node, cause, count));
    long now = peer.setup().node().clock().nowNanos();
    var who = new SaTables.Who(Ipv4.format(peer.setup().config().publicAddress()),
        Optional.ofNullable(peer.end().path()).map(Object::toString), Optional.of(peer.setup().number()),
        peer.placement().map(PeerCommand.Placement::profile), peer.identity().map(Object::toString),
        Optional.of(peer.user()), peer.inner().map(each -> Ipv4.format(each.address())), Map.of());
    into.add(SaTables.session(node, vrf, who, peer.end(), now));
    if (!sas.isEmpty()) {
      into.add(SaTables.sas(node, vrf, peer.end(), now));
    }
  }
}
