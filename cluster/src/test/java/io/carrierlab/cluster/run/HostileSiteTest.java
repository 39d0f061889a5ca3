package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.ClientConfig.Population;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.GreTunnelConfig.Protection.Initiated;
import io.carrierlab.node.topology.GreTunnelConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.wire.DecodeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and sites that have a key, and want more of an aggregator of protected tunnels than they are to have. */
class HostileSiteTest {
  private static final String[] BRANCH = {"nodes.branch={kind: ce, as: 65002}",
      "links.+={ends: [\"isp1:ge1\", \"branch:ge0\"], delay: 5ms, subnet: 203.0.113.0/30}"};
  private static final String TUNNEL = """
      duration: 60s
      tunnels:
        - { name: Tunnel0, vpn: acme, ends: ["pe1:ge9", "branch:ge0"], subnet: 10.255.0.0/30,
            keepalive: { period: 2s, retries: 3 }, ipsec: { key: secret } }
      """;
  private static final String CLIENTS = """
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 9 } }
        aggregators:
          - { at: "pe1:ge9", ike: [1, 2], radius: [radius1] }
      load:
        clients:
          - { name: home, group: acme-ra, count: 4, via: isp1, ike: %d, start: 20s, traffic: { to: host-acme } }
      expect:
        - { id: isolation, isolation: true }
      """;

  private static Scenario with(Scenario scenario, UnaryOperator<NodeConfig> change) {
    Topology whole = scenario.topology();
    return new Scenario(scenario.name(), scenario.seed(), scenario.duration(), new Topology(whole.name(),
        whole.nodes().stream().map(change).toList(), whole.links(), whole.vpns()), scenario.captures(),
        scenario.traffic(), scenario.faults(), scenario.expectations());
  }

  private static NodeConfig asksForTransportMode(NodeConfig node) {
    if (!(node instanceof ClientConfig client)) {
      return node;
    }
    Population all = client.population();
    IkeSettings usual = all.settings();
    ChildPolicy child = usual.child();
    var settings = new IkeSettings(usual.policies(), new ChildPolicy(child.transforms(), true, child.pfs(),
        child.lifetime(), child.lifetimeKilobytes()), usual.timing(), usual.credential(), usual.trust(), usual.epoch(),
        usual.natTraversal());
    return new ClientConfig(client.name(), client.address(), new Population(all.name(), all.vpn(), all.gateway(),
        all.ikeVersion(), settings, all.initiator(), all.life(), all.traffic(), all.internet()), client.number());
  }

  /**
   * Where tunnels of sites are in transport mode, clients are not: what is in such a packet would be of the global
   * table. Who asks for it by IKEv2 gets tunnel mode (RFC 7296 §1.3.1), who offers nothing else by IKEv1 gets nothing.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aClientThatAsksForTransportModeDoesNotGetIt(int ike) throws IOException {
    Scenario asking = with(AccessLab.scenario(TUNNEL + CLIENTS.formatted(ike), BRANCH),
        HostileSiteTest::asksForTransportMode);
    Runner.Outcome run = Examples.run(asking, 2, false);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    if (ike == 2) {
      assertThat(AccessLab.clients(run, "home")).hasSize(4).allMatch(client -> client.connected()
          && client.answers() > 10);
    } else {
      assertThat(AccessLab.clients(run, "home")).hasSize(4).noneMatch(client -> client.connected()
          || client.answers() > 0);
      assertThat(AccessLab.causes(run.tables(), "pe1").get("message not taken " + IkeFailure.NO_PROPOSAL_CHOSEN))
          .isPositive();
    }
    assertThat(AccessLab.rows(run.tables(), "branch", "tunnels").getFirst()).as("the site's is there").element(5)
        .isEqualTo("up");
  }

  /** And a site that wants tunnel mode gets no tunnel. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSiteThatAsksForTunnelModeDoesNotGetIt(int ike) throws IOException {
    Scenario asking = with(AccessLab.scenario(TUNNEL.replace("key: secret", "key: secret, ike: " + ike), BRANCH),
        node -> initiating(node, "branch", each -> {
          IkeSettings usual = each.settings();
          ChildPolicy child = usual.child();
          return new Initiated(each.ikeVersion(), new IkeSettings(usual.policies(), new ChildPolicy(child.transforms(),
              false, child.pfs(), child.lifetime(), child.lifetimeKilobytes()), usual.timing(), usual.credential(),
              usual.trust(), usual.epoch(), usual.natTraversal()), each.initiator(), each.start(), each.retry());
        }));
    Runner.Outcome run = Examples.run(asking, 2, false);
    assertThat(AccessLab.causes(run.tables(), "pe1").get("session ended " + IkeFailure.NO_PROPOSAL_CHOSEN))
        .isPositive();
    assertThat(AccessLab.rows(run.tables(), "pe1", "tunnels").getFirst()).element(7).isEqualTo("down");
    assertThat(AccessLab.rows(run.tables(), "pe1", "tunnels").getFirst()).element(12).isEqualTo(0L);
  }

  private static NodeConfig initiating(NodeConfig node, String name, UnaryOperator<Initiated> change) {
    if (!node.name().equals(name)) {
      return node;
    }
    RouterConfig of = (RouterConfig) node;
    return new RouterConfig(of.name(), of.kind(), of.routerId(), of.interfaces(), of.statics(), of.ospf(), of.ldp(),
        of.bgp(), of.vrfs(), of.access(), of.tunnels().stream().map(each -> new GreTunnelConfig(each.name(),
            each.address(), each.prefixLength(), each.vrf(), each.vpn(), each.source(), each.destination(), each.key(),
            each.checksum(), each.sequence(), each.keepalive(), each.mtu(), each.protection().map(protection ->
                change.apply((Initiated) protection)))).toList(), of.slb());
  }

  /**
   * Coke's site asks for SAs for whatever addresses it likes, is refused, and keeps silent when it is told to delete
   * them. It sends under them in the name of acme's site: the outer addresses of transport mode are not authenticated.
   */
  @Test
  void aSiteDoesNotGetIntoAnothersTunnel() {
    Scenario scenario = with(AccessLab.scenario("""
        duration: 60s
        tunnels:
          - { name: A, vpn: acme, ends: ["pe1:ge9", "branch:ge0"], subnet: 10.255.0.0/30,
              ipsec: { key: acme-secret, start: 1h } }
          - { name: B, vpn: coke, ends: ["pe1:ge9", "thief:ge0"], subnet: 10.255.0.0/30,
              keepalive: { period: 1s, retries: 3 }, ipsec: { key: coke-secret, ike: 2 } }
        """, BRANCH[0], BRANCH[1], "nodes.thief={kind: ce, as: 65003}", "nodes.isp2={kind: isp}", "vpns.+={name: coke}",
        "links.+={ends: [\"isp2:ge0\", \"thief:ge0\"], subnet: 203.0.113.4/30}",
        "links.+={ends: [\"isp2:ge1\", \"isp1:ge2\"], subnet: 203.0.113.8/30}"),
        node -> initiating(node, "thief", each -> new Initiated(each.ikeVersion(), each.settings(),
            new Initiator(each.initiator().identity(), each.initiator().preSharedKey(), Optional.empty(),
                Optional.empty(), false, false, new Selector(0, -1, IpProtocol.GRE, 0), each.initiator().remote()),
            each.start(), each.retry())));
    int acme = ((RouterConfig) scenario.topology().nodes().stream().filter(each -> each.name().equals("branch"))
        .findFirst().orElseThrow()).tunnels().getFirst().source();
    var forged = new AtomicInteger();
    Map<String, HostWatch> watches = new java.util.TreeMap<>();
    scenario.topology().nodes().stream().filter(HostConfig.class::isInstance).forEach(host ->
        watches.put(host.name(), new HostWatch(index -> scenario.topology().nodes().get(index).name())));
    var devices = new Devices(scenario.topology(), watches::get);
    try (var network = new Network(scenario.topology(), new Network.Options(scenario.seed(), 2, false, true),
        (node, config) -> config.name().equals("isp2") ? forger(node, acme, forged) : devices.apply(node, config))) {
      Duration end = Duration.ofSeconds(300);              // its deletion has been given up by then
      network.runUntil(end);
      Inspection said = Questions.now(network, end, Depth.TABLES, network.links().index("pe1"));
      assertThat(forged.get()).isGreaterThan(5);
      List<Object> a = AccessLab.rows(said.tables(), "pe1", "tunnels").stream()
          .filter(row -> row.getFirst().equals("A")).findFirst().orElseThrow();
      assertThat(a.get(5)).isEqualTo("up");
      assertThat(a.get(12)).as("packets in").isEqualTo(0L);
      assertThat(AccessLab.causes(said.tables(), "pe1").get("packet dropped REFUSED")).isGreaterThan(5);
    }
  }

  /** Passes on what comes, but for the gateway's third message of IKE and later ones, and changes where ESP is from. */
  private static Behavior<PortMessage> forger(Node node, int source, AtomicInteger forged) {
    return Behaviors.setup(context -> {
      Door door = node.fabric().door(node.fabric().vpnAt(0));
      door.own(0, context.getSelf());
      door.own(1, context.getSelf());
      var answers = new AtomicInteger();
      return Behaviors.receiveMessage(message -> {
        if (message instanceof Arrival arrival) {
          for (int i = 0; i < arrival.count(); i++) {
            Frame frame = arrival.frame(i);
            int protocol = Ipv4Header.protocol(frame.getPayload().toByteArray(), 0);
            if (arrival.port() == 1 && protocol == IpProtocol.UDP && answers.incrementAndGet() > 2) {
              continue;
            }
            boolean esp = arrival.port() == 0 && protocol == IpProtocol.ESP;
            forged.addAndGet(esp ? 1 : 0);
            door.forward(1 - arrival.port(), esp ? from(frame, source) : frame);
          }
        }
        return Behaviors.same();
      });
    });
  }

  private static Frame from(Frame frame, int source) {
    try {
      Ipv4Packet was = Ipv4Packet.decode(frame.getPayload().toByteArray());
      return frame.toBuilder().setPayload(ByteString.copyFrom(new Ipv4Packet(was.trafficClass(), was.fragment(),
          was.ttl(), was.protocol(), source, was.destination(), was.payload()).encode())).build();
    } catch (DecodeException malformed) {
      throw new AssertionError(malformed);
    }
  }

  /** The processor's share in a site's handshake: each message and the keyring's answer, and two computations. */
  @Test
  void aSitesHandshakeTakesTurnsOfTheProcessor() throws IOException {
    Runner.Outcome run = AccessLab.run("""
        duration: 20s
        tunnels:
          - { name: Tunnel0, vpn: acme, ends: ["pe1:ge9", "branch:ge0"], subnet: 10.255.0.0/30,
              keepalive: { period: 2s, retries: 3 }, ipsec: { key: secret, dpd: { idle: 10m } } }
        access:
          aggregators: [{ at: "pe1:ge9", ike: 2, cpu: { handshakes: 20/s }, dpd: { idle: 10m } }]
        """, BRANCH);
    List<Object> cpu = AccessLab.rows(run.tables(), "pe1", "cpu").getFirst();
    assertThat(cpu.get(4)).as("IKE_SA_INIT, IKE_AUTH, the answer of the keyring").isEqualTo(3L);
    assertThat(cpu.get(5)).isEqualTo(2L);
  }
}
