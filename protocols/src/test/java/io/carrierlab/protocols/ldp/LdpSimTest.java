package io.carrierlab.protocols.ldp;

import static io.carrierlab.protocols.ldp.LdpNet.require;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpAction.Out;
import io.carrierlab.protocols.ldp.LdpNet.Router;
import io.carrierlab.protocols.ldp.LdpNet.Segment;
import io.carrierlab.protocols.ldp.LdpView.Count;
import io.carrierlab.protocols.ldp.LdpView.State;
import io.carrierlab.protocols.mpls.LabelEntry;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small networks through faults; once those are over, every label switched path must be whole. */
class LdpSimTest {
  /** Keepalive 20 s, then the longest back-off, then routes and labels. */
  private static final Duration SETTLE = Duration.ofSeconds(300);

  private long checked;
  private long lost;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void pathsAreWholeOnceFaultsAreOver(long seed) {
    LdpNet net = run(seed);
    Map<Ipv4Prefix, List<Router>> egresses = net.egresses();
    for (Router router : net.routers.values()) {
      checkSessions(net, router);
      checkTables(net, router);
      router.routes.forEach((prefix, _) -> walk(net, router, prefix, egresses.get(prefix)));
    }
    assertTrue(checked > 10, "too few paths to say anything: " + checked);
    assertTrue(seed % 4 == 0 || lost > 0, "these faults cost no session, so nothing was tested");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void sameSeedSameHistory(long seed) {
    assertEquals(run(seed).trace, run(seed).trace);
  }

  private LdpNet run(long seed) {
    var world = new World(seed, seed % 3 == 0 ? 0.2 : 0.0);
    var net = new LdpNet(world);
    int count = 4 + world.random.nextInt(4);
    int more = 1 + world.random.nextInt(count);
    // In every other run there are as many labels as FECs, less a loopback and a link that each router is egress of: a
    // label that comes back too early is seen, one that never does is missed.
    int fecs = count + (count - 1) + more + 1;
    int last = seed % 2 == 0 ? LabelEntry.MAX_LABEL : 16 + fecs - 3;
    for (int i = 1; i <= count; i++) {
      net.add(new LdpConfig(0xc0a80000 + i, Duration.ofSeconds(2), Duration.ofSeconds(7), Duration.ofSeconds(20),
          Duration.ofMillis(world.random.nextInt(2_000)), 16, last, LdpConfig.Labelled.EVERY_PREFIX));
    }
    List<Router> routers = List.copyOf(net.routers.values());
    for (int i = 1; i < count; i++) {
      net.join(routers.get(i), routers.get(world.random.nextInt(i)));
    }
    for (int i = 0; i < more; i++) {
      int first = world.random.nextInt(count);
      net.join(routers.get(first), routers.get((first + 1 + world.random.nextInt(count - 1)) % count));
    }
    net.join(routers.get(0), routers.get(1), routers.get(2));
    net.start();
    world.runFor(Duration.ofSeconds(30), () -> midway(net));
    if (seed % 4 != 0) {
      for (int faults = 10 + world.random.nextInt(20); faults > 0; faults--) {
        fault(net);
        world.runFor(Duration.ofMillis(world.random.nextInt(30_000)), () -> midway(net));
      }
    }
    // Most segments come back; one may stay cut for good.
    for (Segment segment : net.segments) {
      if (segment.index != 0 || world.random.nextBoolean()) {
        net.restore(segment);
      }
    }
    net.calm = true;
    world.runFor(SETTLE, () -> midway(net));
    lost = routers.stream().mapToLong(one -> one.machine.counts().getOrDefault(Count.SESSION_LOST, 0L)).sum();
    return net;
  }

  private static void fault(LdpNet net) {
    Segment segment = net.segments.get(net.world.random.nextInt(net.segments.size()));
    switch (net.world.random.nextInt(5)) {
      case 0 -> net.cut(segment, true);
      case 1 -> net.cut(segment, false);
      case 2 -> net.restore(segment);
      case 3 -> net.reset();
      default -> {
        List<Router> routers = List.copyOf(net.routers.values());
        Router one = routers.get(net.world.random.nextInt(routers.size()));
        routers.forEach(other -> one.on(new LdpEvent.ClearSession(other.lsrId)));
      }
    }
  }

  /** At any time: no binding of a router without a session, no incoming label too many. */
  private static void midway(LdpNet net) {
    if (net.world.random.nextInt(40) > 0) {
      return;
    }
    for (Router router : net.routers.values()) {
      Set<Integer> up = operational(router);
      for (LdpView.Binding binding : router.machine.bindings()) {
        binding.remote().forEach(one -> require(up.contains(one.lsrId()), "binding of a dead peer"));
      }
      assertEquals(router.incoming.size(), router.machine.labels().inUse());
    }
  }

  private static Set<Integer> operational(Router router) {
    return router.machine.sessions().stream().filter(one -> one.state() == State.OPERATIONAL)
        .map(LdpView.Session::lsrId).collect(Collectors.toCollection(TreeSet::new));
  }

  private static void checkSessions(LdpNet net, Router router) {
    var wanted = new TreeSet<Integer>();
    for (Segment segment : net.segments) {
      if (segment.passes && segment.addresses.containsKey(router)) {
        segment.addresses.keySet().forEach(other -> wanted.add(other.lsrId));
      }
    }
    wanted.remove(router.lsrId);
    assertEquals(wanted, operational(router), () -> router + " " + router.machine.sessions());
  }

  private static void checkTables(LdpNet net, Router router) {
    var remote = new TreeSet<>(router.routes.keySet());
    net.segments.stream().filter(one -> one.carrier && one.addresses.containsKey(router))
        .forEach(one -> remote.remove(one.prefix));
    var labelled = router.incoming.values().stream().map(LdpAction.IncomingLabel::prefix).toList();
    assertEquals(remote, new TreeSet<>(labelled));
    assertEquals(remote.size(), labelled.size(), "two labels for one FEC");
    assertEquals(new LdpView.Labels(remote.size(), 0, 0), router.machine.labels());
    for (LdpView.Binding binding : router.machine.bindings()) {
      for (LdpView.Remote one : binding.remote()) {
        var theirs = net.routers.get(one.lsrId()).machine.bindings().stream()
            .filter(other -> other.prefix().equals(binding.prefix())).findFirst();
        assertEquals(one.label(), theirs.orElseThrow().local().orElseThrow());
      }
    }
  }

  /** Every branch of the path from a router must reach an egress, unlabelled from the last hop but one. */
  private void walk(LdpNet net, Router ingress, Ipv4Prefix prefix, List<Router> egresses) {
    if (egresses == null || egresses.contains(ingress)) {
      return;
    }
    List<Out> outs = ingress.tunnels.get(prefix);
    require(outs != null, ingress + " has no tunnel to " + prefix);
    record Hop(List<Out> outs, int left) {}
    var todo = new ArrayList<Hop>(List.of(new Hop(outs, net.routers.size())));
    while (!todo.isEmpty()) {
      Hop hop = todo.removeLast();
      require(hop.left() > 0, "a loop from " + ingress + " to " + prefix);
      for (Out out : hop.outs()) {
        Segment segment = net.segments.get(out.interfaceIndex());
        require(segment.passes, "over a cut link from " + ingress + " to " + prefix);
        Router next = segment.addresses.entrySet().stream().filter(one -> one.getValue() == out.nextHop())
            .findFirst().orElseThrow().getKey();
        switch (out) {
          case Out.Popped _ -> require(egresses.contains(next), next + " gets " + prefix + " popped");
          case Out.Unlabelled _ -> throw new AssertionError("a gap from " + ingress + " to " + prefix);
          case Out.Labelled(_, _, int label) -> {
            var entry = next.incoming.get(label);
            require(entry != null && entry.prefix().equals(prefix), next + " does not know label " + label);
            todo.add(new Hop(entry.outs(), hop.left() - 1));
          }
        }
      }
      checked++;
    }
  }
}
