package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a speaker knows, read only. It shows the speaker as it is, not as it was when the view was made, and must be
 * used by the speaker's owner only; iterators and handles are good until the speaker's next event.
 */
public final class RibView {
  /** No route: what {@link #lookup} answers then. */
  public static final int NO_ROUTE = PathTable.NONE;

  record Books(AttributeSets sets, LongIndex distinguishers, Membership membership) {}

  private final SpeakerConfig config;
  private final Rib unicast;
  private final Rib vpn;
  private final List<PeerState> peers;
  private final Books books;
  private final VrfExport export;
  private final long refused;

  RibView(SpeakerConfig config, Rib unicast, Rib vpn, List<PeerState> peers, Books books, VrfExport export,
      long refused) {
    this.config = config;
    this.unicast = unicast;
    this.vpn = vpn;
    this.peers = peers;
    this.books = books;
    this.export = export;
    this.refused = refused;
  }

  /**
   * The best route for a packet, by longest match, as a handle, or {@link #NO_ROUTE}: a VRF forwards by it. One hash
   * probe for each prefix length in the table that is longer than the match; nothing is allocated.
   */
  public int lookup(int destination) {
    return unicast.table.lookup(destination);
  }

  /** The label to push for a route that {@link #lookup} found: 0 unless it is imported. */
  public int label(int handle) {
    return source(handle) == SpeakerAction.Source.IMPORTED ? unicast.table.label(handle) : 0;
  }

  /** The next hop of a route that {@link #lookup} found; 0 for one of our own that has none. */
  public int nextHop(int handle) {
    NextHopTable.Entry nextHop = unicast.set(handle).nextHop;
    return nextHop == null ? 0 : nextHop.address;
  }

  public SpeakerAction.Source source(int handle) {
    return peers.get(PathTable.peerOf(unicast.table.source(handle))).source;
  }

  /** All about a route that {@link #lookup} found. */
  public RibRow route(int handle) {
    return row(unicast, handle);
  }

  /** The prefix that a label of ours stands for, in a VRF with a label per prefix. */
  public Optional<Ipv4Prefix> prefixOfLabel(int label) {
    return export == null ? Optional.empty() : export.prefixOf(label);
  }

  /** All paths of IPv4 unicast or VPNv4, in no particular order, one row at a time. */
  public Iterable<RibRow> rows(Family family) {
    Rib rib = rib(family);
    return () -> new Iterator<>() {
      private int slot;

      @Override
      public boolean hasNext() {
        return slot < rib.table.size();
      }

      @Override
      public RibRow next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return row(rib, slot++);
      }
    };
  }

  /** Paths in the table of a family. */
  public int paths(Family family) {
    return family == Family.ROUTE_TARGET ? books.membership().paths() : rib(family).table.size();
  }

  /** Destinations in the table of a family. */
  public int destinations(Family family) {
    return family == Family.ROUTE_TARGET ? books.membership().size() : rib(family).table.destinations();
  }

  /** Different attribute sets of all paths. */
  public int attributeSets() {
    return books.sets().size();
  }

  /** Different route distinguishers of all paths. */
  public int distinguishers() {
    return books.distinguishers().size() - 1;
  }

  /** The best path to a destination, if there is one. @param distinguisher 64 bits; 0 for IPv4 unicast */
  public Optional<RibRow> best(Family family, long distinguisher, Ipv4Prefix prefix) {
    Rib rib = rib(family);
    int index = family == Family.VPNV4 ? books.distinguishers().find(distinguisher) : 0;
    if (index == LongIndex.NONE) {
      return Optional.empty();
    }
    int slot = rib.table.best(rib.table.first(prefix.address(), prefix.length(), PathTable.source(index, 0)));
    return slot == PathTable.NONE ? Optional.empty() : Optional.of(row(rib, slot));
  }

  /** The neighbours, as configured. */
  public List<PeerView> peers() {
    return peers.stream().filter(PeerState::isNeighbor).map(RibView::peer).toList();
  }

  /** Routes of our own refused: exports of an unknown VRF, more than 2^20 distinguishers, no label left. */
  public long refused() {
    return refused + (export == null ? 0 : export.unlabelled());
  }

  /** Octets of the tables on the heap; attribute sets come on top. */
  public long tableOctets() {
    return unicast.table.octets() + vpn.table.octets();
  }

  @Override
  public String toString() {
    String name = config.vrf().map(vrf -> "VRF " + vrf.name() + " " + RouteDistinguisher.format(vrf.rd()))
        .orElse("global");
    return name + ": " + unicast.table.size() + " IPv4 and " + vpn.table.size() + " VPNv4 paths";
  }

  private RibRow row(Rib rib, int slot) {
    PathTable table = rib.table;
    int source = table.source(slot);
    PeerState peer = peers.get(PathTable.peerOf(source));
    PathAttributes attributes = rib.set(slot).attributes;
    boolean best = table.has(slot, PathTable.BEST);
    return new RibRow(books.distinguishers().value(PathTable.distinguisherOf(source)),
        new Ipv4Prefix(table.address(slot), table.length(slot)), table.label(slot), attributes, peer.source,
        peer.isNeighbor() ? peer.config.address() : 0, best, rib.decision.isUsable(slot), rib.decision.decisive(slot),
        best && rib == unicast ? OptionalInt.of(table.installed(slot)) : OptionalInt.empty());
  }

  private Rib rib(Family family) {
    return family == Family.VPNV4 ? vpn : unicast;
  }

  private static PeerView peer(PeerState peer) {
    var received = new EnumMap<Family, Integer>(Family.class);
    boolean sending = false;
    for (Family family : Family.values()) {
      Outflow flow = peer.outflow(family);
      if (flow != null) {
        received.put(family, peer.received(family));
        sending |= family != Family.ROUTE_TARGET && flow.isWalking();
      }
    }
    return new PeerView(peer.config.address(), peer.up, received, peer.routesSent, peer.withdrawalsSent, peer.loops,
        peer.filtered, sending);
  }
}
