package io.carrierlab.node.bgp;

import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.bgp.BgpSession;
import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.bgp.SessionView;
import io.carrierlab.protocols.bgp.rib.PeerView;
import io.carrierlab.protocols.bgp.rib.RibRow;
import io.carrierlab.protocols.bgp.rib.RibView;
import io.carrierlab.protocols.bgp.rib.SpeakerAction.Source;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A speaker's state as tables: sessions with the reason why one is down, and paths. */
public final class BgpTables {
  private static final List<String> PATH_COLUMNS = List.of("best", "usable", "rd", "prefix", "next-hop", "local-label",
      "label", "local-pref", "med", "as-path", "origin", "from", "source", "reason", "route-targets", "site-of-origin",
      "communities", "originator-id", "cluster-list");

  private BgpTables() {}

  /** @param vrf whose speaker it is; empty: the global one */
  public static void into(Findings into, Node node, String vrf, BgpShell shell) {
    RibView rib = shell.speaker().view();
    into.count(Countable.BGP_SESSIONS, "",
        shell.sessions().stream().filter(BgpSession::isEstablished).count());
    if (vrf.isEmpty()) {
      into.count(Countable.VPNV4_ROUTES, "", rib.destinations(Family.VPNV4));
    }
    if (!into.wantsTables()) {
      return;
    }
    Map<Integer, PeerView> peers = new TreeMap<>();
    rib.peers().forEach(peer -> peers.put(peer.address(), peer));
    var sessions = new ArrayList<List<Object>>();
    for (BgpSession session : shell.sessions()) {
      sessions.add(sessionRow(node, session.view(), peers.get(session.config().peerAddress())));
    }
    into.add(new StateTable(node.name(), "bgp", vrf, List.of("neighbor", "as", "state", "up-seconds", "received",
        "sent", "updates-received", "updates-sent", "prefixes-received", "prefixes-sent", "families", "reason"),
        sessions));
    into.add(new StateTable(node.name(), "bgp-routes", vrf, PATH_COLUMNS, paths(rib, vrf.isEmpty())));
  }

  private static List<Object> sessionRow(Node node, SessionView session, PeerView peer) {
    Double up = session.upSinceNanos().isEmpty() ? null
        : StateTable.seconds(node.clock().nowNanos() - session.upSinceNanos().getAsLong());
    int prefixes = peer == null ? 0 : peer.received().values().stream().mapToInt(Integer::intValue).sum();
    String families = session.negotiated().map(negotiated -> String.join(", ",
        negotiated.families().stream().map(Family::toString).toList())).orElse("");
    String reason = session.transportTrouble().isEmpty() ? session.reason()
        : session.reason().isEmpty() ? session.transportTrouble()
        : session.transportTrouble() + "; " + session.reason();
    return StateTable.row(Ipv4.format(session.peerAddress()), session.peerAs(), session.state().toString(), up,
        session.in().total(), session.out().total(), session.in().update(), session.out().update(), prefixes,
        peer == null ? 0 : peer.routesSent(), families,
        session.upSinceNanos().isPresent() ? "" : reason);
  }

  private static List<List<Object>> paths(RibView rib, boolean global) {
    var rows = new ArrayList<RibRow>();
    rib.rows(Family.IPV4_UNICAST).forEach(rows::add);
    if (global) {
      rib.rows(Family.VPNV4).forEach(rows::add);
    }
    rows.sort(Comparator.comparingLong(RibRow::distinguisher).thenComparing(RibRow::prefix)
        .thenComparing(row -> !row.best()).thenComparing(row -> Integer.toUnsignedLong(row.peer())));
    return rows.stream().map(BgpTables::path).toList();
  }

  private static List<Object> path(RibRow row) {
    PathAttributes attributes = row.attributes();
    boolean vpn = row.distinguisher() != 0;
    boolean pushed = vpn && row.source() != Source.LOCAL;
    return StateTable.row(row.best(), row.usable(), vpn ? RouteDistinguisher.format(row.distinguisher()) : null,
        row.prefix().toString(), address(attributes.nextHop()),
        pushed || !vpn && row.label() == 0 ? null : row.label(), pushed ? row.label() : null,
        attributes.localPref(), attributes.med(), attributes.asPath().toString(), attributes.origin().toString(),
        row.peer() == 0 ? null : Ipv4.format(row.peer()), row.source().toString(), row.decisive().toString(),
        Arrays.stream(attributes.routeTargets()).mapToObj(ExtendedCommunity::format).toList(),
        Arrays.stream(attributes.extendedCommunities()).filter(ExtendedCommunity::isSiteOfOrigin)
            .mapToObj(ExtendedCommunity::format).toList(),
        Arrays.stream(attributes.communities()).mapToObj(each -> (each >>> 16) + ":" + (each & 0xffff)).toList(),
        address(attributes.originatorId()), Arrays.stream(attributes.clusterList()).mapToObj(Ipv4::format).toList());
  }

  private static String address(OptionalInt address) {
    return address.isPresent() ? Ipv4.format(address.getAsInt()) : null;
  }
}
