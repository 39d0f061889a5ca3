package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.node.network.DeviceEvent.HsrpChange;
import io.carrierlab.node.network.DeviceEvent.HsrpPreemptRefused;
import io.carrierlab.node.network.DeviceEvent.OfHsrp;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.protocols.hsrp.HsrpState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HSRP in whole networks: who forwards when a LAN falls apart, when a router dies, and when it comes back. */
class HsrpTest {
  /** A host whose gateway is the virtual address of two routers, which know how to reach the server behind a third. */
  private static final String NETWORK = """
      name: hsrp
      seed: 1
      duration: 100s
      nodes:
        "r[1..2]": { kind: ce, statics: [{ to: 10.2.0.0/16, via: 10.0.12.3 }] }
        far: { kind: ce, statics: [{ to: 10.1.0.0/16, via: 10.0.12.6 }] }
        host: { kind: host }
        server: { kind: host }
      links:
        - { lan: near, ends: ["r[1..2]:lan0", "host:eth0"], subnet: 10.1.0.0/16 }
        - { lan: back, ends: ["r[1..2]:ge0", "far:ge0"], subnet: 10.0.12.0/29 }
        - { lan: behind, ends: ["far:lan0", "server:eth0"], subnet: 10.2.0.0/16 }
      hsrp:
        - name: near
          group: 1
          address: 10.1.0.9
          hello: 1s
          hold: 3s
          routers: [{ at: "r1:lan0", priority: 110, preempt: true, track: [ge0] }, { at: "r2:lan0", preempt: true }]
        - { name: back, group: 2, address: 10.0.12.6, follows: near, routers: ["r[1..2]:ge0"] }
      load:
        flows: [{ name: f, from: host, to: server, rate: 20/s, size: 64B, start: 10s, stop: 95s }]
      """;

  private static Runner.Outcome run(String more, String... overrides) throws IOException {
    Path file = Files.createTempFile("hsrp", ".yaml");
    try {
      Files.writeString(file, NETWORK + more);
      return switch (Scenario.load(file, List.of(overrides))) {
        case Scenario.Loaded.Valid valid -> Examples.run(valid.scenario(), 2, false);
        case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Files.delete(file);
    }
  }

  private static void holds(Runner.Outcome outcome) {
    assertThat(outcome.verdicts()).isNotEmpty().allMatch(Verdict::passed);
  }

  private static List<Object> row(Runner.Outcome outcome, String node) {
    return AccessLab.rows(outcome.tables(), node, "hsrp").getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void theStandbyRouterTakesOverWithinTheHoldTime(String version) throws IOException {
    holds(run("""
        drill: [{ at: 30s, crash: r1 }]
        expect:
          - { id: first, hsrp-active: { group: near, node: r1, at: 29s } }
          - { id: next, hsrp-active: { group: near, node: r2, after: 30s, within: 3100ms } }
          - { id: back-too, hsrp-active: { group: back, node: r2, at: 34s } }
          - { id: silence, outage: f, after: 30s, within: 3500ms, at-least: 1s }
        """, "hsrp.0.version=" + version));
  }

  /** One end of the LAN is cut off: both think that they are alone. Healed, the lower one gives way at once. */
  @Test
  void aSplitBrainEndsWhenTheLanIsWhole() throws IOException {
    Runner.Outcome outcome = run("""
        drill:
          - { at: 30s, black-hole: "r1:lan0" }
          - { at: 60s, restore: "r1:lan0" }
        expect:
          - { id: two, single-active: { group: near, longest: 32s } }
          - { id: one, hsrp-active: { group: near, node: r1, at: 62s } }
          - { id: silence, outage: f, after: 30s, within: 4s, at-least: 1s }
        """);
    holds(outcome);
    assertThat(row(outcome, "r1")).contains("Active", "local", "10.1.0.2");
    assertThat(row(outcome, "r2")).contains("Standby", "10.1.0.1");
    assertThat(outcome.journal()).filteredOn(event -> event.node().equals("r2") && event.atNanos() > 30_000_000_000L
        && event.what() instanceof OfHsrp)
        .extracting(Journal.Event::what).containsExactly(
            new HsrpChange("lan0", 1, HsrpState.ACTIVE, "active timer expired"),
            new HsrpChange("ge0", 2, HsrpState.ACTIVE, "follows near"),
            new HsrpChange("lan0", 1, HsrpState.SPEAK, "hello from an active router of higher priority"),
            new HsrpChange("ge0", 2, HsrpState.SPEAK, "follows near"),
            new HsrpChange("lan0", 1, HsrpState.STANDBY, "standby timer expired"),
            new HsrpChange("ge0", 2, HsrpState.STANDBY, "follows near"));
  }

  /** The router that comes back waits for its delay before it takes over again. */
  @Test
  void preemptionWaitsForItsDelay() throws IOException {
    holds(run("""
        drill:
          - { at: 30s, crash: r1 }
          - { at: 40s, restart: r1 }
        expect:
          - { id: not-yet, hsrp-active: { group: near, node: r2, at: 59s } }
          - { id: then, hsrp-active: { group: near, node: r1, after: 40s, within: 21100ms } }
        """, "hsrp.0.routers.0.preempt-delay=20s"));
  }

  @Test
  void aTrackedInterfaceMovesTheGroupWithoutWaitingForTheHoldTime() throws IOException {
    holds(run("""
        drill: [{ at: 30s, cut: "r1:ge0" }, { at: 60s, restore: "r1:ge0" }]
        expect:
          - { id: moves, hsrp-active: { group: near, node: r2, after: 30s, within: 1100ms } }
          - { id: comes-back, hsrp-active: { group: near, node: r1, after: 60s, within: 1100ms } }
          - { id: silence, outage: f, after: 30s, within: 1200ms }
        """, "hsrp.0.routers.0.track.0={interface: ge0, decrement: 20}"));
  }

  @Test
  void anOperatorMovesTheGroup() throws IOException {
    holds(run("""
        drill: [{ at: 30s, preempt: r2, group: near }]
        expect:
          - { id: moves, hsrp-active: { group: near, node: r2, after: 30s, within: 100ms } }
          - { id: stays, hsrp-active: { group: near, node: r2, at: 90s } }
          - { id: silence, outage: f, after: 30s, within: 200ms }
        """));
  }

  @Test
  void aCommandThatCannotBeObeyedIsReported() throws IOException {
    Runner.Outcome outcome = run("""
        drill: [{ at: 30s, preempt: r1, group: near }]
        expect: [{ id: stays, hsrp-active: { group: near, node: r2, at: 31s } }]
        """, "hsrp.0.routers.1.priority=255");
    holds(outcome);
    assertThat(outcome.journal()).extracting(Journal.Event::node, Journal.Event::what).contains(tuple("r1",
        new HsrpPreemptRefused("lan0", 1, HsrpState.STANDBY, "no priority is above the active router's")));
  }

  /** A tunnel is an interface like others: keepalives that are not answered take a decrement away. */
  @Test
  void aTrackedTunnelWithoutKeepalivesCostsPriority() throws IOException {
    String group = "hsrp=[{name: near, group: 1, address: 10.2.0.9, hello: 1s, hold: 3s, routers: [{at: "
        + "\"branch-acme:lan0\", track: [{interface: acme-1, decrement: 20}, {interface: acme-2, decrement: 7}]}]}]";
    Runner.Outcome before = Examples.run("gre-keepalive", group, "expect=[]", "load.flows=[]", "duration=55s",
        "drill=[]");
    assertThat(row(before, "branch-acme")).contains("Active", 100);
    Runner.Outcome after = Examples.run("gre-keepalive", group, "expect=[]", "load.flows=[]", "duration=80s",
        "drill=[{at: 60s, black-hole: to-pe1}]");
    assertThat(row(after, "branch-acme")).contains("Active", 80);
  }

  /** Who has another password is not heard: both are active, and say why. The switch brings each packet to one. */
  @Test
  void aWrongPasswordKeepsRoutersApart() throws IOException {
    Runner.Outcome outcome = run("""
        expect:
          - { id: isolation, isolation: true }
          - { id: twice, duplicates: { flow: f, at-most: 0 } }
          - { id: lost, lost: { flow: f, at-most: 0 } }
        """, "hsrp.0.routers=[\"r1:lan0\"]", "hsrp.+={name: other, group: 1, address: 10.1.0.9, hello: 1s, hold: 3s,"
        + " authentication: other, routers: [\"r2:lan0\"]}", "hsrp.1.follows=near", "hsrp.1.routers=[\"r1:ge0\"]");
    holds(outcome);
    assertThat(row(outcome, "r1")).contains("Active");
    assertThat(row(outcome, "r2")).contains("Active");
    assertThat((Long) ((Map<?, ?>) row(outcome, "r1").getLast()).get("bad-authentication")).isGreaterThan(80);
  }
}
