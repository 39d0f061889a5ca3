package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.udp.UdpDatagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Somebody between the clients and their gateway, who sees everything and sends what it likes in anybody's name. */
class HostileInternetTest {
  private static final int GATEWAY = Ipv4.parse("198.51.100.2");
  private static final int TO_GATEWAY = 0;
  private static final int TO_CLIENTS = 1;
  private static final int NAT_PORT = 4500;
  private static final Duration UP = Duration.ofSeconds(40);
  private static final String CLIENTS = """
      duration: 600s
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/22, users: { name: "acme-#", count: 900 } }
        aggregators:
          - { at: "pe1:ge9", ike: [1, 2], radius: [radius1], most-half-open: 1000, cookies-from: 200 }
      load:
        clients:
          - { name: home, group: acme-ra, count: 20, via: isp1, ike: 1, start: 20s, traffic: { to: host-acme } }
          - { name: two, group: acme-ra, count: 20, via: isp1, ike: 2, start: 20s, traffic: { to: host-acme } }
          - { name: late, group: acme-ra, count: 20, via: isp1, ike: 1, start: 61s, arrival: 5/s,
              traffic: { to: host-acme } }
          - { name: late-two, group: acme-ra, count: 20, via: isp1, ike: 2, start: 61s, arrival: 5/s,
              traffic: { to: host-acme } }
      """;

  @Test
  void replaysAreCountedAndTrafficGoesOn() {
    try (Lab lab = new Lab(Duration.ofMillis(15))) {
      lab.network.runUntil(UP);
      List<Middle.Passed> esp = new ArrayList<>(lab.passed.stream().filter(HostileInternetTest::esp)
          // A first one may have overtaken the end of the set-up: its copy would be no replay.
          .filter(each -> ByteBuffer.wrap(udp(each.frame())).getInt(4) > 1).toList());
      assertThat(esp.size()).isGreaterThan(500);
      Collections.shuffle(esp, new Random(1));
      lab.runTo(UP.plusSeconds(1));
      Inspection before = lab.ask(UP.plusSeconds(1));
      Duration at = UP.plusSeconds(1);
      for (Middle.Passed each : esp) {
        at = at.plusNanos(1_000_000);
        lab.send(at, each.outPort(), each.frame().toBuilder().clearOrigin());
      }
      lab.runTo(at.plusSeconds(5));
      Inspection said = lab.ask(at.plusSeconds(5));
      Duration end = at.plusSeconds(60);
      lab.runTo(end);
      lab.assertUntouched(lab.ask(end));
      long towardsGateway = esp.stream().filter(each -> each.outPort() == TO_GATEWAY).count();
      assertThat(errors(said) - errors(before)).isEqualTo(towardsGateway);
    }
  }

  @Test
  void changedCopiesOfEveryMessageOfIkeEndNoSession() {
    var random = new SplittableRandom(Long.getLong("seed", 1));
    try (Lab lab = new Lab(Duration.ZERO)) {
      lab.network.runUntil(UP);
      List<Middle.Passed> ike = lab.passed.stream().filter(HostileInternetTest::ike).toList();
      assertThat(ike.size()).isGreaterThan(200);
      Map<String, Long> before = AccessLab.causes(lab.ask(UP).tables(), "pe1");
      Duration at = UP;
      int towardsGateway = 0;
      for (int i = 0; i < 25_000; i++) {
        at = at.plusNanos(500_000);
        Middle.Passed model = ike.get(random.nextInt(ike.size()));
        towardsGateway += model.outPort() == TO_GATEWAY ? 1 : 0;
        lab.send(at, model.outPort(), withPayload(model.frame(), payload -> changed(random, payload)));
      }
      lab.runTo(at.plusSeconds(120));
      Inspection said = lab.ask(at.plusSeconds(120));
      lab.assertUntouched(said);
      Map<String, Long> after = AccessLab.causes(said.tables(), "pe1");
      long counted = counted(after) - counted(before);
      assertThat(counted).isGreaterThan(towardsGateway * 9L / 10);
      assertThat(after).containsEntry("sessions half open", 0L);
    }
  }

  @Test
  void forgedDeletionsAndErrorsAreCountedAndChangeNothing() {
    var random = new SplittableRandom(2);
    try (Lab lab = new Lab(Duration.ZERO)) {
      lab.network.runUntil(UP);
      List<Middle.Passed> ike = lab.passed.stream().filter(HostileInternetTest::ike)
          .filter(each -> ByteBuffer.wrap(message(each.frame())).getLong(8) != 0).toList();
      Map<String, Long> before = AccessLab.causes(lab.ask(UP).tables(), "pe1");
      Duration at = UP;
      int towardsGateway = 0;
      for (int i = 0; i < 6_000; i++) {
        at = at.plusNanos(1_000_000);
        Middle.Passed model = ike.get(random.nextInt(ike.size()));
        towardsGateway += model.outPort() == TO_GATEWAY ? 1 : 0;
        lab.send(at, model.outPort(), withPayload(model.frame(), payload -> forged(random, payload)));
      }
      lab.runTo(at.plusSeconds(60));
      Inspection said = lab.ask(at.plusSeconds(60));
      lab.assertUntouched(said);
      Map<String, Long> after = AccessLab.causes(said.tables(), "pe1");
      assertThat(after.get("message not taken SPOOFED_INFORMATIONAL")).isGreaterThan(500);
      assertThat(counted(after) - counted(before)).isGreaterThanOrEqualTo(towardsGateway);
    }
  }

  @Test
  void aFloodFromAHundredThousandAddressesKeepsNobodyOut() {
    var random = new SplittableRandom(3);
    try (Lab lab = new Lab(Duration.ZERO)) {
      lab.network.runUntil(UP);
      byte[] main = mainMode();
      byte[] two = lab.passed.stream().filter(HostileInternetTest::ike).map(each -> message(each.frame()))
          .filter(each -> each[17] == 0x20 && each[18] == 34).findFirst().orElseThrow();
      Duration at = Duration.ofSeconds(60);
      lab.runTo(at);
      lab.passed.clear();
      long octets = 0;
      for (int i = 0; i < 100_000; i++) {
        at = at.plusNanos(60_000);
        byte[] first = (i % 2 == 0 ? main : two).clone();
        ByteBuffer.wrap(first).putLong(0, random.nextLong() | 1);
        int source = 0x0b000000 + random.nextInt(1 << 24);
        octets += 28 + first.length;
        lab.send(at, TO_GATEWAY, packet(source, GATEWAY, 500, 500, first));
      }
      lab.runTo(Duration.ofSeconds(66));
      Map<String, Long> during = AccessLab.causes(lab.ask(Duration.ofSeconds(66)).tables(), "pe1");
      assertThat(during.get("peers known")).isLessThanOrEqualTo(1_000 + 80);
      lab.runTo(Duration.ofSeconds(200));
      Inspection said = lab.ask(Duration.ofSeconds(200));
      Map<String, Long> after = AccessLab.causes(said.tables(), "pe1");
      assertThat(said.clients().stream().filter(client -> !client.connected() || client.attempts() != 1
          || client.sessions() != 1).map(HostileInternetTest::text)).isEmpty();
      assertThat(after).containsEntry("most half open", 1_000L).containsEntry("sessions half open", 0L)
          .containsEntry("peers known", 80L);
      assertThat(after.get("session ended HALF_OPEN_LIMIT")).isGreaterThan(40_000);
      assertThat(after.get("cookies asked for")).isGreaterThan(40_000);
      long back = lab.passed.stream().filter(each -> each.outPort() == TO_CLIENTS)
          .filter(each -> Ipv4Header.destination(each.frame().getPayload().toByteArray(), 0) >>> 24 == 0x0b)
          .mapToLong(each -> each.frame().getPayload().size()).sum();
      assertThat(back).isPositive().isLessThan(octets * 3 / 2);
    }
  }

  private static long errors(Inspection said) {
    return AccessLab.rows(said.tables(), "pe1", "sas").stream().mapToLong(row -> ((Number) row.getLast()).longValue())
        .sum();
  }

  private static String text(ClientView client) {
    return client.client() + (client.connected() ? " up, " : " down, ") + client.attempts() + " attempts, "
        + client.sessions() + " sessions, " + client.answers() + " of " + client.requests() + " answers, "
        + client.failures();
  }

  private interface Change {
    byte[] of(byte[] payload);
  }

  private static boolean esp(Middle.Passed each) {
    byte[] payload = udp(each.frame());
    return payload.length > 8 && port(each) == NAT_PORT && ByteBuffer.wrap(payload).getInt() != 0;
  }

  private static boolean ike(Middle.Passed each) {
    byte[] payload = udp(each.frame());
    return payload.length > 32
        && (port(each) == 500 || port(each) == NAT_PORT && ByteBuffer.wrap(payload).getInt() == 0);
  }

  /** The gateway's. */
  private static int port(Middle.Passed each) {
    return ByteBuffer.wrap(each.frame().getPayload().toByteArray()).getShort(each.outPort() == TO_GATEWAY ? 22 : 20)
        & 0xffff;
  }

  private static byte[] udp(Frame frame) {
    byte[] packet = frame.getPayload().toByteArray();
    return Ipv4Header.protocol(packet, 0) == IpProtocol.UDP ? Arrays.copyOfRange(packet, 28, packet.length)
        : new byte[0];
  }

  /** Without the marker. */
  private static byte[] message(Frame frame) {
    byte[] payload = udp(frame);
    return ByteBuffer.wrap(payload).getInt() == 0 ? Arrays.copyOfRange(payload, 4, payload.length) : payload;
  }

  private static Frame.Builder withPayload(Frame frame, Change change) {
    byte[] octets = frame.getPayload().toByteArray();
    byte[] payload = udp(frame);
    byte[] message = message(frame);
    byte[] changed = change.of(message);
    byte[] marked = new byte[payload.length - message.length + changed.length];
    System.arraycopy(changed, 0, marked, payload.length - message.length, changed.length);
    ByteBuffer header = ByteBuffer.wrap(octets);
    return packet(Ipv4Header.source(octets, 0), Ipv4Header.destination(octets, 0), header.getShort(20) & 0xffff,
        header.getShort(22) & 0xffff, marked);
  }

  private static Frame.Builder packet(int source, int destination, int from, int to, byte[] payload) {
    byte[] udp = new UdpDatagram(from, to, payload).encode(source, destination);
    return Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(ByteString.copyFrom(new Ipv4Packet(0,
        Ipv4Packet.Fragment.whole(1, false), 60, IpProtocol.UDP, source, destination, udp).encode()));
  }

  private static byte[] changed(SplittableRandom random, byte[] message) {
    if (random.nextInt(3) == 0) {
      return Mutate.oneOf(random, message);
    }
    byte[] changed = message.clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      changed[16 + random.nextInt(changed.length - 16)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  /** With the session's own cookies: a deletion, an error, a question of DPD in the clear, or noise as if encrypted. */
  private static byte[] forged(SplittableRandom random, byte[] message) {
    boolean two = message[17] == 0x20;
    int kind = random.nextInt(4);
    byte[] spis = Arrays.copyOf(message, 16);
    byte[] body = switch (kind) {
      case 0 -> ByteBuffer.allocate(28).putShort((short) 0).putShort((short) 28).putInt(1).put((byte) 1)
          .put((byte) 16).putShort((short) 1).put(spis).array();
      case 1 -> ByteBuffer.allocate(12).putShort((short) 0).putShort((short) 12).putInt(1).put((byte) 1)
          .put((byte) 0).putShort((short) 24).array();
      case 2 -> ByteBuffer.allocate(32).putShort((short) 0).putShort((short) 32).putInt(1).put((byte) 1)
          .put((byte) 16).putShort((short) 36136).put(spis).putInt(random.nextInt()).array();
      default -> Mutate.noise(random, 0);
    };
    if (kind == 3) {
      body = new byte[64];
      random.nextBytes(body);
      if (two) {
        ByteBuffer.wrap(body).putShort((short) 0).putShort((short) 64);
      }
    }
    int next = kind == 0 ? two ? 42 : 12 : kind == 3 ? two ? 46 : 8 : two ? 41 : 11;
    int flags = two ? message[19] & 0x08 : kind == 3 ? 1 : 0;
    return ByteBuffer.allocate(28 + body.length).put(spis).put((byte) next).put(message[17])
        .put((byte) (two ? 37 : 5)).put((byte) flags).putInt(two ? random.nextInt(8) : random.nextInt())
        .putInt(28 + body.length).put(body).array();
  }

  /** A first message of main mode that the gateway takes: AES-256, SHA-1, a shared key, group 14. */
  private static byte[] mainMode() {
    byte[] attributes = HexFormat.of().parseHex(
        "80010007800e010080020002800300018004000e800b0001000c000400015180");
    int transform = 8 + attributes.length;
    int proposal = 8 + transform;
    int sa = 12 + proposal;
    return ByteBuffer.allocate(28 + sa).putLong(1).putLong(0).put((byte) 1).put((byte) 0x10).put((byte) 2).put((byte) 0)
        .putInt(0).putInt(28 + sa).putShort((short) 0).putShort((short) sa).putInt(1).putInt(1)
        .putShort((short) 0).putShort((short) proposal).put((byte) 1).put((byte) 1).put((byte) 0).put((byte) 1)
        .putShort((short) 0).putShort((short) transform).put((byte) 1).put((byte) 1).putShort((short) 0)
        .put(attributes).array();
  }

  /** What the gateway has to say of messages and packets that it did not want. */
  private static long counted(Map<String, Long> causes) {
    return causes.entrySet().stream().filter(each -> each.getKey().startsWith("message not taken")
        || each.getKey().startsWith("packet dropped") || each.getKey().equals("sessions started"))
        .mapToLong(Map.Entry::getValue).sum();
  }

  /** The network, with the line between the Internet and the gateway in other hands. */
  private static final class Lab implements AutoCloseable {
    final ConcurrentLinkedQueue<Middle.Passed> passed = new ConcurrentLinkedQueue<>();
    final Network network;
    private final int middle;

    Lab(Duration jitter) {
      Scenario scenario = AccessLab.scenario(CLIENTS, "nodes.isp2={kind: isp}",
          "links.2={ends: [\"isp2:ge0\", \"pe1:ge9\"], name: public, delay: 2ms, subnet: 198.51.100.0/30}",
          "links.+={ends: [\"isp2:ge1\", \"isp1:ge0\"], delay: 2ms}");
      Map<String, HostWatch> watches = new HashMap<>();
      scenario.topology().nodes().stream().filter(HostConfig.class::isInstance).forEach(host ->
          watches.put(host.name(), new HostWatch(index -> scenario.topology().nodes().get(index).name())));
      var devices = new Devices(scenario.topology(), watches::get);
      network = new Network(scenario.topology(), new Network.Options(scenario.seed(), 2, false, true),
          (node, config) -> config.name().equals("isp2") ? Middle.create(node, jitter, passed)
              : devices.apply(node, config));
      middle = network.links().index("isp2");
    }

    void send(Duration at, int port, Frame.Builder frame) {
      network.tell(middle, at, new Middle.Send(port, frame));
    }

    void runTo(Duration until) {
      network.runUntil(until);
    }

    Inspection ask(Duration now) {
      return Questions.now(network, now, Depth.TABLES);
    }

    /** Everybody has the first session still, and gets answers. */
    void assertUntouched(Inspection said) {
      assertThat(said.clients()).hasSize(80);
      assertThat(said.clients().stream().filter(client -> !client.connected() || client.attempts() != 1
          || client.sessions() != 1 || client.answers() < client.requests() - 2)
          .map(HostileInternetTest::text)).isEmpty();
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
