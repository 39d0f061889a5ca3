package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.fabric.Links.PortOf;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.gre.GrePacket;
import io.carrierlab.protocols.ip.Fragmentation;
import io.carrierlab.protocols.ip.Icmp;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.udp.UdpDatagram;
import io.carrierlab.protocols.wire.Checksum;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets from the Internet to the public interface of a PE, of every protocol that it speaks elsewhere. */
class HostilePacketsTest {
  private static final int PUBLIC = Ipv4.parse("198.51.100.2");
  private static final int STRANGER = Ipv4.parse("11.0.0.1");
  private static final Duration CONVERGED = Duration.ofSeconds(40);
  private static final String TUNNEL = """
      duration: 200s
      tunnels:
        - { name: Tunnel0, vpn: acme, ends: ["pe1:ge9", "branch:ge0"], subnet: 10.255.0.0/30,
            keepalive: { period: 2s, retries: 3 } }
      """;

  /** What is sent, by protocol; {@code group}: where routers that speak it listen, beside their addresses. */
  enum Kind {
    OSPF("224.0.0.5"), LDP_HELLO("224.0.0.2"), LDP_SESSION("224.0.0.2"), BGP("224.0.0.1"), HSRP("224.0.0.2"),
    GRE("224.0.0.2"), ICMP("224.0.0.1");

    private final int group;

    Kind(String group) {
      this.group = Ipv4.parse(group);
    }

    boolean is(byte[] packet) {
      int protocol = Ipv4Header.protocol(packet, 0);
      int from = packet.length < 24 ? 0 : ByteBuffer.wrap(packet).getShort(20) & 0xffff;
      int to = packet.length < 24 ? 0 : ByteBuffer.wrap(packet).getShort(22) & 0xffff;
      return switch (this) {
        case OSPF -> protocol == IpProtocol.OSPF;
        case LDP_HELLO -> protocol == IpProtocol.UDP && to == 646;
        case LDP_SESSION -> protocol == IpProtocol.TCP && (from == 646 || to == 646);
        case BGP -> protocol == IpProtocol.TCP && (from == 179 || to == 179);
        case GRE -> protocol == IpProtocol.GRE;
        case HSRP, ICMP -> false;
      };
    }

    /** Payloads where no router of the network sends any. */
    List<byte[]> made(byte[] quoted) {
      return switch (this) {
        case HSRP -> List.of(new UdpDatagram(1985, 1985, new byte[] {0, 0, 16, 3, 10, (byte) 200, 1, 0, 'c', 'i', 's',
            'c', 'o', 0, 0, 0, (byte) 198, 51, 100, 2}).encode(STRANGER, PUBLIC));
        case ICMP -> List.of(new Icmp.Unreachable(Icmp.Unreachable.FRAGMENTATION_NEEDED, 68, quoted).encode(),
            new Icmp.Unreachable(Icmp.Unreachable.PORT, 0, quoted).encode(),
            new Icmp.TimeExceeded(Icmp.TimeExceeded.IN_TRANSIT, quoted).encode());
        case OSPF, LDP_HELLO, LDP_SESSION, BGP, GRE -> List.of();
      };
    }
  }

  private static int protocol(Kind kind) {
    return switch (kind) {
      case OSPF -> IpProtocol.OSPF;
      case LDP_HELLO, HSRP -> IpProtocol.UDP;
      case LDP_SESSION, BGP -> IpProtocol.TCP;
      case GRE -> IpProtocol.GRE;
      case ICMP -> IpProtocol.ICMP;
    };
  }

  /** Real ones that pe1 hears elsewhere, with other addresses, and changed ones; from strangers and neighbours. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void noPacketOfAnyProtocolDisturbsThePe(Kind kind) {
    var random = new SplittableRandom(Long.getLong("seed", 1));
    try (Lab lab = new Lab()) {
      lab.network.runUntil(CONVERGED);
      List<byte[]> models = new ArrayList<>(lab.heard.stream().filter(kind::is).map(each ->
          Arrays.copyOfRange(each, Ipv4Header.headerOctets(each, 0), Ipv4Header.totalOctets(each, 0)))
          .toList());
      models.addAll(kind.made(Arrays.copyOf(lab.heard.peek(), 28)));
      assertThat(models).isNotEmpty();
      Map<String, Long> before = lab.drops(CONVERGED);
      Duration at = CONVERGED;
      for (int i = 0; i < 3_000; i++) {
        at = at.plusNanos(1_000_000);
        byte[] payload = models.get(random.nextInt(models.size()));
        int source = new int[] {STRANGER, lab.neighbour, lab.core, PUBLIC - 1}[random.nextInt(4)];
        int to = random.nextInt(3) == 0 ? kind.group : PUBLIC;
        lab.send(at, packet(protocol(kind), source, to,
            i % 2 == 0 ? payload : Mutate.oneOf(random, payload.clone())));
      }
      Duration end = at.plusSeconds(30);
      lab.network.runUntil(end);
      assertThat(lab.answered("pc", "host-acme", end)).isTrue();
      Map<String, Long> after = lab.drops(end.plusSeconds(3));
      long counted = after.entrySet().stream().mapToLong(each -> each.getValue()
          - before.getOrDefault(each.getKey(), 0L)).sum();
      if (kind == Kind.OSPF) {
        assertThat(counted).as("none is OSPF's there").isGreaterThanOrEqualTo(3_000);
      }
      assertThat(Questions.now(lab.network, lab.network.paused(), Depth.TABLES).leaked())
          .as("but for what the tunnel carries in the clear").allMatch(each ->
          each.originVpn().equals("acme") && each.placeVpn().equals("internet"));
    }
  }

  /** 64 KB of GRE in GRE, in fragments, as if from the other end of the tunnel; at a CE the stack takes each layer. */
  @Test
  void greInGreInGreEndsSoon() {
    try (Lab lab = new Lab()) {
      lab.network.runUntil(CONVERGED);
      byte[] nested = packet(IpProtocol.UDP, PUBLIC, lab.branch, new byte[20]);
      while (nested.length + 24 <= 65_535) {
        nested = packet(IpProtocol.GRE, PUBLIC, lab.branch, GrePacket.of(EtherType.IPV4, nested).encode());
      }
      Duration at = CONVERGED;
      for (byte[] piece : Fragmentation.split(nested, 0, 1500)) {
        at = at.plusNanos(1_000_000);
        lab.sendTo(1, at, piece);
      }
      Duration end = at.plusSeconds(10);
      lab.network.runUntil(end);
      assertThat(AccessLab.rows(lab.ask("branch", end).tables(), "branch", "tunnels").getFirst().getLast().toString())
          .contains("NESTED=1");
      assertThat(lab.answered("pc", "host-acme", end)).isTrue();
    }
  }

  /** With a checksum that is right where the protocol has one. */
  private static byte[] packet(int protocol, int source, int destination, byte[] payload) {
    byte[] summed = payload.clone();
    int at = protocol == IpProtocol.TCP ? 16 : 6;
    if ((protocol == IpProtocol.TCP || protocol == IpProtocol.UDP) && summed.length >= at + 2) {
      summed[at] = 0;
      summed[at + 1] = 0;
      int sum = Checksum.finish(Checksum.sum(Checksum.pseudoHeader(source, destination, protocol, summed.length),
          summed, 0, summed.length));
      summed[at] = (byte) (sum >>> 8);
      summed[at + 1] = (byte) sum;
    }
    return new Ipv4Packet(0xc0, Ipv4Packet.Fragment.whole(1, false), 250, protocol, source, destination, summed)
        .encode();
  }

  /** A branch behind the Internet with a tunnel to pe1, and somebody on the line between pe1 and the Internet. */
  private static final class Lab implements AutoCloseable {
    final ConcurrentLinkedQueue<byte[]> heard = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Middle.Passed> passed = new ConcurrentLinkedQueue<>();
    final Map<String, HostWatch> watches = new TreeMap<>();
    final Network network;
    final int branch;
    /** Neighbours of pe1: by the core, and its address there. */
    final int neighbour;
    final int core;
    private final Scenario scenario;
    private final int middle;
    private int pings;

    Lab() {
      scenario = AccessLab.scenario(TUNNEL, "nodes.isp2={kind: isp}", "nodes.branch={kind: ce, as: 65002}",
          "nodes.pc={kind: host}",
          "links.2={ends: [\"isp2:ge0\", \"pe1:ge9\"], name: public, delay: 2ms, subnet: 198.51.100.0/30}",
          "links.+={ends: [\"isp2:ge1\", \"isp1:ge0\"], delay: 2ms}",
          "links.+={ends: [\"isp1:ge1\", \"branch:ge0\"], delay: 5ms, subnet: 203.0.113.0/30}",
          "links.+={lan: site, ends: [\"branch:lan0\", \"pc:eth0\"], subnet: 10.2.0.0/16}");
      scenario.topology().nodes().stream().filter(HostConfig.class::isInstance).forEach(host ->
          watches.put(host.name(), new HostWatch(index -> scenario.topology().nodes().get(index).name())));
      var devices = new Devices(scenario.topology(), watches::get);
      network = new Network(scenario.topology(), new Network.Options(scenario.seed(), 2, false, true),
          (node, config) -> config.name().equals("isp2") ? Middle.create(node, Duration.ZERO, passed)
              : devices.apply(node, config));
      watches.forEach((name, watch) -> network.observe(new PortOf(network.links().index(name), 0), watch));
      middle = network.links().index("isp2");
      branch = router("branch").tunnels().getFirst().source();
      neighbour = router("pe2").interfaces().stream().filter(each -> each.name().equals("ge0")).findFirst()
          .orElseThrow().address();
      core = router("pe1").interfaces().stream().filter(each -> each.name().equals("ge0")).findFirst().orElseThrow()
          .address();
      for (String link : List.of("pe1--pe2", "public")) {
        LinkTap.on(network, link, (at, frame) -> {
          if (frame.getEtherType() == EtherType.IPV4) {
            heard.add(frame.getPayload().toByteArray());
          }
        });
      }
    }

    private RouterConfig router(String name) {
      return (RouterConfig) scenario.topology().nodes().get(network.links().index(name));
    }

    void send(Duration at, byte[] packet) {
      sendTo(0, at, packet);
    }

    /** @param port 0: to pe1, 1: to the Internet */
    void sendTo(int port, Duration at, byte[] packet) {
      network.tell(middle, at, new Middle.Send(port, Frame.newBuilder().setEtherType(EtherType.IPV4)
          .setPayload(ByteString.copyFrom(packet))));
    }

    Inspection ask(String node, Duration now) {
      return Questions.now(network, now, Depth.TABLES, network.links().index(node));
    }

    /** Of pe1, in its global table. */
    Map<String, Long> drops(Duration now) {
      var drops = new TreeMap<String, Long>();
      ask("pe1", now).tables().stream().filter(table -> table.kind().equals("counters") && table.vrf().isEmpty())
          .flatMap(table -> table.rows().stream()).forEach(row ->
              drops.put(row.getFirst().toString(), ((Number) row.getLast()).longValue()));
      return drops;
    }

    /** Through the tunnel and the core. The first ping resolves addresses. */
    boolean answered(String from, String to, Duration at) {
      HostConfig target = (HostConfig) scenario.topology().nodes().get(network.links().index(to));
      for (int i = 0; i < 2; i++) {
        network.tell(network.links().index(from), at.plusSeconds(i), new HostCommand.Ping(target.address(), 1,
            ++pings));
      }
      network.runUntil(at.plusSeconds(3));
      return (watches.get(from).answer(1, pings - 1) + " " + watches.get(from).answer(1, pings)).contains("Reply");
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
