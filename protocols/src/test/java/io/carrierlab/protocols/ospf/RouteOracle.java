package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ospf.OspfNet.Port;
import io.carrierlab.protocols.ospf.OspfNet.Router;
import io.carrierlab.protocols.ospf.OspfNet.Segment;
import io.carrierlab.protocols.ospf.OspfView.NextHop;
import io.carrierlab.protocols.ospf.OspfView.Route;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the routes ought to be, from the drawing of the network: all distances by Floyd and Warshall, and as next hops
 * every neighbour from which the rest of the way is as short as it can be. It knows neither LSAs nor trees.
 */
final class RouteOracle {
  private static final int FAR = 1 << 28;

  private final OspfNet net;
  private final int[][] distance;

  RouteOracle(OspfNet net) {
    this.net = net;
    int n = net.routers.size();
    distance = new int[n][n];
    for (int[] row : distance) {
      Arrays.fill(row, FAR);
    }
    for (int i = 0; i < n; i++) {
      distance[i][i] = 0;
    }
    for (Segment segment : net.segments) {
      for (Port from : segment.ports) {
        for (Port to : segment.ports) {
          if (from != to && joined(segment, from, to)) {
            int i = net.routers.indexOf(from.router());
            int j = net.routers.indexOf(to.router());
            distance[i][j] = Math.min(distance[i][j], from.cost());
          }
        }
      }
    }
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          distance[i][j] = Math.min(distance[i][j], distance[i][k] + distance[k][j]);
        }
      }
    }
  }

  private static boolean joined(Segment segment, Port one, Port other) {
    return segment.lineUp && segment.passes && one.router().alive() && other.router().alive();
  }

  boolean connected(Router one, Router other) {
    return distance(one, other) < FAR;
  }

  private int distance(Router one, Router other) {
    return distance[net.routers.indexOf(one)][net.routers.indexOf(other)];
  }

  /** Without the networks that the router is attached to as cheaply as by any other way. */
  TreeMap<Ipv4Prefix, Route> routes(Router source) {
    var routes = new TreeMap<Ipv4Prefix, Route>();
    for (Segment segment : net.segments) {
      route(routes, source, segment.prefix(), router -> toSegment(router, segment));
    }
    for (Router owner : net.routers) {
      if (owner.alive()) {
        route(routes, source, owner.loopback(), router -> distance(router, owner) + 1);
      }
    }
    return routes;
  }

  private interface Costs {
    /** From this router to the prefix by the best way. */
    int from(Router router);
  }

  private int toSegment(Router router, Segment segment) {
    int best = FAR;
    for (Port port : segment.ports) {
      if (segment.lineUp && port.router().alive()) {
        best = Math.min(best, distance(router, port.router()) + port.cost());
      }
    }
    return best;
  }

  private void route(TreeMap<Ipv4Prefix, Route> routes, Router source, Ipv4Prefix prefix, Costs costs) {
    int best = costs.from(source);
    if (best >= FAR || prefix.equals(source.loopback()) || attached(source, prefix, best)) {
      return;
    }
    var hops = new TreeSet<NextHop>((one, other) -> one.interfaceIndex() != other.interfaceIndex()
        ? Integer.compare(one.interfaceIndex(), other.interfaceIndex())
        : Integer.compareUnsigned(one.neighborAddress(), other.neighborAddress()));
    for (Segment segment : net.segments) {
      for (Port out : segment.ports) {
        for (Port neighbor : segment.ports) {
          if (out.router() == source && neighbor != out && joined(segment, out, neighbor)
              && out.cost() + costs.from(neighbor.router()) == best) {
            hops.add(new NextHop(out.index(), neighbor.address()));
          }
        }
      }
    }
    routes.put(prefix, new Route(prefix, best, hops.stream().toList()));
  }

  private boolean attached(Router source, Ipv4Prefix prefix, int best) {
    return net.segments.stream().filter(segment -> segment.lineUp && segment.prefix().equals(prefix))
        .flatMap(segment -> segment.ports.stream())
        .anyMatch(port -> port.router() == source && port.cost() == best);
  }
}
