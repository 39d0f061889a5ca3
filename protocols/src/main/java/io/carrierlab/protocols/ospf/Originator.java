package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ospf.LsaBody.LinkType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The LSAs of this router: RFC 2328 §12.4, §13.4 and §14.1. */
final class Originator {
  private static final long MAX_AGE_NANOS = LsaHeader.MAX_AGE * 1_000_000_000L;

  /** What this router's LSA says, and by which interface each link leaves. */
  record Links(List<LsaBody.Link> links, List<Link> interfaces) {}

  private final Core core;
  private final Flooding flooding;
  private final OwnLsa routerLsa;
  private final long refreshNanos;
  private final long minIntervalNanos;
  private Links links = new Links(List.of(), List.of());

  Originator(Core core, Flooding flooding) {
    this.core = core;
    this.flooding = flooding;
    this.routerLsa = new OwnLsa(new LsaKey(LsType.ROUTER, core.config.routerId(), core.config.routerId()));
    this.refreshNanos = core.config.timers().lsRefresh().toNanos();
    this.minIntervalNanos = core.config.timers().minLsInterval().toNanos();
  }

  /** The links of now: the LSA in the database can lag behind by MinLSInterval, and routes should not. */
  Links links() {
    return links;
  }

  /** When an LSA needs attention: ours is refreshed, another's ages out. */
  long dueNanos(StoredLsa stored) {
    long refresh = stored.atAgeNanos(refreshNanos);
    boolean ours = stored.lsa.advertisingRouter() == core.config.routerId();
    // A refresh that is late waits for MinLSInterval, which has a wake-up call of its own.
    return ours && refresh > core.nowNanos ? refresh : stored.atAgeNanos(MAX_AGE_NANOS);
  }

  /** An instance has been received that may be one of ours from an earlier life (§13.4). */
  void noteReceived(StoredLsa stored) {
    Lsa lsa = stored.lsa;
    boolean leaving = stored.isMaxAge(core.nowNanos);
    if (lsa.advertisingRouter() == core.config.routerId()) {
      OwnLsa own = own(lsa.key());
      if (own != null && own.body != null) {
        own.overridden = true;
        core.originationDue = true;
      } else if (!leaving) {
        flush(stored);
      }
    } else if (!leaving && lsa.type() == LsType.NETWORK.code() && isOurAddress(lsa.linkStateId())) {
      flush(stored);
    }
  }

  private boolean isOurAddress(int address) {
    for (Link link : core.links) {
      if (link.config.address() == address && link.up()) {
        return true;
      }
    }
    return false;
  }

  private OwnLsa own(LsaKey key) {
    if (key.equals(routerLsa.key)) {
      return routerLsa;
    }
    for (Link link : core.links) {
      if (link.networkLsa != null && link.networkLsa.key.equals(key)) {
        return link.networkLsa;
      }
    }
    return null;
  }

  /** Brings our LSAs in line with interfaces and neighbours, as far as MinLSInterval lets it. */
  void settle() {
    if (!core.originationDue) {
      return;
    }
    core.originationDue = false;
    links = describeLinks();
    byte[] body = new LsaBody.Router(0, 0, links.links()).encode();
    if (routerLsa.body == null || !Arrays.equals(routerLsa.body, body)) {
      routerLsa.body = body;
      core.scheduleSpf();
    }
    settle(routerLsa);
    for (Link link : core.links) {
      if (link.state == InterfaceState.DR && link.networkLsa == null) {
        link.networkLsa = new OwnLsa(
            new LsaKey(LsType.NETWORK, link.config.address(), core.config.routerId()));
      }
      if (link.networkLsa != null) {
        link.networkLsa.body = describeNetwork(link);
        settle(link.networkLsa);
      }
    }
  }

  private void settle(OwnLsa own) {
    StoredLsa stored = core.database.find(own.key);
    boolean leaving = stored != null && core.maxAged.contains(own.key);
    if (own.body == null) {
      own.overridden = false;
      own.wrapping = false;
      if (stored != null && !leaving) {
        flush(stored);
      }
      return;
    }
    if (own.wrapping && leaving) {
      return;
    }
    own.wrapping = false;
    boolean current = stored != null && !leaving && !own.overridden && stored.lsa.hasBody(own.body)
        && core.nowNanos < stored.atAgeNanos(refreshNanos);
    if (current) {
      return;
    }
    // With nobody to see the last one, its number of seconds ago is nobody's burden.
    if (core.nowNanos - own.originatedNanos < minIntervalNanos && core.anyoneListens()) {
      core.wakeAt(own.originatedNanos + minIntervalNanos);
    } else if (stored != null && stored.lsa.sequence() == LsaHeader.MAX_SEQUENCE) {
      own.wrapping = true;
      if (!leaving) {
        flush(stored);
      }
    } else {
      own.overridden = false;
      own.originatedNanos = core.nowNanos;
      core.lsasOriginated++;
      int sequence = stored == null ? LsaHeader.INITIAL_SEQUENCE : stored.lsa.sequence() + 1;
      var lsa = new StoredLsa(Lsa.of(own.key, OspfBody.E_BIT, sequence, own.body), 0, core.nowNanos, false);
      flooding.install(lsa);
      flooding.flood(lsa, null);
    }
  }

  /** Premature ageing (§14.1). */
  private void flush(StoredLsa stored) {
    var withdrawn = new StoredLsa(stored.lsa.aged(LsaHeader.MAX_AGE), LsaHeader.MAX_AGE, core.nowNanos, false);
    flooding.install(withdrawn);
    flooding.flood(withdrawn, null);
  }

  /** RFC 2328 §12.4.1, in the order of interface indices; but loopbacks at their configured cost, as IOS has them. */
  private Links describeLinks() {
    var described = new ArrayList<LsaBody.Link>();
    var interfaces = new ArrayList<Link>();
    for (Link link : core.links) {
      switch (link.state) {
        case DOWN -> { }
        case LOOPBACK -> described.add(
            new LsaBody.Link(LinkType.STUB, link.config.address(), Ipv4.mask(32), link.config.cost()));
        case POINT_TO_POINT -> {
          for (Neighbor neighbor : link.neighbors.values()) {
            if (neighbor.state == NeighborState.FULL) {
              described.add(new LsaBody.Link(LinkType.POINT_TO_POINT, neighbor.routerId, link.config.address(),
                  link.config.cost()));
            }
          }
          described.add(stub(link));
        }
        case WAITING, DR_OTHER, BACKUP, DR -> described.add(transits(link)
            ? new LsaBody.Link(LinkType.TRANSIT, link.designatedRouter, link.config.address(), link.config.cost())
            : stub(link));
      }
      while (interfaces.size() < described.size()) {
        interfaces.add(link);
      }
    }
    return new Links(described, interfaces);
  }

  private static LsaBody.Link stub(Link link) {
    int mask = Ipv4.mask(link.config.prefixLength());
    return new LsaBody.Link(LinkType.STUB, link.config.address() & mask, mask, link.config.cost());
  }

  private static boolean transits(Link link) {
    if (link.state == InterfaceState.DR) {
      return link.fullNeighbors() != 0;
    }
    for (Neighbor neighbor : link.neighbors.values()) {
      if (neighbor.state == NeighborState.FULL && neighbor.address == link.designatedRouter) {
        return true;
      }
    }
    return false;
  }

  /** RFC 2328 §12.4.2; null: we are not designated router, or nobody is adjacent. */
  private byte[] describeNetwork(Link link) {
    if (link.state != InterfaceState.DR || link.fullNeighbors() == 0) {
      return null;
    }
    var attached = new ArrayList<Integer>();
    attached.add(core.config.routerId());
    for (Neighbor neighbor : link.neighbors.values()) {
      if (neighbor.state == NeighborState.FULL) {
        attached.add(neighbor.routerId);
      }
    }
    return new LsaBody.Network(Ipv4.mask(link.config.prefixLength()), attached).encode();
  }
}
