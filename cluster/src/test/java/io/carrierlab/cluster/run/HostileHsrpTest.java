package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.network.DeviceEvent.HsrpOtherVersion;
import io.carrierlab.node.network.DeviceEvent.OfHsrp;
import io.carrierlab.node.network.Network;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.hsrp.HsrpMessage;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.udp.UdpDatagram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who knows the group and its password, which most have left as it is, wants the routers' address. */
class HostileHsrpTest {
  private static final String NETWORK = """
      name: hostile-hsrp
      seed: 1
      nodes:
        "r[1..2]": { kind: ce, statics: [{ to: 203.0.113.0/24, via: 198.51.100.3 }] }
        isp: { kind: ce }
        evil: { kind: host }
      links:
        - { lan: outside, ends: ["r[1..2]:ge0", "isp:ge0"], subnet: 198.51.100.0/29 }
        - { lan: far, ends: ["isp:lan0", "evil:eth0"], subnet: 203.0.113.0/24 }
      hsrp:
        - { name: outside, group: 1, address: 198.51.100.6, hello: 1s, hold: 3s, routers: [
            { at: "r1:ge0", priority: 110, preempt: true }, { at: "r2:ge0" }] }
      """;
  private static final Duration CONVERGED = Duration.ofSeconds(20);
  private static final int ROUTER = Ipv4.parse("198.51.100.1");
  private static final int NEIGHBOUR = Ipv4.parse("198.51.100.3");

  @TempDir
  Path folder;

  /** The network with one device replaced, converged. */
  private final class Lab implements AutoCloseable {
    final Journal events;
    final Network network;
    final int rogue;
    /** The gateway's, if it has one: nobody forwards what comes as a broadcast. */
    private final long destinationMac;
    private Duration at = CONVERGED;

    Lab(String replaced) throws IOException {
      Scenario scenario = switch (Scenario.load(Files.writeString(folder.resolve("x.yaml"), NETWORK), List.of())) {
        case Scenario.Loaded.Valid valid -> valid.scenario();
        case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
      };
      var devices = new Devices(scenario.topology(), host -> new HostWatch(index ->
          scenario.topology().nodes().get(index).name()));
      network = new Network(scenario.topology(), new Network.Options(1, 2, false, true), (node, config) ->
          config.name().equals(replaced) ? Rogue.create(node) : devices.apply(node, config));
      rogue = network.links().index(replaced);
      int gateway = network.links().index("isp");
      int port = network.links().ends("isp", "lan0").getFirst().port();
      destinationMac = rogue == gateway ? Mac.BROADCAST : IpInterface.of(gateway, port, "", 0, 0, true).mac();
      events = new Journal(node -> scenario.topology().nodes().get(node).name());
      network.runUntil(CONVERGED, events::take);
      assertThat(changes()).contains("r1 Active");
    }

    void send(int source, int destination, int ttl, byte[] message) {
      byte[] datagram = new UdpDatagram(HsrpMessage.PORT, HsrpMessage.PORT, message).encode(source, destination);
      at = at.plusMillis(10);
      network.tell(rogue, at, new Rogue.Send(0, Frame.newBuilder().setEtherType(EtherType.IPV4)
          .setDestinationMac(destinationMac).setSourceMac(0x0200_00ff_f001L)
          .setPayload(ByteString.copyFrom(new Ipv4Packet(0xc0, Ipv4Packet.Fragment.whole(1, false), ttl,
              IpProtocol.UDP, source, destination, datagram).encode()))));
    }

    /** What groups have become since it was asked last. */
    List<String> changes() {
      return events.collect().stream().flatMap(event -> event.what() instanceof OfHsrp said
          ? Stream.of(event.node() + " " + said.state()) : Stream.empty()).toList();
    }

    List<String> drops() {
      at = at.plusSeconds(10);
      network.runUntil(at, events::take);
      Inspection inspection = Questions.now(network, at, Depth.TABLES, network.links().index("r1"));
      return inspection.tables().stream().filter(table -> table.kind().equals("counters"))
          .flatMap(table -> table.rows().stream()).map(row -> row.getFirst() + " " + row.getLast()).toList();
    }

    @Override
    public void close() {
      network.close();
    }
  }

  private static byte[] coup(int version) {
    return new HsrpMessage(version, HsrpMessage.Operation.COUP, HsrpState.SPEAK, 1000, 3000, 255, 1, 0, "cisco",
        Ipv4.parse("198.51.100.6")).encode();
  }

  /** By its own address, and by one that it says it has: neither the Internet nor a TTL that just suffices helps. */
  @Test
  void nobodyTakesTheAddressFromAfar() throws IOException {
    try (Lab lab = new Lab("evil")) {
      for (int source : new int[] {Ipv4.parse("203.0.113.2"), Ipv4.parse("198.51.100.2"),
          Ipv4.parse("198.51.100.5")}) {
        for (int ttl : new int[] {2, 64}) {
          lab.send(source, ROUTER, ttl, coup(1));
          lab.send(source, HsrpMessage.ALL_ROUTERS, ttl, coup(1));
        }
      }
      assertThat(lab.drops()).contains("HSRP_OFF_LINK 6");
      assertThat(lab.changes()).isEmpty();
    }
  }

  /** Two routers that do not understand each other are both active: the one that hears the other says so, once. */
  @Test
  void aNeighbourOfAnotherVersionIsNamed() throws IOException {
    try (Lab lab = new Lab("isp")) {
      lab.send(NEIGHBOUR, HsrpMessage.VERSION_2_GROUP, 1, coup(2));
      lab.send(NEIGHBOUR, HsrpMessage.VERSION_2_GROUP, 1, coup(2));
      assertThat(lab.drops()).contains("HSRP_OTHER_VERSION 2");
      assertThat(lab.events.collect()).filteredOn(event -> event.node().equals("r1"))
          .extracting(Journal.Event::what).containsExactly(new HsrpOtherVersion("ge0", 1, HsrpState.ACTIVE, NEIGHBOUR,
              2, 1));
    }
  }

  /** On the LAN itself plain text protects from mistakes only; but what no router sends there is not believed. */
  @Test
  void onItsLanOnlyWhatARouterSendsIsBelieved() throws IOException {
    try (Lab lab = new Lab("isp")) {
      lab.send(NEIGHBOUR, HsrpMessage.VERSION_2_GROUP, 1, coup(1));
      lab.send(NEIGHBOUR, HsrpMessage.ALL_ROUTERS, 1, coup(2));
      lab.send(NEIGHBOUR, HsrpMessage.ALL_ROUTERS, 64, coup(1));
      lab.send(Ipv4.parse("203.0.113.2"), HsrpMessage.ALL_ROUTERS, 1, coup(1));
      lab.send(NEIGHBOUR, ROUTER, 1, coup(1));
      lab.send(NEIGHBOUR, HsrpMessage.ALL_ROUTERS, 1, new byte[] {0, 3, 0, 1, 0, 10, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0});
      assertThat(lab.drops()).contains("HSRP_OFF_LINK 5", "HSRP_NOT_SUPPORTED 1");
      assertThat(lab.changes()).isEmpty();
      lab.send(NEIGHBOUR, HsrpMessage.ALL_ROUTERS, 1, coup(1));
      lab.drops();
      assertThat(lab.changes()).startsWith("r1 Speak");
    }
  }
}
