package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ospf.LsaBody.LinkType;
import io.carrierlab.protocols.ospf.OspfView.NextHop;
import io.carrierlab.protocols.ospf.OspfView.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;

/**
 * The shortest-path tree of the area and the routes that follow from it (RFC 2328 §16.1). It reads the LSAs' octets
 * where they lie: a run makes a few arrays, and no graph.
 *
 * <p>Networks are numbered before routers, so that of vertices equally far a network is settled first, as §16.1 asks:
 * the cost from a network to its routers is 0, and some equally good paths were missed otherwise.
 */
final class ShortestPaths {
  private static final int UNREACHED = Integer.MAX_VALUE;
  private static final int LINKS_AT = LsaHeader.OCTETS + 4;
  private static final int LINK_OCTETS = 12;
  private static final long[] NO_HOPS = {};

  private final Core core;
  private final Originator.Links ownLinks;
  /** By vertex: its LSA. The root's is not read: what it says now is in {@link #ownLinks}. */
  private final Lsa[] lsas;
  private final int networks;
  private final int root;
  private final int[] distance;
  /** By vertex: first hops, sorted, as interface index in the upper and neighbour's address in the lower 32 bits. */
  private final long[][] hops;
  private final boolean[] settled;
  private long[] heap = new long[64];
  private int heapSize;

  private ShortestPaths(Core core, Originator.Links ownLinks) {
    this.core = core;
    this.ownLinks = ownLinks;
    var networkLsas = ofType(LsType.NETWORK);
    var routerLsas = ofType(LsType.ROUTER);
    this.networks = networkLsas.size();
    networkLsas.addAll(routerLsas);
    this.lsas = networkLsas.toArray(new Lsa[0]);
    this.root = routerVertex(core.config.routerId());
    this.distance = new int[lsas.length];
    this.hops = new long[lsas.length][];
    this.settled = new boolean[lsas.length];
  }

  /** All intra-area routes, by prefix. @param ownLinks the router's links of now */
  static TreeMap<Ipv4Prefix, Route> routes(Core core, Originator.Links ownLinks) {
    var paths = new ShortestPaths(core, ownLinks);
    if (paths.root < 0) {
      return new TreeMap<>();
    }
    paths.build();
    return paths.collect();
  }

  /** By link state id; of two network-LSAs for one address, only that of the lower Router ID counts. */
  private ArrayList<Lsa> ofType(LsType type) {
    var found = new ArrayList<Lsa>(core.database.size());
    for (int i = core.database.firstFrom(type.code(), 0, 0); i < core.database.size(); i++) {
      StoredLsa stored = core.database.at(i);
      Lsa lsa = stored.lsa;
      if (lsa.type() != type.code()) {
        break;
      }
      boolean known = !found.isEmpty() && found.getLast().linkStateId() == lsa.linkStateId();
      boolean fits = type == LsType.NETWORK || lsa.linkStateId() == lsa.advertisingRouter();
      if (!known && fits && !stored.isMaxAge(core.nowNanos)) {
        found.add(lsa);
      }
    }
    return found;
  }

  private void build() {
    Arrays.fill(distance, UNREACHED);
    Arrays.fill(hops, NO_HOPS);
    distance[root] = 0;
    push(0, root);
    while (heapSize != 0) {
      int vertex = pop();
      if (!settled[vertex]) {
        settled[vertex] = true;
        if (vertex == root) {
          relaxRoot();
        } else if (vertex < networks) {
          relaxNetwork(vertex);
        } else {
          relaxRouter(vertex);
        }
      }
    }
  }

  private void relaxRoot() {
    for (int i = 0; i < ownLinks.links().size(); i++) {
      LsaBody.Link link = ownLinks.links().get(i);
      Link out = ownLinks.interfaces().get(i);
      if (link.type() == LinkType.POINT_TO_POINT) {
        int vertex = routerVertex(link.id());
        Neighbor neighbor = out.neighbors.get(link.id());
        if (vertex >= 0 && neighbor != null && linksTo(lsas[vertex], LinkType.POINT_TO_POINT, rootId()) >= 0) {
          reach(vertex, link.metric(), new long[] {hop(out.index(), neighbor.address)});
        }
      } else if (link.type() == LinkType.TRANSIT) {
        int vertex = networkVertex(link.id());
        if (vertex >= 0 && attaches(lsas[vertex], rootId())) {
          reach(vertex, link.metric(), new long[] {hop(out.index(), 0)});
        }
      }
    }
  }

  private void relaxRouter(int vertex) {
    Lsa lsa = lsas[vertex];
    int id = lsa.linkStateId();
    for (int at = LINKS_AT; at < lsa.length(); at = nextLink(lsa, at)) {
      int type = lsa.u8(at + 8);
      int other = -1;
      if (type == LinkType.POINT_TO_POINT.code()) {
        other = routerVertex(lsa.bits32(at));
        if (other >= 0 && !linksBack(other, id)) {
          other = -1;
        }
      } else if (type == LinkType.TRANSIT.code()) {
        other = networkVertex(lsa.bits32(at));
        if (other >= 0 && !attaches(lsas[other], id)) {
          other = -1;
        }
      }
      if (other >= 0 && !settled[other]) {
        reach(other, distance[vertex] + lsa.u16(at + 10), hops[vertex]);
      }
    }
  }

  private boolean linksBack(int vertex, int id) {
    // The root is settled first, so no path leads back to it, and its LSA of old is never asked.
    return vertex != root && linksTo(lsas[vertex], LinkType.POINT_TO_POINT, id) >= 0;
  }

  private void relaxNetwork(int vertex) {
    Lsa lsa = lsas[vertex];
    for (int at = LINKS_AT; at < lsa.length(); at += 4) {
      int other = routerVertex(lsa.bits32(at));
      if (other < 0 || settled[other]) {
        continue;
      }
      int back = linksTo(lsas[other], LinkType.TRANSIT, lsa.linkStateId());
      if (back >= 0) {
        reach(other, distance[vertex], throughNetwork(hops[vertex], lsas[other].bits32(back + 4)));
      }
    }
  }

  /** A network that we are attached to is left for the router's own address on it (§16.1.1). */
  private static long[] throughNetwork(long[] hops, int address) {
    long[] result = hops;
    for (int i = 0; i < hops.length; i++) {
      if ((int) hops[i] == 0) {
        if (result == hops) {
          result = hops.clone();
        }
        result[i] |= Integer.toUnsignedLong(address);
      }
    }
    if (result != hops) {
      Arrays.sort(result);
    }
    return result;
  }

  private void reach(int vertex, int cost, long[] firstHops) {
    if (cost < distance[vertex]) {
      distance[vertex] = cost;
      hops[vertex] = firstHops;
      push(cost, vertex);
    } else if (cost == distance[vertex]) {
      hops[vertex] = union(hops[vertex], firstHops);
    }
  }

  private static long[] union(long[] one, long[] other) {
    long[] merged = new long[one.length + other.length];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < one.length || j < other.length) {
      long next = j == other.length || i < one.length && one[i] <= other[j] ? one[i++] : other[j++];
      if (size == 0 || merged[size - 1] != next) {
        merged[size++] = next;
      }
    }
    return size == one.length ? one : Arrays.copyOf(merged, size);
  }

  /** Where, in a router-LSA, the first link of this type to this id is; negative: nowhere. */
  private static int linksTo(Lsa lsa, LinkType type, int id) {
    for (int at = LINKS_AT; at < lsa.length(); at = nextLink(lsa, at)) {
      if (lsa.bits32(at) == id && lsa.u8(at + 8) == type.code()) {
        return at;
      }
    }
    return -1;
  }

  private static int nextLink(Lsa lsa, int at) {
    return at + LINK_OCTETS + 4 * lsa.u8(at + 9);
  }

  private static boolean attaches(Lsa network, int routerId) {
    for (int at = LINKS_AT; at < network.length(); at += 4) {
      if (network.bits32(at) == routerId) {
        return true;
      }
    }
    return false;
  }

  private int rootId() {
    return core.config.routerId();
  }

  private static long hop(int interfaceIndex, int address) {
    return (long) interfaceIndex << 32 | Integer.toUnsignedLong(address);
  }

  private int networkVertex(int linkStateId) {
    return search(linkStateId, 0, networks - 1);
  }

  private int routerVertex(int routerId) {
    return search(routerId, networks, lsas.length - 1);
  }

  private int search(int linkStateId, int from, int to) {
    int low = from;
    int high = to;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Integer.compareUnsigned(lsas[middle].linkStateId(), linkStateId);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  // A binary heap of cost and vertex in one number; a vertex that came closer is in it twice.

  private void push(int cost, int vertex) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, heapSize * 2);
    }
    long entry = (long) cost << 32 | vertex;
    int at = heapSize++;
    while (at > 0 && heap[(at - 1) / 2] > entry) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = entry;
  }

  private int pop() {
    long top = heap[0];
    long last = heap[--heapSize];
    int at = 0;
    while (2 * at + 1 < heapSize) {
      int child = 2 * at + 1;
      if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return (int) top;
  }

  /** The second stage of §16.1: what hangs on the tree. */
  private TreeMap<Ipv4Prefix, Route> collect() {
    var best = new TreeMap<Ipv4Prefix, Best>();
    for (int vertex = 0; vertex < lsas.length; vertex++) {
      if (!settled[vertex] || vertex == root) {
        continue;
      }
      Lsa lsa = lsas[vertex];
      if (vertex < networks) {
        offer(best, lsa.linkStateId(), lsa.bits32(LsaHeader.OCTETS), distance[vertex], hops[vertex]);
        continue;
      }
      for (int at = LINKS_AT; at < lsa.length(); at = nextLink(lsa, at)) {
        if (lsa.u8(at + 8) == LinkType.STUB.code()) {
          offer(best, lsa.bits32(at), lsa.bits32(at + 4), distance[vertex] + lsa.u16(at + 10), hops[vertex]);
        }
      }
    }
    for (int i = 0; i < ownLinks.links().size(); i++) {
      LsaBody.Link link = ownLinks.links().get(i);
      if (link.type() == LinkType.STUB) {
        offer(best, link.id(), link.data(), link.metric(),
            new long[] {hop(ownLinks.interfaces().get(i).index(), 0)});
      }
    }
    var lists = new IdentityHashMap<long[], List<NextHop>>();
    var routes = new TreeMap<Ipv4Prefix, Route>();
    best.forEach((prefix, it) -> routes.put(prefix,
        new Route(prefix, it.cost, lists.computeIfAbsent(it.hops, ShortestPaths::nextHops))));
    return routes;
  }

  private static final class Best {
    private int cost = UNREACHED;
    private long[] hops = NO_HOPS;
  }

  private static void offer(TreeMap<Ipv4Prefix, Best> best, int id, int mask, int cost, long[] hops) {
    int length = Integer.bitCount(mask);
    if (mask != Ipv4.mask(length)) {
      return;
    }
    Best now = best.computeIfAbsent(Ipv4Prefix.covering(id, length), prefix -> new Best());
    if (cost < now.cost) {
      now.cost = cost;
      now.hops = hops;
    } else if (cost == now.cost) {
      now.hops = union(now.hops, hops);
    }
  }

  /** Where a path without a next router is among equals, it alone counts: the packet has arrived. */
  private static List<NextHop> nextHops(long[] hops) {
    var attached = new ArrayList<NextHop>(1);
    var all = new ArrayList<NextHop>(hops.length);
    for (long hop : hops) {
      var next = new NextHop((int) (hop >> 32), (int) hop);
      all.add(next);
      if (next.neighborAddress() == 0) {
        attached.add(next);
      }
    }
    return List.copyOf(attached.isEmpty() ? all : attached.subList(0, 1));
  }
}
