package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The routes of one family on their way to one peer. There is no Adj-RIB-Out: what the peer holds follows from the
 * best paths, the policy and the peer's route target membership. While a walk over the table is under way (a first
 * dump, a refresh, a change of membership), memberships of before count too: a route is <em>surely</em> with the peer
 * if all of them match it, and <em>maybe</em> if one does. The walk goes from the last slot to the first, as paths
 * only ever move to lower slots.
 */
final class Outflow {
  private static final int MAX_PAST = 8;

  final Family family;
  RouteTargetFilter filter;
  /** Slots below it are still to be visited. */
  int cursor;
  /** The end-of-RIB marker is owed (RFC 4724 §2). */
  boolean markerOwed = true;
  /** The membership of the peer is known as far as it will be before the marker (RFC 4684 §6). */
  boolean membershipKnown = true;
  /** An announcement was held back because the session took no more. */
  boolean missed;
  /** Filters under which routes may have been sent before the walk; empty when there is none. */
  private final List<RouteTargetFilter> past = new ArrayList<>();
  private Nlri.Builder withdrawn;
  private final Map<PathAttributes, Nlri.Builder> announced = new LinkedHashMap<>();
  private int gathered;

  /** What the policy last said: neighbouring routes mostly have the same attributes. */
  AttributeSet lastSet;
  int lastSource;
  PathAttributes lastResult;

  Outflow(Family family, RouteTargetFilter filter, int tableSize) {
    this.family = family;
    this.filter = filter;
    this.cursor = tableSize;
    past.add(RouteTargetFilter.NOTHING);
  }

  boolean isWalking() {
    return !past.isEmpty();
  }

  /** Starts the walk (again): from {@code from} to the filter that is set then. */
  void walk(RouteTargetFilter from, int tableSize) {
    if (past.stream().noneMatch(from::same)) {
      past.add(from);
    }
    if (past.size() > MAX_PAST) {
      past.clear();
      past.add(RouteTargetFilter.NOTHING);
      past.add(RouteTargetFilter.ALL);
    }
    cursor = tableSize;
  }

  void walked() {
    past.clear();
  }

  boolean wants(AttributeSet set) {
    return filter.matches(set.targets);
  }

  boolean surelySent(AttributeSet set) {
    for (RouteTargetFilter each : past) {
      if (!each.matches(set.targets)) {
        return false;
      }
    }
    return !missed && (isWalking() || wants(set));
  }

  boolean maybeSent(AttributeSet set) {
    for (RouteTargetFilter each : past) {
      if (each.matches(set.targets)) {
        return true;
      }
    }
    return wants(set);
  }

  void announce(PathAttributes attributes, long distinguisher, int address, int length, int label) {
    var nlri = announced.computeIfAbsent(attributes, key -> Nlri.of(family));
    put(family, nlri, distinguisher, address, length, label);
    gathered++;
  }

  void withdraw(long distinguisher, int address, int length) {
    if (withdrawn == null) {
      withdrawn = Nlri.of(family);
    }
    put(family, withdrawn, distinguisher, address, length, 0);
    gathered++;
  }

  /** Moves what has been gathered into updates, withdrawals first. */
  void drain(PeerState peer, List<SpeakerAction> actions) {
    if (gathered == 0) {
      return;
    }
    if (withdrawn != null) {
      peer.withdrawalsSent += withdrawn.size();
      actions.add(send(peer, new Update(List.of(withdrawn.build()), List.of(), Optional.empty(), List.of())));
      withdrawn = null;
    }
    announced.forEach((attributes, nlri) -> {
      peer.routesSent += nlri.size();
      var announcement = new Update.Announcement(attributes, nlri.build());
      actions.add(send(peer, new Update(List.of(), List.of(announcement), Optional.empty(), List.of())));
    });
    announced.clear();
    gathered = 0;
  }

  SpeakerAction marker(PeerState peer) {
    return send(peer, new Update(List.of(), List.of(), Optional.of(family), List.of()));
  }

  private static SpeakerAction send(PeerState peer, Update update) {
    return new SpeakerAction.SendUpdate(peer.config.address(), update);
  }

  static void put(Family family, Nlri.Builder nlri, long distinguisher, int address, int length, int label) {
    switch (family) {
      case IPV4_UNICAST -> nlri.ipv4(address, length);
      case VPNV4 -> nlri.vpnv4(distinguisher, address, length, label);
      case ROUTE_TARGET -> nlri.routeTargetPrefix(address, distinguisher, length);
    }
  }
}
