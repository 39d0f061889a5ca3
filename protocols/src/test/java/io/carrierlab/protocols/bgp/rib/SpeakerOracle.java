package io.carrierlab.protocols.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.rib.SpeakerNet.Dest;
import io.carrierlab.protocols.bgp.rib.SpeakerNet.End;
import io.carrierlab.protocols.bgp.rib.SpeakerNet.Held;
import io.carrierlab.protocols.bgp.rib.SpeakerNet.Node;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a speaker at rest must think, from what its peers have told it: the rules again, written without regard to cost
 * and without a line of the speaker's.
 */
final class SpeakerOracle {
  private static final int NO_EXPORT = 0xffffff01;
  private static final int NO_ADVERTISE = 0xffffff02;

  /** @param end where it came from; null for LOCAL and IMPORTED @param distinguisher of an imported path */
  record Path(PathAttributes attributes, int label, SpeakerAction.Source source, End end, long distinguisher) {
    boolean vpn() {
      return label != 0;
    }

    long localPref() {
      return attributes.localPref().orElse(100);
    }
  }

  private SpeakerOracle() {}

  /** All usable paths of a speaker, by destination; of VRFs, IPv4 unicast destinations. */
  static TreeMap<Dest, List<Path>> paths(Node node) {
    var paths = new TreeMap<Dest, List<Path>>();
    node.local.forEach((dest, held) -> add(paths, dest, new Path(held.attributes(), 0,
        SpeakerAction.Source.LOCAL, null, 0)));
    for (End end : node.ends) {
      end.held.forEach((dest, held) -> {
        if (dest.family() != Family.ROUTE_TARGET && end.up) {
          accepted(node, end, dest, held).filter(path -> usable(node, path)).ifPresent(path -> add(paths, dest, path));
        }
      });
    }
    for (Node vrf : node.vrfs) {
      exports(vrf).forEach((dest, path) -> add(paths, dest, path));
    }
    if (node.router != null) {
      imports(node).forEach((dest, path) ->
          add(paths, new Dest(Family.IPV4_UNICAST, 0, dest.address(), dest.length()), path));
    }
    return paths;
  }

  private static void add(TreeMap<Dest, List<Path>> paths, Dest dest, Path path) {
    paths.computeIfAbsent(dest, key -> new ArrayList<>()).add(path);
  }

  static Optional<PathAttributes> inbound(Node node, End end, PathAttributes attributes) {
    boolean ebgp = node.config.as() != end.other.node.config.as();
    int nextHop = attributes.nextHop().orElseThrow();
    boolean loop = attributes.asPath().contains(node.config.as()) || nextHop == node.config.ownNextHop()
        || nextHop == end.address
        || !ebgp && attributes.originatorId().orElse(~node.config.routerId()) == node.config.routerId()
        || !ebgp && node.config.clusterId().isPresent() && attributes.hasCluster(node.config.clusterId().getAsInt());
    if (loop) {
      return Optional.empty();
    }
    if (!ebgp) {
      return Optional.of(attributes);
    }
    var site = end.asSeen().siteOfOrigin();
    long[] kept = LongStream.of(attributes.extendedCommunities())
        .filter(each -> node.router == null || !ExtendedCommunity.isRouteTarget(each)).toArray();
    return Optional.of(attributes.toBuilder().noLocalPref().noOriginatorId().clusterList().extendedCommunities(
        LongStream.concat(LongStream.of(kept), site.isPresent() ? LongStream.of(site.getAsLong()) : LongStream.of())
            .toArray()).build());
  }

  private static Optional<Path> accepted(Node node, End end, Dest dest, Held held) {
    boolean ebgp = node.config.as() != end.other.node.config.as();
    return inbound(node, end, held.attributes())
        .filter(attributes -> dest.family() != Family.VPNV4 || node.config.clusterId().isPresent()
            || node.vrfs.stream().anyMatch(vrf -> matches(vrf, attributes)))
        .map(attributes -> new Path(attributes, held.label(),
            ebgp ? SpeakerAction.Source.EBGP : SpeakerAction.Source.IBGP, end, 0));
  }

  private static boolean usable(Node node, Path path) {
    int nextHop = path.attributes().nextHop().orElseThrow();
    return path.source() == SpeakerAction.Source.EBGP && nextHop == path.end().other.address
        || metric(node, path).isPresent();
  }

  private static OptionalLong metric(Node node, Path path) {
    int nextHop = path.attributes().nextHop().orElseThrow();
    boolean vpn = path.source() == SpeakerAction.Source.IMPORTED || path.vpn();
    if (vpn && node.tunnels != null) {
      Long metric = nextHop == node.config.ownNextHop() ? Long.valueOf(0) : node.tunnels.get(nextHop);
      return metric == null ? OptionalLong.empty() : OptionalLong.of(metric);
    }
    return switch (node.config.nextHops()) {
      case REACHABLE -> node.metrics.getOrDefault(nextHop, OptionalLong.of(0));
      case UNREACHABLE -> node.metrics.getOrDefault(nextHop, OptionalLong.empty());
    };
  }

  private static boolean matches(Node vrf, PathAttributes attributes) {
    return Arrays.stream(attributes.routeTargets()).anyMatch(vrf.imports::contains);
  }

  /** RFC 4364: what a VRF exports, under its distinguisher. */
  static TreeMap<Dest, Path> exports(Node vrf) {
    var exports = new TreeMap<Dest, Path>();
    var config = vrf.vrf().orElseThrow();
    ownView(vrf).forEach((dest, candidates) -> best(vrf, candidates).ifPresent(path -> {
      if (path.source() != SpeakerAction.Source.IMPORTED && !path.attributes().hasCommunity(NO_ADVERTISE)) {
        long[] communities = LongStream.concat(LongStream.of(path.attributes().extendedCommunities())
            .filter(each -> !ExtendedCommunity.isRouteTarget(each)),
            config.exports().stream().mapToLong(Long::longValue)).toArray();
        var attributes = path.attributes().toBuilder().nextHop(vrf.config.ownNextHop()).localPref(path.localPref())
            .extendedCommunities(communities).build();
        exports.put(new Dest(Family.VPNV4, config.rd(), dest.address(), dest.length()),
            new Path(attributes, label(vrf, dest), SpeakerAction.Source.LOCAL, null, config.rd()));
      }
    }));
    return exports;
  }

  private static int label(Node vrf, Dest dest) {
    return switch (vrf.vrf().orElseThrow().labels()) {
      case SpeakerConfig.Labels.PerVrf(int label) -> label;
      case SpeakerConfig.Labels.PerPrefix _ -> {
        var prefix = new Ipv4Prefix(dest.address(), dest.length());
        int label = vrf.speaker.view().best(Family.IPV4_UNICAST, 0, prefix).orElseThrow().label();
        assertEquals(Optional.of(prefix), vrf.speaker.view().prefixOfLabel(label));
        yield label;
      }
    };
  }

  /** The VRF's paths, with those that its own actor holds for imported: what the router knows must equal them. */
  private static TreeMap<Dest, List<Path>> ownView(Node vrf) {
    var paths = new TreeMap<Dest, List<Path>>();
    for (RibRow row : vrf.speaker.view().rows(Family.IPV4_UNICAST)) {
      if (row.source() == SpeakerAction.Source.IMPORTED) {
        add(paths, new Dest(Family.IPV4_UNICAST, 0, row.prefix().address(), row.prefix().length()),
            new Path(row.attributes(), row.label(), row.source(), null, row.distinguisher()));
      }
    }
    vrf.local.forEach((dest, held) -> add(paths, dest, new Path(held.attributes(), 0,
        SpeakerAction.Source.LOCAL, null, 0)));
    for (End end : vrf.ends) {
      end.held.forEach((dest, held) ->
          accepted(vrf, end, dest, held).filter(path -> usable(vrf, path)).ifPresent(path -> add(paths, dest, path)));
    }
    return paths;
  }

  /** What the router must have brought into a VRF, by VPNv4 destination. */
  static TreeMap<Dest, Path> imports(Node vrf) {
    var imports = new TreeMap<Dest, Path>();
    var own = vrf.vrf().orElseThrow();
    paths(vrf.router).forEach((dest, candidates) -> {
      boolean underOwn = dest.distinguisher() == own.rd();
      var eligible = candidates.stream()
          .filter(path -> !(underOwn && path.source() == SpeakerAction.Source.LOCAL)).toList();
      if (dest.family() == Family.VPNV4) {
        best(vrf.router, eligible).filter(path -> matches(vrf, path.attributes())).ifPresent(path ->
            imports.put(dest, new Path(path.attributes(), path.label(), SpeakerAction.Source.IMPORTED, null,
                dest.distinguisher())));
      }
    });
    return imports;
  }

  static Optional<Path> best(Node node, List<Path> candidates) {
    var left = candidates;
    left = least(left, path -> path.source() == SpeakerAction.Source.LOCAL
        && path.attributes().asPath().isEmpty() ? 0 : 1);
    left = least(left, path -> -path.localPref());
    left = least(left, path -> path.attributes().asPath().hops());
    left = least(left, path -> path.attributes().origin().ordinal());
    var tied = left;
    left = tied.stream().filter(path -> tied.stream().noneMatch(other ->
        other.attributes().asPath().first().equals(path.attributes().asPath().first())
            && other.attributes().med().orElse(0) < path.attributes().med().orElse(0))).toList();
    left = least(left, path -> path.source() == SpeakerAction.Source.EBGP
        || path.source() == SpeakerAction.Source.LOCAL ? 0 : 1);
    left = least(left, path -> {
      int nextHop = path.attributes().nextHop().orElse(0);
      boolean connected = path.end() != null && path.source() == SpeakerAction.Source.EBGP
          && nextHop == path.end().other.address;
      return path.source() == SpeakerAction.Source.LOCAL || connected ? 0 : metric(node, path).orElse(0);
    });
    left = least(left, path -> Integer.toUnsignedLong(path.attributes().originatorId().orElse(path.end() != null
        ? path.end().other.node.config.routerId() : path.attributes().nextHop().orElse(0))));
    left = least(left, path -> path.attributes().clusterList().length);
    left = least(left, path -> path.end() == null ? 0 : Integer.toUnsignedLong(path.end().other.address));
    return left.stream().min(Comparator.comparing(Path::distinguisher, Long::compareUnsigned));
  }

  private static List<Path> least(List<Path> paths, ToLongFunction<Path> rank) {
    long least = paths.stream().mapToLong(rank).min().orElse(0);
    return paths.stream().filter(path -> rank.applyAsLong(path) == least).collect(Collectors.toList());
  }

  /** What the peer behind this end must hold of us: its Adj-RIB-In, our Adj-RIB-Out. */
  static TreeMap<Dest, Held> outbound(End end) {
    var expected = new TreeMap<Dest, Held>();
    paths(end.node).forEach((dest, candidates) -> best(end.node, candidates).ifPresent(path -> {
      if (end.families.contains(dest.family()) && (dest.family() != Family.VPNV4 || isMember(end, path))) {
        outbound(end, dest, path).ifPresent(attributes -> expected.put(dest,
            new Held(attributes, dest.family() == Family.VPNV4 ? path.label() : 0)));
      }
    }));
    return expected;
  }

  /** RFC 4684: whether the peer has asked for one of the path's targets. */
  private static boolean isMember(End end, Path path) {
    if (!end.families.contains(Family.ROUTE_TARGET)) {
      return true;
    }
    var targets = new TreeSet<Long>();
    end.held.forEach((dest, held) -> {
      if (dest.family() == Family.ROUTE_TARGET && inbound(end.node, end, held.attributes()).isPresent()) {
        targets.add(dest.distinguisher());
      }
    });
    return Arrays.stream(path.attributes().routeTargets()).anyMatch(targets::contains);
  }

  private static Optional<PathAttributes> outbound(End end, Dest dest, Path path) {
    SpeakerConfig config = end.node.config;
    SpeakerConfig.Peer peer = end.asSeen();
    PathAttributes attributes = path.attributes();
    boolean siteKnown = peer.siteOfOrigin().isPresent()
        && attributes.hasExtendedCommunity(peer.siteOfOrigin().getAsLong());
    if (path.end() == end || siteKnown || attributes.hasCommunity(NO_ADVERTISE)) {
      return Optional.empty();
    }
    var out = attributes.toBuilder();
    if (peer.as() != config.as()) {
      var asPath = peer.asOverride() ? attributes.asPath().replace(peer.as(), config.as()) : attributes.asPath();
      out.asPath(asPath.prepend(config.as())).noLocalPref().noOriginatorId().clusterList().nextHop(end.address);
      if (path.source() != SpeakerAction.Source.LOCAL) {
        out.noMed();
      }
      out.extendedCommunities(LongStream.of(attributes.extendedCommunities()).filter(each ->
          ExtendedCommunity.isTransitive(each)
              && !(end.node.router != null && ExtendedCommunity.isRouteTarget(each))).toArray());
      return attributes.hasCommunity(NO_EXPORT) ? Optional.empty() : Optional.of(out.build());
    }
    return switch (path.source()) {
      case IMPORTED -> Optional.empty();
      case IBGP -> {
        if (config.clusterId().isEmpty() || !(peer.client() || path.end().asSeen().client())) {
          yield Optional.empty();
        }
        int[] clusters = attributes.clusterList();
        int[] longer = new int[clusters.length + 1];
        longer[0] = config.clusterId().getAsInt();
        System.arraycopy(clusters, 0, longer, 1, clusters.length);
        yield Optional.of(out.clusterList(longer)
            .originatorId(attributes.originatorId().orElse(path.end().other.node.config.routerId())).build());
      }
      case EBGP -> Optional.of((peer.nextHopSelf() ? out.nextHop(end.address) : out).localPref(path.localPref())
          .build());
      case LOCAL -> {
        out.localPref(path.localPref());
        yield Optional.of(dest.family() == Family.VPNV4 ? out.build() : out.nextHop(end.address).build());
      }
    };
  }
}
