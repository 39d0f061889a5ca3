package io.carrierlab.node.ipsec;

import io.carrierlab.node.inspect.GatewayView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.Findings;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.radius.RadiusClientView;
import java.util.List;
import java.util.OptionalLong;

/** An aggregator's state as tables, apart from that of its peers. */
final class AggregatorTables {
  private AggregatorTables() {}

  static void into(Findings into, String node, Aggregator of) {
    if (into.wantsHoldings()) {
      of.peers().forEach(peer -> {
        into.part();
        peer.actor.tell(new PeerCommand.Inspected(into));
      });
      into.add(new GatewayView(node, of.pools.use().stream().mapToLong(AddressPools.Use::taken).sum(),
          of.peers().size(), of.known().halfOpen(), of.known().ikeSpis(), of.known().ipsecSpis(),
          of.aaa.view().isPresent()
          ? OptionalLong.of(of.aaa.recordsLost()) : OptionalLong.empty()));
    }
    if (!into.wantsTables()) {
      return;
    }
    // Without a peer, too: an empty table says that there is none.
    into.add(SaTables.noSession(node));
    into.add(SaTables.noSas(node));
    cause(into, node, "sessions started", "", of.started);
    cause(into, node, "sessions half open", "", of.known().halfOpen());
    cause(into, node, "cookies asked for", "", of.cookiesSent);
    cause(into, node, "peers known", "", of.peers().size());
    cause(into, node, "most half open", "", of.mostHalfOpen);
    cause(into, node, "IKE SPIs known", "", of.known().ikeSpis());
    cause(into, node, "IPsec SPIs known", "", of.known().ipsecSpis());
    of.ended.forEach((cause, count) -> cause(into, node, "session ended", cause.name(), count));
    of.rejected.forEach((cause, count) -> cause(into, node, "message not taken", cause.name(), count));
    of.drops.forEach((cause, count) -> dropped(into, node, cause, count));
    into.add(new StateTable(node, "pools", "", List.of("pool", "vrf", "first", "last", "size", "in-use", "refused"),
        of.pools.use().stream().map(use -> List.<Object>of(use.pool().name(), use.pool().vrf(),
            Ipv4.format(use.pool().first()), Ipv4.format(use.pool().last()), use.size(), use.taken(), use.refused()))
            .toList()));
    of.processorUse().ifPresent(use -> into.add(new StateTable(node, "cpu", "", List.of("waiting", "most-waiting",
        "busy-percent", "taken-percent", "jobs", "dh-computations", "queue-full"), List.of(List.of(use.waiting(),
            use.mostWaiting(), Math.round(use.busy() * 1000) / 10.0, Math.round(use.taken() * 1000) / 10.0, use.jobs(),
            use.computations(), use.refused())))));
    of.aaa.view().ifPresent(view -> radius(into, node, view, of.aaa.recordsLost()));
  }

  private static void cause(Findings into, String node, String what, String cause, long count) {
    into.tally("ipsec-causes", List.of("what", "cause", "count"), List.of(what, cause), count);
  }

  /** By the aggregator, or by the peers that it has: these count until they are gone, and it does so from then on. */
  static void dropped(Findings into, String node, String cause, long count) {
    cause(into, node, "packet dropped", cause, count);
  }

  private static void radius(Findings into, String node, RadiusClientView view, long recordsLost) {
    into.add(new StateTable(node, "radius", "", List.of("server", "state", "outstanding", "source-ports"),
        view.servers().stream().map(each -> List.<Object>of(Ipv4.format(each.address()), each.dead() ? "dead" : "alive",
            each.outstanding(), each.sourcePorts())).toList()));
    RadiusClientView.Counters c = view.counters();
    into.add(new StateTable(node, "radius-counters", "", List.of("counter", "count"), List.of(
        row("requests", c.requests()), row("accepts", c.accepts()), row("rejects", c.rejects()),
        row("challenges", c.challenges()), row("accounted", c.accounted()),
        row("retransmissions", c.retransmissions()), row("timeouts", c.timeouts()), row("failovers", c.failovers()),
        row("bad authenticators", c.badAuthenticators()), row("unexpected", c.unexpected()),
        row("malformed", c.malformed()), row("unreadable", c.unreadable()), row("busy", c.busy()),
        row("given up", c.givenUp()), row("accounting records lost", recordsLost))));
  }

  private static List<Object> row(String counter, long count) {
    return List.of(counter, count);
  }
}
