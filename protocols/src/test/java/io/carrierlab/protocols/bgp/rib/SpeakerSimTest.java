package io.carrierlab.protocols.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.bgp.rib.SpeakerNet.Dest;
import io.carrierlab.protocols.bgp.rib.SpeakerNet.End;
import io.carrierlab.protocols.bgp.rib.SpeakerNet.Node;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Providers with VPNs under random changes: a full mesh, a reflector with clients, two of them; CEs with one or
 * two homes, all in one AS. When all is quiet, every speaker must think what {@link SpeakerOracle} says, and every peer
 * must hold what it was to be told. Replay: -Dseed=N.
 */
class SpeakerSimTest {
  private static final int PROVIDER = 65000;
  private static final int CUSTOMER = 65100;
  private static final int PREFIXES = 7;

  private final List<Node> pes = new ArrayList<>();
  private final List<Node> vrfs = new ArrayList<>();
  private final List<Node> origins = new ArrayList<>();
  private SplittableRandom random;
  private SpeakerNet net;
  private boolean mesh;
  private int imported;
  private int advertised;
  private Duration interval;

  private record Link(int pe, int vpn, int ce) {}

  @ParameterizedTest(name = "seed {0}") @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void agreesWithTheOracleWhenQuiet(long seed) {
    random = new SplittableRandom(seed);
    net = new SpeakerNet(random);
    interval = random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(1);
    build((int) (seed % 3));
    net.ends.forEach(net::up);
    settle();
    check("start");
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 30; i++) {
        change();
        for (int steps = random.nextInt(20); steps > 0; steps--) {
          net.step();
        }
      }
      calm();
      settle();
      check("seed " + seed + " round " + round);
    }
    assertTrue(advertised > 0 && (vrfs.size() < 4 || imported > 0), "nothing was announced, so nothing was tested");
    tearDown();
  }

  /** RFC 4684: the peer knows what our VRFs import, and from a reflector what others want. */
  private static void checkMembership(End end) {
    if (!end.families.contains(Family.ROUTE_TARGET)) {
      return;
    }
    var expected = new TreeSet<Long>();
    end.node.vrfs.forEach(vrf -> expected.addAll(vrf.imports));
    boolean toClient = end.asSeen().client();
    for (End from : end.node.ends) {
      boolean passes = end.node.config.clusterId().isPresent() && from != end && from.up
          && (toClient || from.asSeen().client());
      from.held.forEach((dest, held) -> {
        if (passes && dest.family() == Family.ROUTE_TARGET
            && SpeakerOracle.inbound(end.node, from, held.attributes()).isPresent()) {
          expected.add(dest.distinguisher());
        }
      });
    }
    var held = new TreeSet<Long>();
    end.other.held.keySet().stream().filter(dest -> dest.family() == Family.ROUTE_TARGET)
        .forEach(dest -> held.add(dest.distinguisher()));
    assertEquals(expected, held, () -> "membership from " + end.node.name + " to " + end.other.node.name);
  }

  private void build(int shape) {
    mesh = shape == 0;
    int reflectors = shape;
    int count = 3 + random.nextInt(2);
    var links = links(count);
    boolean sharedRd = random.nextBoolean();
    var families = EnumSet.of(Family.IPV4_UNICAST, Family.VPNV4);
    var constrained = EnumSet.allOf(Family.class);
    var rrs = new ArrayList<Node>();
    var chosen = new TreeMap<String, Set<Family>>();
    for (int i = 0; i < count + reflectors; i++) {
      for (int j = 0; j < i; j++) {
        chosen.put(j + "-" + i, random.nextBoolean() ? families : constrained);
      }
    }
    for (int i = 0; i < count + reflectors; i++) {
      boolean reflector = i >= count;
      var peers = new ArrayList<SpeakerConfig.Peer>();
      for (int j = 0; j < count + reflectors; j++) {
        if (j != i && (mesh || reflector || j >= count)) {
          var peer = SpeakerConfig.Peer.of(loopback(j), PROVIDER,
              chosen.get(Math.min(i, j) + "-" + Math.max(i, j)).toArray(Family[]::new));
          peers.add(reflector && j < count ? peer.asClient() : random.nextBoolean() ? peer.withNextHopSelf() : peer);
        }
      }
      int cluster = random.nextBoolean() ? 77 : loopback(i);
      if (!reflector) {
        peers.add(SpeakerConfig.Peer.of(externalAddress(i), 64900 + i, Family.IPV4_UNICAST));
      }
      var node = net.router("r" + i, new SpeakerConfig(PROVIDER, loopback(i),
          reflector ? OptionalInt.of(cluster) : OptionalInt.empty(), loopback(i), interval, true,
          SpeakerConfig.NextHopDefault.UNREACHABLE, Optional.empty(), peers));
      (reflector ? rrs : pes).add(node);
    }
    var all = new ArrayList<>(pes);
    all.addAll(rrs);
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (mesh || i >= count) {
          net.session(all.get(i), loopback(i), all.get(j), loopback(j), chosen.get(j + "-" + i));
        }
      }
    }
    for (int i = 0; i < count; i++) {
      external(i);
    }
    customers(links, sharedRd);
    metrics(all, count);
  }

  private void metrics(List<Node> all, int count) {
    for (Node node : all) {
      for (int i = 0; i < all.size(); i++) {
        node.metrics.put(loopback(i), OptionalLong.of(10 + i % 2));
        node.metrics.put(externalAddress(i), OptionalLong.of(30));
      }
    }
    boolean labels = random.nextBoolean();
    for (Node pe : pes) {
      if (labels) {
        path(pe, loopback(0), OptionalLong.of(12));
        for (int i = 1; i < count; i++) {
          path(pe, loopback(i), OptionalLong.of(10 + i % 2));
        }
      }
    }
  }

  private void external(int pe) {
    int mine = externalAddress(pe) - 1;
    var node = net.router("x" + pe, new SpeakerConfig(64900 + pe, externalAddress(pe), OptionalInt.empty(),
        externalAddress(pe), interval, true, SpeakerConfig.NextHopDefault.REACHABLE, Optional.empty(),
        List.of(SpeakerConfig.Peer.of(mine, PROVIDER, Family.IPV4_UNICAST))));
    net.session(pes.get(pe), mine, node, externalAddress(pe), Set.of(Family.IPV4_UNICAST));
    origins.add(node);
    origins.add(pes.get(pe));
  }

  /** Which VRF is on which PE, and which CE is at it; a CE number that occurs twice has two homes. */
  private List<Link> links(int count) {
    var links = new ArrayList<Link>();
    for (int vpn = 0; vpn < 2; vpn++) {
      for (int pe = 0; pe < count; pe++) {
        if (random.nextInt(4) > 0) {
          links.add(new Link(pe, vpn, vpn * 10 + random.nextInt(count)));
        }
      }
    }
    return links;
  }

  private void customers(List<Link> links, boolean sharedRd) {
    var ces = new TreeMap<Integer, List<Link>>();
    links.forEach(link -> ces.computeIfAbsent(link.ce(), key -> new ArrayList<>()).add(link));
    var byLink = new TreeMap<String, Node>();
    for (Link link : links) {
      var peer = SpeakerConfig.Peer.of(ceAddress(link), CUSTOMER, Family.IPV4_UNICAST).withAsOverride()
          .atSite(ExtendedCommunity.siteOfOrigin(PROVIDER + ":" + link.ce()));
      var labels = random.nextBoolean() ? new SpeakerConfig.Labels.PerVrf(100 + link.vpn())
          : new SpeakerConfig.Labels.PerPrefix(1000 * (1 + link.vpn()), 50);
      var vrf = new SpeakerConfig.Vrf("vpn" + link.vpn(),
          RouteDistinguisher.ofAs(PROVIDER, link.vpn() * 100 + (sharedRd ? 0 : link.pe())),
          Set.of(target(link.vpn())), labels);
      var node = net.vrf(pes.get(link.pe()), new SpeakerConfig(PROVIDER, loopback(link.pe()), OptionalInt.empty(),
          loopback(link.pe()), interval, true, SpeakerConfig.NextHopDefault.REACHABLE, Optional.of(vrf),
          List.of(peer)), link.vpn() == 1 && random.nextBoolean() ? Set.of(target(0), target(1))
              : Set.of(target(link.vpn())));
      vrfs.add(node);
      origins.add(node);
      byLink.put(link.toString(), node);
    }
    ces.forEach((number, homes) -> {
      var peers = homes.stream().map(link ->
          SpeakerConfig.Peer.of(ceAddress(link) - 1, PROVIDER, Family.IPV4_UNICAST)).toList();
      var ce = net.router("ce" + number, new SpeakerConfig(CUSTOMER, 0x0b00_0000 + number, OptionalInt.empty(),
          0x0b00_0000 + number, interval, true, SpeakerConfig.NextHopDefault.REACHABLE, Optional.empty(), peers));
      origins.add(ce);
      homes.forEach(link -> net.session(byLink.get(link.toString()), ceAddress(link) - 1, ce, ceAddress(link),
          Set.of(Family.IPV4_UNICAST)));
    });
  }

  private void change() {
    switch (random.nextInt(15)) {
      case 0, 1, 2, 3, 4 -> {
        Node node = oneOf(origins);
        net.announce(node, prefix(), attributes());
      }
      case 5, 6, 7 -> {
        Node node = oneOf(origins);
        if (!node.local.isEmpty()) {
          net.withdraw(node, oneOf(new ArrayList<>(node.local.keySet())));
        }
      }
      case 8 -> net.down(oneOf(net.ends));
      case 9, 10 -> net.up(oneOf(net.ends));
      case 11 -> {
        End end = oneOf(net.ends);
        end.node.mailbox.add(new SpeakerEvent.RefreshRequested(end.other.address,
            oneOf(List.copyOf(end.families))));
      }
      case 12 -> {
        End end = oneOf(net.ends);
        end.writable = !end.writable;
        end.node.mailbox.add(new SpeakerEvent.Writable(end.other.address, end.writable));
      }
      case 13 -> reach(loopback(random.nextInt(pes.size())),
          random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(10 + random.nextInt(3)));
      case 14 -> {
        if (!vrfs.isEmpty()) {
          Node vrf = oneOf(vrfs);
          var config = vrf.vrf().orElseThrow();
          vrf.imports = List.of(Set.of(target(0)), Set.of(target(1)), Set.of(target(0), target(1)), Set.<Long>of())
              .get(random.nextInt(4));
          vrf.router.mailbox.add(new SpeakerEvent.VrfConfigured(config.name(), config.rd(), vrf.imports));
        }
      }
      default -> throw new AssertionError();
    }
  }

  private void reach(int address, OptionalLong metric) {
    for (Node node : net.nodes) {
      if (node.metrics.containsKey(address)) {
        node.metrics.put(address, metric);
        node.mailbox.add(new SpeakerEvent.NextHops(List.of(new SpeakerEvent.NextHop(address, metric))));
      }
      if (node.tunnels != null && node.router == null) {
        path(node, address, random.nextInt(4) == 0 ? OptionalLong.empty() : metric);
      }
    }
  }

  /** A router and its VRFs hear of a label-switched path. */
  private static void path(Node router, int to, OptionalLong metric) {
    var paths = router.tunnels == null ? new TreeMap<Integer, Long>() : new TreeMap<>(router.tunnels);
    metric.ifPresentOrElse(present -> paths.put(to, present), () -> paths.remove(to));
    for (Node node : Stream.concat(Stream.of(router), router.vrfs.stream()).toList()) {
      node.tunnels = paths;
      node.mailbox.add(new SpeakerEvent.Tunnels(pe -> paths.containsKey(pe) ? OptionalLong.of(paths.get(pe))
          : OptionalLong.empty()));
    }
  }

  /** Sessions that cannot send are allowed to; some stay down. */
  private void calm() {
    for (End end : net.ends) {
      end.writable = true;
      end.node.mailbox.add(new SpeakerEvent.Writable(end.other.address, true));
    }
  }

  private void settle() {
    for (int steps = 0; net.step(); steps++) {
      assertTrue(steps < 200_000, "does not come to rest");
    }
  }

  private void check(String when) {
    for (Node node : net.nodes) {
      var expected = new TreeMap<Dest, SpeakerOracle.Path>();
      SpeakerOracle.paths(node).forEach((dest, paths) ->
          SpeakerOracle.best(node, paths).ifPresent(path -> expected.put(dest, path)));
      var actual = new TreeMap<Dest, RibRow>();
      for (Family family : List.of(Family.IPV4_UNICAST, Family.VPNV4)) {
        int rows = 0;
        for (RibRow row : node.speaker.view().rows(family)) {
          rows++;
          if (row.best()) {
            actual.put(new Dest(family, family == Family.VPNV4 ? row.distinguisher() : 0, row.prefix().address(),
                row.prefix().length()), row);
          }
        }
        assertEquals(rows, node.speaker.view().paths(family));
      }
      assertEquals(texts(expected), rowTexts(actual), when + ": best paths of " + node.name);
    }
    for (Node vrf : vrfs) {
      var held = new TreeMap<Dest, String>();
      for (RibRow row : vrf.speaker.view().rows(Family.IPV4_UNICAST)) {
        if (row.source() == SpeakerAction.Source.IMPORTED) {
          held.put(new Dest(Family.VPNV4, row.distinguisher(), row.prefix().address(), row.prefix().length()),
              row.attributes() + " label " + row.label());
        }
      }
      var expected = new TreeMap<Dest, String>();
      SpeakerOracle.imports(vrf).forEach((dest, path) ->
          expected.put(dest, path.attributes() + " label " + path.label()));
      imported += held.size();
      assertEquals(expected, held, when + ": imports of " + vrf.name);
    }
    net.ends.stream().filter(end -> end.up).forEach(end -> {
      var held = new TreeMap<>(end.other.held);
      held.keySet().removeIf(dest -> dest.family() == Family.ROUTE_TARGET);
      advertised += held.size();
      checkMembership(end);
      assertEquals(SpeakerOracle.outbound(end), held, when + ": " + end.node.name + " to " + end.other.node.name);
      assertEquals(end.families, end.markers, when + ": end-of-RIB to " + end.node.name);
    });
  }

  private static TreeMap<Dest, String> texts(TreeMap<Dest, SpeakerOracle.Path> paths) {
    var texts = new TreeMap<Dest, String>();
    paths.forEach((dest, path) -> texts.put(dest, path.source() + " "
        + (path.end() == null ? "-" : Ipv4.format(path.end().other.address)) + " " + path.attributes()));
    return texts;
  }

  private static TreeMap<Dest, String> rowTexts(TreeMap<Dest, RibRow> rows) {
    var texts = new TreeMap<Dest, String>();
    rows.forEach((dest, row) -> texts.put(dest, row.source() + " "
        + (row.peer() == 0 ? "-" : Ipv4.format(row.peer())) + " " + row.attributes()));
    return texts;
  }

  /** All withdrawn, all sessions down: nothing may be left of anything. */
  private void tearDown() {
    for (Node node : net.nodes) {
      List.copyOf(node.local.keySet()).forEach(dest -> net.withdraw(node, dest));
    }
    net.ends.forEach(net::down);
    settle();
    for (Node node : net.nodes) {
      RibView view = node.speaker.view();
      assertEquals(List.of(0, 0, 0, 0), List.of(view.paths(Family.IPV4_UNICAST), view.paths(Family.VPNV4),
          view.attributeSets(), view.distinguishers() - (int) node.vrfs.stream().map(vrf ->
              vrf.vrf().orElseThrow().rd()).filter(rd -> rd != 0).distinct().count()), node.name);
      assertEquals(0, view.tableOctets(), node.name);
      assertTrue(node.tracked.isEmpty(), () -> node.name + " tracks " + new TreeSet<>(node.tracked));
    }
  }

  private PathAttributes attributes() {
    var builder = PathAttributes.builder()
        .origin(random.nextInt(3) == 0 ? PathAttributes.Origin.INCOMPLETE : PathAttributes.Origin.IGP);
    if (random.nextInt(3) == 0 && mesh) {
      builder.med(random.nextInt(3) * 10L);
    }
    return switch (random.nextInt(12)) {
      case 0 -> builder.communities(0xffffff02).build();
      case 1 -> builder.communities(0xffffff01).build();
      default -> builder.build();
    };
  }

  private Dest prefix() {
    int number = random.nextInt(PREFIXES);
    var prefix = new Ipv4Prefix(Ipv4.parse("20.0.0.0") + (number << 16), 16 + number % 2 * 8);
    return new Dest(Family.IPV4_UNICAST, 0, prefix.address(), prefix.length());
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static int loopback(int router) {
    return Ipv4.parse("10.0.0.1") + router;
  }

  private static int externalAddress(int pe) {
    return Ipv4.parse("172.16.0.2") + 4 * pe;
  }

  private static int ceAddress(Link link) {
    return Ipv4.parse("192.168.0.2") + 4 * (link.pe() * 16 + link.vpn());
  }

  private static long target(int vpn) {
    return ExtendedCommunity.routeTarget(PROVIDER + ":" + vpn);
  }
}
