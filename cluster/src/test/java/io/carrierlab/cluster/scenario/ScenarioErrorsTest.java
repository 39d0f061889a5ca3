package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One broken file for each error: a good scenario in which one piece of text is replaced, and the whole of the
 * answer.
 */
class ScenarioErrorsTest {
  static final String GOOD = """
      name: good
      seed: 1
      duration: 60s
      kinds:
        pe: { as: 65000, ospf: { hello: 10s, dead: 40s } }
      nodes:
        p1: { kind: p }
        pe1: { kind: pe }
        pe2: { kind: pe }
        ce-a1: { kind: ce, as: 65001 }
        ce-a2: { kind: ce, as: 65002 }
        host-a1: { kind: host }
        host-a2: { kind: host }
      links:
        - { ends: ["pe1:ge0", "p1:ge0"], delay: 2ms, bandwidth: 1Gbps, subnet: 10.255.1.0/30 }
        - { ends: ["pe2:ge0", "p1:ge1"], delay: 2ms, loss: 0.1%, cost: 20 }
        - { ends: ["pe1:ge1", "ce-a1:ge0"], subnet: 192.168.1.0/30 }
        - { ends: ["pe2:ge1", "ce-a2:ge0"], subnet: 192.168.2.0/30 }
        - { lan: a1, ends: ["ce-a1:lan0", "host-a1:eth0"], subnet: 10.1.0.0/16 }
        - { lan: a2, ends: ["ce-a2:lan0", "host-a2:eth0"], subnet: 10.2.0.0/16 }
      vpns:
        - name: A
          rd: "65000:1"
          targets: ["65000:1"]
          sites: ["pe1:ge1", "pe2:ge1"]
      load:
        flows: [{ name: f1, from: host-a1, to: host-a2, rate: 100/s, size: 200B, start: 20s }]
      drill:
        - { at: 30s, cut: "pe2--p1" }
      expect:
        - { id: mesh, reach: [host-a1, host-a2], at: 40s }
        - { id: outage, outage: f1, after: 30s, within: 45s }
        - { id: labels, count: labels, node: pe1, vrf: A, at-least: 1, at: 45s }
      capture: ["pe1:ge0"]
      """;

  record Row(String replace, String by, String... errors) {
    @Override
    public String toString() {
      return replace.isEmpty() ? by : replace + " -> " + by;
    }
  }

  static Row row(String replace, String by, String... errors) {
    return new Row(replace, by, errors);
  }

  @TempDir
  Path folder;

  @Test
  void loadsTheGoodOne() throws IOException {
    assertThat(errors(GOOD)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource({"formRows", "formMoreRows", "formRestRows", "formLastRows", "referenceRows",
      "referenceMoreRows", "addressRows", "vpnRows", "vpnMoreRows", "claimRows",
      "claimMoreRows", "drillRows"})
  void saysWhatIsWrong(Row row) throws IOException {
    assertThat(GOOD).contains(row.replace());
    assertThat(errors(GOOD.replace(row.replace(), row.by()))).containsExactly(row.errors());
  }

  private List<String> errors(String text, String... overrides) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, text);
    return errors(Scenario.load(file, List.of(overrides)));
  }

  private List<String> errors(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Valid _ -> List.of();
      case Loaded.Refused refused -> refused.errors().stream().map(Problem::toString)
          .map(text -> text.replace(folder + "/", "")).toList();
    };
  }

  static Stream<Row> drillRows() {
    String cut = "cut: \"pe2--p1\"";
    return Stream.of(
        row(cut, "cut: \"pe1:ge7\"",
            "x.yaml:29:21: \"pe1:ge7\" is not an end of a link; expected one of pe1:ge0, pe1:ge1; did you mean "
                + "\"pe1:ge0\"?"),
        row(cut, cut + ", off: 3s", "x.yaml:29:32: \"off\" means nothing beside cut; expected one of direction"),
        row(cut, "power-cycle: p1", "x.yaml:29:5: missing key \"off\"; expected a time such as 10s"),
        row(cut, "power-cycle: p1, off: 31s",
            "x.yaml:29:5: power-cycle lasts until 61s, after the end of the run; expected an end at 60s or before"),
        row(cut, "degrade: pe2--p1, delay: 1ms",
            "x.yaml:29:41: delay is 1ms, and that of pe2--p1 is 2ms; expected no less than the link has: virtual time "
                + "proceeds by the smallest delay"),
        row(cut, "degrade: pe2--p1, reorder: 5%",
            "x.yaml:29:43: with neither delay nor jitter there is nothing to overtake; expected delay or jitter beside "
                + "it: a share of the frames has neither, and overtakes the others"),
        row(cut, "black-hole: pe2--p1, direction: out",
            "x.yaml:29:48: a direction is seen from one end of a link, and pe2--p1 is all of it; expected NODE:IF, one "
                + "end, in place of the link's name"),
        row(cut, "degrade: pe2--p1, loss: 5%, direction: out",
            "x.yaml:29:44: \"direction\" means nothing beside degrade; expected one of loss, delay, bandwidth, jitter, "
                + "duplicate, reorder, corrupt"),
        row(cut, "saturate: pe1, cpu: 90%, for: 5s",
            "x.yaml:29:26: pe1 is not an aggregator; expected an aggregator under access.aggregators"),
        row("  - { at: 30s, cut: \"pe2--p1\" }\n", "  faults: [{ at: 30s, cut: pe2--p1 }]\n"
                + "  random: { until: 60s }\n",
            "x.yaml:30:20: until is 60s, which leaves no time to settle before the end of the run; expected less than "
                + "60s"),
        row("  - { at: 30s, cut: \"pe2--p1\" }\n", "  faults: [{ at: 30s, cut: pe2--p1 }]\n"
                + "  random: { from: 36s }\n",
            "x.yaml:30:19: no fault of 10s fits between 36s and 45s; expected more time, or faults that heal sooner"),
        row(cut, "preempt: pe1, group: outside",
            "x.yaml:29:37: pe1 has no HSRP group \"outside\"; expected a group of its"),
        row("outage: f1, after: 30s, within: 45s", "outage: { clients: all, after: 30s, last: 9s }",
            "x.yaml:32:27: there are no clients; expected a population under load.clients"),
        row("outage: f1, after: 30s, within: 45s", "hsrp-active: { group: x, at: 50s }",
            "x.yaml:32:41: \"x\" is not an HSRP group; expected a group under hsrp"));
  }

  static Stream<Row> formRows() {
    return Stream.of(
        row("name: good\n", "",
            "x.yaml:1:1: missing key \"name\"; expected a name of letters, digits, - and _ that starts "
                + "with a letter"),
        row("seed: 1", "sede: 1",
            "x.yaml:2:1: unknown key \"sede\"; expected one of name, seed, duration, include, kinds, "
                + "nodes, topology, links, vpns, hsrp, bgp, tunnels, access, attach, load, drill, expect, capture; "
                + "did you mean \"seed\"?"),
        row("seed: 1", "seed: -1",
            "x.yaml:2:7: seed is the number -1; expected a whole number, 0 to 9223372036854775807"),
        row("delay: 2ms, bandwidth", "dely: 2ms, bandwidth",
            "x.yaml:15:36: unknown key \"dely\" in links[0]; expected one of ends, name, lan, delay, "
                + "bandwidth, loss, queue, subnet, cost, md5, vpn; did you mean \"delay\"?"),
        row("delay: 2ms, bandwidth", "delay: 2, bandwidth",
            "x.yaml:15:43: delay is 2, without a unit; expected a time of more than 0, with a unit (ns, "
                + "us, ms, s, m, h), such as 10ms or 3s"),
        row("delay: 2ms, bandwidth", "delay: 2msec, bandwidth",
            "x.yaml:15:43: delay is the text \"2msec\"; expected a time of more than 0, with a unit (ns, "
                + "us, ms, s, m, h), such as 10ms or 3s; did you mean \"2ms\"?"),
        row("delay: 2ms, bandwidth", "delay: 2Mbps, bandwidth",
            "x.yaml:15:43: delay has the unit \"Mbps\"; expected a time of more than 0, with a unit (ns, "
                + "us, ms, s, m, h), such as 10ms or 3s"),
        row("delay: 2ms, bandwidth", "delay: 0ms, bandwidth",
            "x.yaml:15:43: delay is zero; expected a time of more than 0, with a unit (ns, us, ms, s, "
                + "m, h), such as 10ms or 3s"),
        row("delay: 2ms, bandwidth", "delay: -2ms, bandwidth",
            "x.yaml:15:43: delay is negative: -2ms; expected a time of more than 0, with a unit (ns, "
                + "us, ms, s, m, h), such as 10ms or 3s"),
        row("delay: 2ms, bandwidth", "delay: soon, bandwidth",
            "x.yaml:15:43: delay is the text \"soon\"; expected a time of more than 0, with a unit (ns, "
                + "us, ms, s, m, h), such as 10ms or 3s"),
        row("delay: 2ms, bandwidth", "delay: [2ms], bandwidth",
            "x.yaml:15:43: delay is a list; expected a time of more than 0, with a unit (ns, us, ms, s, "
                + "m, h), such as 10ms or 3s"),
        row("bandwidth: 1Gbps", "bandwidth: 1gbps",
            "x.yaml:15:59: bandwidth is the text \"1gbps\"; expected a bandwidth with a unit (bps, kbps, "
                + "Mbps, Gbps) such as 1Gbps; did you mean \"1Gbps\"?"),
        row("bandwidth: 1Gbps", "bandwidth: 1000",
            "x.yaml:15:59: bandwidth is 1000, without a unit; expected a bandwidth with a unit (bps, "
                + "kbps, Mbps, Gbps) such as 1Gbps"),
        row("loss: 0.1%", "loss: 0.1",
            "x.yaml:16:54: loss is 0.1, without a unit; expected a percentage, at most 100%, such as 0.1%"),
        row("loss: 0.1%", "loss: 200%",
            "x.yaml:16:54: loss is the text \"200%\"; expected a percentage, at most 100%, such as 0.1%"),
        row("cost: 20", "cost: 70000",
            "x.yaml:16:66: cost is the number 70000; expected an OSPF cost, 1 to 65535"));
  }

  static Stream<Row> formMoreRows() {
    return Stream.of(
        row("loss: 0.1%", "loss: 0.1",
            "x.yaml:16:54: loss is 0.1, without a unit; expected a percentage, at most 100%, such as 0.1%"),
        row("loss: 0.1%", "loss: 200%",
            "x.yaml:16:54: loss is the text \"200%\"; expected a percentage, at most 100%, such as 0.1%"),
        row("cost: 20", "cost: 70000",
            "x.yaml:16:66: cost is the number 70000; expected an OSPF cost, 1 to 65535"),
        row("cost: 20", "cost: cheap",
            "x.yaml:16:66: cost is the text \"cheap\"; expected an OSPF cost, 1 to 65535"),
        row("rate: 100/s", "rate: 100",
            "x.yaml:27:57: rate is 100, without a unit; expected packets per second such as 100/s or 10k/s"),
        row("rate: 100/s", "rate: 100pps",
            "x.yaml:27:57: rate is the text \"100pps\"; expected packets per second such as 100/s or "
                + "10k/s; did you mean \"100/s\"?"),
        row("size: 200B", "size: 200",
            "x.yaml:27:70: size is 200, without a unit; expected a size with a unit (B, kB) such as 200B"),
        row("size: 200B", "size: 9kB",
            "x.yaml:27:70: size is 9kB; expected 16B to 1472B"),
        row("kind: p }", "kind: px }",
            "x.yaml:7:15: kind is the text \"px\"; expected p, pe, rr, ce, host, isp, agg, slb, "
                + "ipsec-peer, firewall, radius, last-mile or attach; did you mean \"p\"?"),
        row("p1: { kind: p }", "p1: {}",
            "x.yaml:7:7: missing key \"kind\" in p1; expected p, pe, rr, ce, host, isp, agg, slb, ipsec-peer, "
                + "firewall, radius, last-mile or attach"),
        row("p1: { kind: p }", "p1: router",
            "x.yaml:7:7: p1 is the text \"router\"; expected a mapping: one node, or with a range in its "
                + "name such as pe[1..50] several"),
        row("p1: { kind: p }", "\"p 1\": { kind: p }",
            "x.yaml:7:3: nodes has the name \"p 1\"; expected a node name such as pe1, or a range such as "
                + "pe[1..4]",
            "x.yaml:15:25: link end \"p1\" is not a node; expected a name under nodes; did you mean \"p 1\"?",
            "x.yaml:16:25: link end \"p1\" is not a node; expected a name under nodes; did you mean \"p 1\"?"),
        row("p1: { kind: p }", "p1: { kind: p }\n  p1: { kind: p }",
            "x.yaml:8:3: duplicate key \"p1\", first at x.yaml:7:3"),
        row("p1: { kind: p }", "p1: { kind: p, as: 5 }",
            "x.yaml:7:18: \"as\" means nothing to a p; expected one of kind, ldp, loopback, ospf, statics"),
        row("p1: { kind: p }", "\"p[9..1]\": { kind: p }\n  p1: { kind: p }",
            "x.yaml:7:3: the range in \"p[9..1]\" is not one; expected a range such as pe[1..50] of at "
                + "most 100000 names, 2000000 in all"),
        row("p1: { kind: p }", "\"p[1..2]\": { kind: p }\n  p1: { kind: p }",
            "x.yaml:8:3: node \"p1\" exists already, from x.yaml:7:3"));
  }

  static Stream<Row> formRestRows() {
    return Stream.of(
        row("p1: { kind: p }", "p1: { kind: p, as: 5 }",
            "x.yaml:7:18: \"as\" means nothing to a p; expected one of kind, ldp, loopback, ospf, statics"),
        row("p1: { kind: p }", "\"p[9..1]\": { kind: p }\n  p1: { kind: p }",
            "x.yaml:7:3: the range in \"p[9..1]\" is not one; expected a range such as pe[1..50] of at "
                + "most 100000 names, 2000000 in all"),
        row("p1: { kind: p }", "\"p[1..2]\": { kind: p }\n  p1: { kind: p }",
            "x.yaml:8:3: node \"p1\" exists already, from x.yaml:7:3"),
        row("as: 65001", "as: 4294967296",
            "x.yaml:10:26: as is the number 4294967296; expected an AS number, 1 to 4294967295"),
        row("as: 65001", "as: \"65001\"",
            "x.yaml:10:26: as is the text \"65001\"; expected an AS number, 1 to 4294967295"),
        row("hello: 10s", "hello: 500ms",
            "x.yaml:5:35: hello is 500ms; expected whole seconds, 1s to 65535s (RFC 2328 §A.3.2)"),
        row("hello: 10s", "hello: 50s",
            "x.yaml:5:35: hello is 50s and dead is 40s; expected dead longer than hello"),
        row("subnet: 10.255.1.0/30", "subnet: 10.255.1.0",
            "x.yaml:15:74: subnet is the text \"10.255.1.0\"; expected a prefix such as 10.1.0.0/16"),
        row("subnet: 10.255.1.0/30", "subnet: 10.255.1.1/30",
            "x.yaml:15:74: the prefix 10.255.1.1/30 has host bits; expected a prefix such as "
                + "10.1.0.0/16; did you mean \"10.255.1.0/30\"?"),
        row("subnet: 10.255.1.0/30", "subnet: 10.255.1.0/30, md5: 12345",
            "x.yaml:15:94: md5 is the number ***; expected a key in quotes, 1 to 16 printable ASCII "
                + "characters (RFC 2328 §D.3)"),
        row("targets: [\"65000:1\"]", "targets: \"65000:1\"",
            "x.yaml:24:14: targets is the text \"65000:1\"; expected a list: route targets that its VRFs "
                + "import and export; AS:n if nothing is said"),
        row("targets: [\"65000:1\"]", "targets: [\"65000-1\"]",
            "x.yaml:24:15: targets[0] is the text \"65000-1\"; expected AS:number or address:number such "
                + "as \"65000:1\""),
        row("rd: \"65000:1\"", "rd: \"65000:5000000000\"",
            "x.yaml:23:9: 65000:5000000000 does not fit 64 bits; expected an AS up to 65535 with a "
                + "number up to 4294967295, or a larger AS or an address with one up to 65535"),
        row("drill:\n", "drill:\n  - { at: 30s }\n",
            "x.yaml:29:5: drill[0] says nothing to do; expected exactly one of cut, black-hole, "
                + "restore, flap, degrade, crash, restart, power-cycle, saturate, clear-sas, preempt"),
        row("cut: \"pe2--p1\"", "cut: \"pe2--p1\", crash: p1",
            "x.yaml:29:5: drill[0] has cut and crash together; expected exactly one of cut, black-hole, "
                + "restore, flap, degrade, crash, restart, power-cycle, saturate, clear-sas, preempt"),
        row("links:", "links: }",
            "x.yaml:14:8: not YAML: expected the node content, but found '}'"));
  }

  static Stream<Row> formLastRows() {
    return Stream.of(
        row("drill:\n", "drill:\n  - { at: 30s }\n",
            "x.yaml:29:5: drill[0] says nothing to do; expected exactly one of cut, black-hole, "
                + "restore, flap, degrade, crash, restart, power-cycle, saturate, clear-sas, preempt"),
        row("cut: \"pe2--p1\"", "cut: \"pe2--p1\", crash: p1",
            "x.yaml:29:5: drill[0] has cut and crash together; expected exactly one of cut, black-hole, "
                + "restore, flap, degrade, crash, restart, power-cycle, saturate, clear-sas, preempt"),
        row("links:", "links: }",
            "x.yaml:14:8: not YAML: expected the node content, but found '}'"),
        row("  pe1: { kind: pe }", "\tpe1: { kind: pe }",
            "x.yaml:8:1: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use "
                + "\\t(TAB) for indentation)"),
        row("seed: 1", "seed: *one",
            "x.yaml:2:7: there is no anchor &one before this; expected an anchor above"),
        row("capture:", "---\ncapture:",
            "x.yaml:34:1: a second YAML document begins here; expected one document in a file"),
        row("seed: 1", "? [a, b]\n: 1",
            "x.yaml:2:3: a list cannot be a key; expected text"),
        row("vpns:", "x-note: { anything: goes }\ntopology: { core: rings }\nvpns:",
            "x.yaml:22:19: core is the text \"rings\"; expected ring, line or mesh; did you mean \"ring\"?"));
  }

  static Stream<Row> referenceRows() {
    return Stream.of(
        row("[\"pe1:ge0\", \"p1:ge0\"]", "[\"pe1:ge0\", \"p3:ge0\"]",
            "x.yaml:15:25: link end \"p3\" is not a node; expected a name under nodes; did you mean \"p1\"?"),
        row("[\"pe2:ge0\", \"p1:ge1\"]", "[\"pe2:ge0\", \"p1:ge0\"]",
            "x.yaml:16:25: the end \"p1:ge0\" is in use by link pe1--p1 at x.yaml:15:25; expected another "
                + "interface"),
        row("[\"pe1:ge0\", \"p1:ge0\"]", "[\"pe1:ge0\", \"p1\"]",
            "x.yaml:15:25: ends[1] is the text \"p1\"; expected an end such as pe1:ge0"),
        row("[\"pe1:ge0\", \"p1:ge0\"]", "[\"pe1:ge0\"]",
            "x.yaml:15:13: a link with one end; expected two ends"),
        row("[\"pe1:ge0\", \"p1:ge0\"]", "[\"pe1:ge0\", \"p1:ge0\", \"pe2:ge5\"]",
            "x.yaml:15:13: a link with 3 ends; expected two ends, or \"lan: NAME\" for a LAN segment"),
        row("[\"pe1:ge0\", \"p1:ge0\"]", "[\"pe1:ge0\", \"pe1:ge7\"]",
            "x.yaml:15:25: link pe1--pe1 has two ends at pe1; expected different nodes"),
        row("[\"pe1:ge0\", \"p1:ge0\"]", "[\"pe1:ge0\", \"p[1..3]:ge[1..2]\"]",
            "x.yaml:15:25: the ranges in \"p[1..3]:ge[1..2]\" do not fit; expected a range such as "
                + "pe[1..50]:ge0, or two of one length"),
        row("[\"pe1:ge0\", \"p1:ge0\"], delay", "[\"pe1:ge[0..1]\", \"p1:ge[5..6]\"], delay",
            "x.yaml:15:84: one subnet for 2 links; expected no subnet: addresses are then taken from a pool"),
        row("lan: a2", "lan: a1",
            "x.yaml:20:12: duplicate link name \"a1\", first at x.yaml:19:5"),
        row("\"host-a2:eth0\"", "\"host-a2:eth1\"",
            "x.yaml:20:37: host host-a2 has no interface \"eth1\"; expected its one interface; did you "
                + "mean \"host-a2:eth0\"?"),
        row("cut: \"pe2--p1\"", "cut: \"pe2--p2\"",
            "x.yaml:29:21: \"pe2--p2\" is not a link; expected one of pe1--p1, pe2--p1, pe1--ce-a1, "
                + "pe2--ce-a2, a1, a2; did you mean \"pe2--p1\"?"),
        row("cut: \"pe2--p1\"", "cut: \"p1--pe2\""),
        row("cut: \"pe2--p1\"", "crash: p2",
            "x.yaml:29:23: \"p2\" is not a node; expected a name under nodes; did you mean \"p1\"?"),
        row("at: 30s, cut", "at: 90s, cut",
            "x.yaml:29:11: at is 90s, after the end of the run; expected less than 60s",
            "x.yaml:32:38: there is no fault at 30s; expected the time of an entry of drill"),
        row("capture: [\"pe1:ge0\"]", "capture: [{ at: \"pe1:ge0\", from: 5s, until: 5s }]",
            "x.yaml:34:45: until is 5s, from is 5s; expected an end after the beginning"),
        row("capture: [\"pe1:ge0\"]", "capture: [\"pe1:ge7\"]",
            "x.yaml:34:11: \"pe1:ge7\" is not an end of a link; expected one of pe1:ge0, pe1:ge1; did you "
                + "mean \"pe1:ge0\"?"),
        row("capture: [\"pe1:ge0\"]", "capture: [\"pe9:ge0\"]",
            "x.yaml:34:11: \"pe9\" is not a node; expected a name under nodes; did you mean \"pe1\"?"));
  }

  static Stream<Row> referenceMoreRows() {
    return Stream.of(
        row("at: 30s, cut", "at: 90s, cut",
            "x.yaml:29:11: at is 90s, after the end of the run; expected less than 60s",
            "x.yaml:32:38: there is no fault at 30s; expected the time of an entry of drill"),
        row("capture: [\"pe1:ge0\"]", "capture: [\"pe1:ge7\"]",
            "x.yaml:34:11: \"pe1:ge7\" is not an end of a link; expected one of pe1:ge0, pe1:ge1; did you "
                + "mean \"pe1:ge0\"?"),
        row("capture: [\"pe1:ge0\"]", "capture: [\"pe9:ge0\"]",
            "x.yaml:34:11: \"pe9\" is not a node; expected a name under nodes; did you mean \"pe1\"?"),
        row("host-a2: { kind: host }", "host-a2: { kind: host }\n  host-a3: { kind: host }",
            "x.yaml:14:3: host host-a3 has no link; expected a link that ends at host-a3:eth0"),
        row("expect:", "bgp: { reflectors: [p1] }\nexpect:",
            "x.yaml:30:21: reflector \"p1\" is a p; expected an rr or pe; did you mean \"pe1\"?"),
        row("p1: { kind: p }", "p1: { kind: p, ldp: { passwords: { pe3: secret } } }",
            "x.yaml:7:38: the LDP neighbour \"pe3\" is not a node; expected one of pe1, pe2; did you mean "
                + "\"pe1\"?"));
  }

  static Stream<Row> addressRows() {
    return Stream.of(
        row("subnet: 10.2.0.0/16", "subnet: 10.1.5.0/24",
            "x.yaml:20:62: 10.1.5.0/24 of link a2 overlaps 10.1.0.0/16 of link a1, from x.yaml:19:62, "
                + "in VPN A; expected addresses of its own"),
        row("subnet: 192.168.2.0/30", "subnet: 10.1.0.0/30",
            "x.yaml:19:62: 10.1.0.0/16 of link a1 overlaps 10.1.0.0/30 of link pe2--ce-a2, from "
                + "x.yaml:18:47, in VPN A; expected addresses of its own"),
        row("delay: 2ms, loss", "subnet: 10.255.1.0/24, loss",
            "x.yaml:16:44: 10.255.1.0/24 of link pe2--p1 overlaps 10.255.1.0/30 of link pe1--p1, from "
                + "x.yaml:15:74, in the global table; expected addresses of its own"),
        row("p1: { kind: p }", "p1: { kind: p, loopback: 10.255.1.2 }",
            "x.yaml:7:28: 10.255.1.2/32 of loopback of p1 overlaps 10.255.1.0/30 of link pe1--p1, from "
                + "x.yaml:15:74, in the global table; expected addresses of its own"),
        row("\"host-a1:eth0\"]", "{ at: \"host-a1:eth0\", address: 10.2.0.5 }]",
            "x.yaml:19:68: the address 10.2.0.5 of host-a1:eth0 is not a host of 10.1.0.0/16; expected "
                + "10.1.0.1 to 10.1.255.254"),
        row("[\"ce-a1:lan0\", \"host-a1:eth0\"]",
            "[{ at: \"ce-a1:lan0\", address: 10.1.0.9 }, { at: \"host-a1:eth0\", address: 10.1.0.9 }]",
            "x.yaml:19:95: the address 10.1.0.9 of host-a1:eth0 is another end's already; expected an "
                + "address of its own"),
        row("[\"ce-a1:lan0\", \"host-a1:eth0\"], subnet: 10.1.0.0/16",
            "[\"ce-a1:lan0\", \"host-a1:eth0\"], subnet: 10.1.0.0/32",
            "x.yaml:19:62: the subnet 10.1.0.0/32 has one address; expected room for every end"),
        row("host-a1: { kind: host }", "host-a1: { kind: host, gateway: 10.2.0.1 }",
            "x.yaml:12:35: the gateway of host-a1 is not in its subnet 10.1.0.0/16; expected an address "
                + "of a router there"),
        row("p1: { kind: p }", "p1: { kind: p, statics: [{ to: 10.9.0.0/16, via: 10.8.0.1 }] }",
            "x.yaml:7:52: 10.8.0.1 is on no link of p1; expected a neighbour's address"));
  }

  static Stream<Row> vpnRows() {
    return Stream.of(
        row("targets: [\"65000:1\"]", "import: [\"65000:11\"]\n    export: [\"65000:1\"]",
            "x.yaml:24:14: nothing exports the route target 65000:11 that VRF A imports; expected one "
                + "of 65000:1; did you mean \"65000:1\"?"),
        row("sites: [\"pe1:ge1\", \"pe2:ge1\"]", "sites: [\"pe1:ge2\", \"pe2:ge1\"]",
            "x.yaml:25:13: \"pe1:ge2\" is not an end of a link; expected one of pe1:ge0, pe1:ge1; did you "
                + "mean \"pe1:ge0\"?"),
        row("sites: [\"pe1:ge1\", \"pe2:ge1\"]", "sites: [\"pe1:ge1\", \"pe3:ge1\"]",
            "x.yaml:25:24: \"pe3\" is not a node; expected a name under nodes; did you mean \"pe1\"?"),
        row("sites: [\"pe1:ge1\", \"pe2:ge1\"]", "sites: [\"pe1:ge1\", \"pe1:ge1\"]",
            "x.yaml:25:24: pe1:ge1 is a site of VPN A already, at x.yaml:25:13; expected one VPN for an interface"),
        row("sites: [\"pe1:ge1\", \"pe2:ge1\"]", "sites: [\"pe1:ge1\", \"ce-a1:lan0\"]",
            "x.yaml:25:24: site ce-a1:lan0 is on a ce; expected an interface of a PE"),
        row("sites: [\"pe1:ge1\", \"pe2:ge1\"]", "sites: [\"pe1:ge1\", \"pe2:ge0\"]",
            "x.yaml:25:24: pe2:ge0 is on the core link pe2--p1; expected a link to a CE or host"),
        row("sites: [\"pe1:ge1\", \"pe2:ge1\"]", "sites: [\"pe1:ge1\", { at: \"pe2:ge1\", routes: [10.2.0.0/16] }]",
            "x.yaml:25:49: routes at a site that speaks BGP; expected \"routing: static\""),
        row("as: 65002 }", " }",
            "x.yaml:11:3: CE ce-a2 has no AS and site pe2:ge1 speaks BGP to it; expected \"as\", or "
                + "\"routing: static\" at the site"),
        row("vpns:\n", "vpns:\n  - { name: A, sites: [] }\n",
            "x.yaml:23:11: duplicate VPN name \"A\", first at x.yaml:22:13"),
        row("rd: \"65000:1\"", "rd: \"65000:1\"\n    reaches: [B]",
            "x.yaml:24:15: VPN \"B\" does not exist; expected one of A"),
        row("vpns:\n", "vpns:\n  - { name: B, vrfs: [Customer_B] }\n",
            "x.yaml:22:23: no device configuration has a VRF \"Customer_B\"; expected an existing VRF"),
        row("vpns:\n", "vpns:\n  - { count: 30000 }\n",
            "x.yaml:22:14: count is the number 30000; expected 1 to 20000"),
        row("vpns:\n", "vpns:\n  - { count: 20000, sites: 9000 }\n",
            "x.yaml:22:14: 20000 VPNs of 9000 sites are 180000000 sites; expected at most 40000"),
        row("pe2: { kind: pe }", "pe2: { kind: pe, config: none.cfg }",
            "x.yaml:9:28: there is no file none.cfg"));
  }

  static Stream<Row> vpnMoreRows() {
    return Stream.of(
        row("pe2: { kind: pe }", "pe2: { kind: pe, config: none.cfg }",
            "x.yaml:9:28: there is no file none.cfg"));
  }

  static Stream<Row> claimRows() {
    return Stream.of(
        row("reach: [host-a1, host-a2]", "reach: [host-a1, host-b2]",
            "x.yaml:31:34: \"host-b2\" is not a host; expected a host; did you mean \"host-a2\"?"),
        row("reach: [host-a1, host-a2]", "reach: [host-a1, pe1]",
            "x.yaml:31:34: \"pe1\" is a pe; expected a host"),
        row("outage: f1", "outage: f2",
            "x.yaml:32:27: \"f2\" is not a flow; expected a name under load.flows; did you mean \"f1\"?"),
        row("id: outage", "id: mesh",
            "x.yaml:32:11: duplicate expectation id \"mesh\", first at x.yaml:31:11"),
        row("after: 30s", "after: 31s",
            "x.yaml:32:38: there is no fault at 31s; expected the time of an entry of drill"),
        row("after: 30s, within: 45s", "after: 30s",
            "x.yaml:32:5: missing key \"within\"; expected the longest silence that is allowed"),
        row("at: 40s }", "at: 400s }",
            "x.yaml:31:48: at is 400s, after the end of the run; expected at most 60s"),
        row(", at: 40s }", " }",
            "x.yaml:31:5: missing key \"at\"; expected a time within the run"),
        row("vrf: A", "vrf: B",
            "x.yaml:33:50: pe1 has no VRF \"B\"; expected one of A"),
        row("at-least: 1,", "",
            "x.yaml:33:5: no number to compare with; expected equals, or at-least and at-most"),
        row("at-least: 1,", "equals: 2, at-least: 1,",
            "x.yaml:33:5: equals beside at-least or at-most; expected equals, or at-least and at-most"),
        row("at-least: 1,", "at-least: 1s,",
            "x.yaml:33:63: at-least is a time; expected a number"),
        row("count: labels", "count: label",
            "x.yaml:33:26: count is the text \"label\"; expected labels, routes, vpnv4-routes, "
                + "bgp-sessions, ldp-sessions, ospf-neighbors, sas, ike-sas, clients or "
                + "radius-sessions; did you mean \"labels\"?"),
        row("id: labels, count: labels", "id: labels",
            "x.yaml:33:5: expect[2] says nothing to do; expected exactly one of reach, no-reach, "
                + "isolation, path, outage, count, clients, accounting, reconnect-rate, hsrp-active, "
                + "single-active, wrong-way, lost, duplicates, sent-to-dead, sas-consistent, nothing-leaks"),
        row("from: host-a1, to: host-a2", "from: host-a1, to: host-a1",
            "x.yaml:27:42: flow f1 goes from host-a1 to itself; expected another host"),
        row("start: 20s", "start: 70s",
            "x.yaml:27:83: flow f1 starts at 70s and stops at 60s; expected a start before the stop"));
  }

  static Stream<Row> claimMoreRows() {
    return Stream.of(
        row("id: labels, count: labels", "id: labels",
            "x.yaml:33:5: expect[2] says nothing to do; expected exactly one of reach, no-reach, "
                + "isolation, path, outage, count, clients, accounting, reconnect-rate, hsrp-active, "
                + "single-active, wrong-way, lost, duplicates, sent-to-dead, sas-consistent, nothing-leaks"),
        row("from: host-a1, to: host-a2", "from: host-a1, to: host-a1",
            "x.yaml:27:42: flow f1 goes from host-a1 to itself; expected another host"),
        row("start: 20s", "start: 70s",
            "x.yaml:27:83: flow f1 starts at 70s and stops at 60s; expected a start before the stop"),
        row("reach: [host-a1, host-a2], at: 40s }", "path: [host-a1, ce-a1, pe2, ce-a2, host-a2], at: 40s }",
            "x.yaml:31:40: no link joins ce-a1 and pe2; expected neighbours on a path"),
        row("reach: [host-a1, host-a2], at: 40s }", "isolation: true, at: 40s }",
            "x.yaml:31:34: \"at\" means nothing beside isolation"));
  }
}
