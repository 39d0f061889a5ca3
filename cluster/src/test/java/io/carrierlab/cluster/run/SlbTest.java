package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.network.Network;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.Fragmentation;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.udp.UdpDatagram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aggregators behind a load balancer, from end to end, and what each of its settings is for. */
class SlbTest {
  private static final String NETWORK = """
      name: slb-lab
      seed: 1
      duration: 150s
      kinds:
        pe: { ospf: { hello: 1s, dead: 4s } }
      nodes:
        "pe[1..3]": { kind: pe }
        isp1: { kind: isp }
        slb1: { kind: slb, slb: { address: 220.1.1.1, reals: ["pe[1..2]:ge9"], probe: { interval: 2s } } }
        hq-1: { kind: ce, as: 65001 }
        host-acme: { kind: host }
      links:
        - { lan: core, ends: ["pe[1..3]:ge0"] }
        - { ends: ["isp1:ge0", "slb1:ge0"], delay: 5ms }
        - { lan: stack, ends: ["slb1:ge1", "pe1:ge9", "pe2:ge9"] }
        - { name: acme-access, ends: ["pe3:ge1", "hq-1:ge0"] }
        - { lan: acme, ends: ["hq-1:lan0", "host-acme:eth0"], subnet: 10.1.0.0/16 }
      vpns:
        - { name: acme, sites: ["pe3:ge1"] }
      access:
        groups: [{ name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { count: 20 } }]
        aggregators: [{ at: "pe1:ge9" }, { at: "pe2:ge9" }]
      """;
  private static final String CLIENTS = """
      load:
        clients:
          - { name: home, group: acme-ra, count: 6, lines: 1, via: isp1, start: 20s, arrival: 1/s,
              dpd: { idle: 5s, retry: 1s, max-asks: 2 }, retry: { first: 2s, most: 4s },
              traffic: { to: host-acme, every: 1s } }
          - { name: open, group: acme-ra, count: 6, nat: false, via: isp1, start: 22s, arrival: 1/s,
              dpd: { idle: 5s, retry: 1s, max-asks: 2 }, retry: { first: 2s, most: 4s },
              traffic: { to: host-acme, every: 1s } }
      """;

  @TempDir
  Path folder;

  private Runner.Outcome run(String more, String... overrides) throws IOException {
    return switch (Scenario.load(Files.writeString(folder.resolve("x.yaml"), NETWORK + more), List.of(overrides))) {
      case Scenario.Loaded.Valid valid -> Examples.run(valid.scenario(), 2, false);
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  /** The state of each real server. */
  private static TreeMap<Object, Object> reals(Runner.Outcome outcome, int column) {
    return AccessLab.rows(outcome.tables(), "slb1", "slb").stream()
        .collect(Collectors.toMap(row -> row.get(1), row -> row.get(column), (a, b) -> b, TreeMap::new));
  }

  /** Ports are in the first fragment only, so the load balancer puts packets together; its LAN has its MTU, though. */
  @Test
  void whatItHasPutTogetherIsCutAgain() throws IOException {
    Scenario scenario = switch (Scenario.load(Files.writeString(folder.resolve("x.yaml"), NETWORK), List.of())) {
      case Scenario.Loaded.Valid valid -> valid.scenario();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
    var devices = new Devices(scenario.topology(), host -> new HostWatch(index ->
        scenario.topology().nodes().get(index).name()));
    var options = new Network.Options(1, 2, false, true);
    try (var network = new Network(scenario.topology(), options, (node, config) ->
        config.name().equals("isp1") ? Rogue.create(node) : devices.apply(node, config))) {
      int from = Ipv4.parse("203.0.113.9");
      int to = Ipv4.parse("220.1.1.1");
      byte[] whole = new Ipv4Packet(0, Ipv4Packet.Fragment.whole(1, false), 64, IpProtocol.UDP, from, to,
          new UdpDatagram(500, 500, new byte[3_000]).encode(from, to)).encode();
      int port = network.links().ends("isp1", "ge0").stream()
          .filter(end -> end.node() == network.links().index("isp1")).findFirst().orElseThrow().port();
      for (byte[] piece : Fragmentation.split(whole, 0, 1_500)) {
        network.tell(network.links().index("isp1"), Duration.ofSeconds(10), new Rogue.Send(port,
            Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(ByteString.copyFrom(piece))));
      }
      var lengths = new ConcurrentLinkedQueue<Integer>();
      LinkTap.on(network, "stack", (at, frame) -> {
        byte[] octets = frame.getPayload().toByteArray();
        if (frame.getEtherType() == EtherType.IPV4 && Ipv4Header.destination(octets, 0) == to) {
          lengths.add(octets.length);
        }
      });
      network.runUntil(Duration.ofSeconds(12));
      assertThat(lengths).containsExactly(1_500, 1_500, 20 + 8 + 3_000 - 2 * 1_480);
    }
  }

  @Test
  void clientsBehindNatsAndOthersAreSharedEqually() throws IOException {
    Runner.Outcome run = run(CLIENTS + """
        expect:
          - { id: all, clients: all, connected: all, at: end }
          - { id: one, count: clients, node: pe1, equals: 6, at: end }
          - { id: two, count: clients, node: pe2, equals: 6, at: end }
          - { id: isolation, isolation: true }
        """);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    // ISAKMP of all, NAT traversal of half of them, ESP of the others.
    assertThat(AccessLab.rows(run.tables(), "slb1", "slb-servers")).extracting(row -> row.get(5))
        .containsExactly(6, 12, 6);
    assertThat(reals(run, 2)).hasSize(2).containsValue("OPERATIONAL").doesNotContainValue("PROBE_FAILED");
    assertThat(AccessLab.causes(run.tables(), "pe1").keySet()).noneMatch(cause -> cause.startsWith("packet dropped"));
  }

  private static final String CRASH = """
      drill:
        - { at: 60s, crash: pe1 }
      expect:
        - { id: before, clients: all, connected: all, at: 59s }
        - { id: after, clients: all, connected: all, at: end }
        - { id: two, count: sas, node: pe2, equals: 12, at: end }
      """;

  @Test
  void whoWasAtADeadServerFindsAnother() throws IOException {
    Runner.Outcome run = run(CLIENTS + CRASH);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    assertThat(reals(run, 2)).containsValue("PROBE_FAILED").containsValue("OPERATIONAL");
    assertThat(reals(run, 7)).containsValue(1).containsValue(0);
  }

  /** With connections kept, or without a probe, a client that has noticed goes to the dead box again and again. */
  @Test
  void withoutPurgeOrProbesTheyDoNot() throws IOException {
    for (String override : List.of("nodes.slb1.slb.purge=false", "nodes.slb1.slb.probe=false")) {
      Runner.Outcome run = run(CLIENTS + CRASH, override);
      assertThat(run.verdicts()).filteredOn(Verdict::passed).extracting(Verdict::id).containsExactly("before");
    }
  }

  @Test
  void aFullServerTakesNobodyAndWhoIsThereStays() throws IOException {
    Runner.Outcome run = run(CLIENTS + """
        expect:
          - { id: some, clients: all, connected: 8, at: end }
        """, "nodes.slb1.slb.maxconns=8");
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    assertThat(reals(run, 4).values()).containsOnly(8);
    assertThat(reals(run, 2).values()).containsOnly("MAXCONNS");
  }
}
