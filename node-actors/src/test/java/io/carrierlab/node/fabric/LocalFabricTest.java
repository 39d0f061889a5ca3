package io.carrierlab.node.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Inspect;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.network.NodeOrder;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.LinkConfig.End;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.ethernet.Mac;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.mpls.LabelEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links between plain stations: what they do to frames, and what is counted of it. */
class LocalFabricTest {
  private static final Duration DELAY = Duration.ofMillis(5);
  private static final long OWN_MAC = 0x0200_0000_0001L;
  private static final long OTHER_MAC = 0x0200_0000_0099L;

  /** @param times frames to send at once */
  private record Send(Frame.Builder frame, int times) implements PortMessage.OfDevice {}

  private record Heard(String node, long atNanos, String what) {}

  private final List<Heard> heard = java.util.Collections.synchronizedList(new ArrayList<>());

  @Test
  void delaysByTheLinkAndByTheTimeOnTheWire() {
    try (var network = network(link(false, 8_000_000, 0, 100))) {
      network.tell(0, at(10), new Send(frame(96), 2));
      network.runUntil(at(100));
      // 96 octets and 4 of HDLC take 100 us at 8 Mbit/s; the second frame waits for the first.
      assertThat(heard).containsExactly(new Heard("b", 15_100_000, "1 frame"), new Heard("b", 15_200_000, "1 frame"));
    }
  }

  @Test
  void framesOfOneInstantTravelTogether() {
    try (var network = network(link(false, 0, 0, 100))) {
      network.tell(0, at(10), new Send(frame(96), 70));
      network.runUntil(at(100));
      assertThat(heard).containsExactly(new Heard("b", 15_000_000, "64 frames"),
          new Heard("b", 15_000_000, "6 frames"));
    }
  }

  @Test
  void dropsTheTailOfAFullQueue() {
    try (var network = network(link(false, 8_000_000, 0, 10))) {
      network.tell(0, at(10), new Send(frame(96), 50));
      network.runUntil(at(100));
      assertThat(counters(network, 0)).satisfies(sent -> {
        assertThat(sent.sentFrames()).isEqualTo(11);
        assertThat(sent.droppedQueue()).isEqualTo(39);
      });
      assertThat(counters(network, 1).receivedFrames()).isEqualTo(11);
    }
  }

  @Test
  void losesTheShareThatTheLinkSays() {
    try (var network = network(link(false, 0, 0.25, 100))) {
      network.tell(0, at(10), new Send(frame(96), 10_000));
      network.runUntil(at(100));
      long lost = counters(network, 0).droppedLoss();
      assertThat(lost).isBetween(2_300L, 2_700L);
      assertThat(counters(network, 1).receivedFrames()).isEqualTo(10_000 - lost);
    }
  }

  @Test
  void aCutTakesCarrierAndWhatIsOnTheWire() {
    try (var network = network(link(false, 0, 0, 100))) {
      network.tell(0, at(10), new Send(frame(96), 1));
      network.cut(network.links().ends("l"), at(12), false);
      network.tell(0, at(20), new Send(frame(96), 1));
      network.cut(network.links().ends("l"), at(30), true);
      network.tell(0, at(40), new Send(frame(96), 1));
      network.runUntil(at(100));
      assertThat(heard).containsExactlyInAnyOrder(
          new Heard("a", 12_000_000, "down"), new Heard("b", 12_000_000, "down"),
          new Heard("a", 30_000_000, "up"), new Heard("b", 30_000_000, "up"), new Heard("b", 45_000_000, "1 frame"));
      assertThat(counters(network, 0).droppedFault() + counters(network, 1).droppedFault()).isEqualTo(2);
    }
  }

  @Test
  void aBlackHoleTakesFramesAndLeavesCarrier() {
    try (var network = network(link(false, 0, 0, 100))) {
      network.blackHole(network.links().ends("l"), at(12), Direction.BOTH);
      network.tell(0, at(20), new Send(frame(96), 1));
      network.cut(network.links().ends("l"), at(30), true);
      network.tell(0, at(40), new Send(frame(96), 1));
      network.runUntil(at(100));
      assertThat(heard).containsExactly(new Heard("b", 45_000_000, "1 frame"));
    }
  }

  @Test
  void oneStationOfALanIsCutOffAlone() {
    try (var network = network(link(true, 0, 0, 100))) {
      network.cut(network.links().ends("b", "eth0"), at(12), false);
      network.tell(0, at(20), new Send(frame(96).setDestinationMac(OWN_MAC), 1));
      network.runUntil(at(100));
      assertThat(heard).containsExactly(new Heard("b", 12_000_000, "down"));
    }
  }

  @Test
  void anEndOfAPointToPointLinkIsTheLink() {
    try (var network = network(link(false, 0, 0, 100))) {
      assertThat(network.links().ends("b", "eth0")).isEqualTo(network.links().ends("l")).hasSize(2);
    }
  }

  @Test
  void aBadLinkIsSlowUntilItIsRestoredAndKeepsTheOrderOfFrames() {
    try (var network = network(link(false, 0, 0, 100))) {
      network.degrade(network.links().ends("l"), at(12), was -> new LinkQuality(50_000_000, 0, 0));
      network.tell(0, at(20), new Send(frame(96), 1));
      network.cut(network.links().ends("l"), at(60), true);
      network.tell(0, at(61), new Send(frame(96), 1));
      network.tell(0, at(90), new Send(frame(96), 1));
      network.runUntil(at(200));
      // The first is on the wire when the link is restored, and the next does not overtake it.
      assertThat(heard).containsExactly(new Heard("b", 70_000_000, "1 frame"), new Heard("b", 70_000_000, "1 frame"),
          new Heard("b", 95_000_000, "1 frame"));
    }
  }

  /** Once another station sends from its address, frames for it are no longer for the dead one. */
  @ParameterizedTest
  @CsvSource({"false, 2", "true, 0"})
  void framesForADeadStationCountUntilAnotherHasItsAddress(boolean taken, long counted) {
    try (var network = network(link(true, 0, 0, 100))) {
      network.powerOff(1, at(10));
      if (taken) {
        network.tell(0, at(20), new Send(frame(96).setDestinationMac(Mac.BROADCAST).setSourceMac(OWN_MAC), 1));
      }
      network.tell(0, at(40), new Send(frame(96).setDestinationMac(OWN_MAC), 2));
      network.tell(0, at(50), new Send(frame(96).setDestinationMac(Mac.BROADCAST), 1));
      network.runUntil(at(100));
      assertThat(counters(network, 1).droppedNoOwner()).isEqualTo(counted);
    }
  }

  @Test
  void aNodeWithoutPowerHearsNothingAndDarkensItsLinks() {
    try (var network = network(link(false, 0, 0, 100))) {
      network.powerOff(1, at(10));
      network.powerOn(1, at(30));
      network.tell(0, at(40), new Send(frame(96), 1));
      network.runUntil(at(100));
      assertThat(heard).containsExactly(new Heard("a", 10_000_000, "down"), new Heard("a", 30_000_000, "up"),
          new Heard("b", 45_000_000, "1 frame"));
    }
  }

  /** A switch has learnt where an address is from who sent from it last, by the time that its frame gets there. */
  @Test
  void aLanBringsFramesToWhoSentFromTheirAddressLast() {
    try (var network = network(link(true, 0, 0, 100))) {
      Frame.Builder to = frame(96).setDestinationMac(OWN_MAC);
      Frame.Builder from = frame(96).setDestinationMac(OTHER_MAC).setSourceMac(OWN_MAC);
      network.tell(0, at(10), new Send(to, 1));
      network.tell(0, at(20), new Send(from, 1));
      network.tell(0, at(30), new Send(to, 1));
      network.tell(1, at(40), new Send(from, 1));
      network.tell(0, at(50), new Send(to, 1));
      network.tell(0, at(60), new Send(from, 1));           // they cross: b is the last one
      network.tell(1, at(62), new Send(from, 1));
      network.tell(0, at(70), new Send(to, 1));
      network.tell(1, at(80), new Send(from, 1));           // they cross: a is
      network.tell(0, at(82), new Send(from, 1));
      network.tell(0, at(90), new Send(to, 1));
      network.tell(0, at(100), new Send(from, 1));          // both at once
      network.tell(1, at(100), new Send(from, 1));
      network.tell(0, at(110), new Send(to, 1));
      network.runUntil(at(200));
      assertThat(heard).containsExactly(new Heard("b", 15_000_000, "1 frame"), new Heard("b", 55_000_000, "1 frame"),
          new Heard("b", 75_000_000, "1 frame"));
      assertThat(counters(network, 1).droppedFilter()).isEqualTo(4 + 3);
    }
  }

  /** A frame takes 100 us at 8 Mbit/s, and 110 us on a LAN; there, what had left reaches the other station. */
  @ParameterizedTest
  @CsvSource({"false, 0", "true, 18"})
  void aCutTakesWhatWaitsToBeSent(boolean lan, int arrive) {
    try (var network = network(link(lan, 8_000_000, 0, 1000))) {
      network.tell(0, at(10), new Send(frame(96).setDestinationMac(OWN_MAC), 1000));
      List<Links.PortOf> ends = network.links().ends("l");
      network.cut(lan ? ends.subList(0, 1) : ends, at(12), false);
      network.cut(lan ? ends.subList(0, 1) : ends, at(13), true);
      network.runUntil(at(40));
      assertThat(heard.stream().filter(each -> each.what().equals("1 frame")).count()).isEqualTo(arrive);
      heard.clear();
      network.tell(0, at(50), new Send(frame(96).setDestinationMac(OWN_MAC), 1));
      network.runUntil(at(200));
      assertThat(heard).containsExactly(new Heard("b", 55_100_000 + (lan ? 10_000 : 0), "1 frame"));
    }
  }

  /** A frame takes 10 ms at 80 kbit/s. The two that have left by then arrive; the new ones do not wait for the rest. */
  @Test
  void whatWaitsAtABadLinkIsDroppedWhenItIsMended() {
    try (var network = network(link(false, 8_000_000, 0, 1000))) {
      List<Links.PortOf> ends = network.links().ends("l");
      network.degrade(ends, at(10), good -> new LinkQuality(20_000_000, 80_000, 0));
      network.tell(0, at(11), new Send(frame(96), 500));
      network.cut(ends, at(35), true);
      network.tell(0, at(36), new Send(frame(96), 1));      // it is overtaken by none: the wire keeps its order
      network.tell(0, at(60), new Send(frame(96), 1));
      network.runUntil(at(10_000));
      assertThat(heard).containsExactly(new Heard("b", 41_000_000, "1 frame"), new Heard("b", 51_000_000, "1 frame"),
          new Heard("b", 55_000_000, "1 frame"), new Heard("b", 65_100_000, "1 frame"));
      assertThat(counters(network, 1).droppedFault()).isEqualTo(498);
    }
  }

  @Test
  void aBlackHoleAndALossOfPowerTakeWhatWaitsToBeSent() {
    try (var network = network(link(false, 8_000_000, 0, 1000))) {
      network.tell(0, at(10), new Send(frame(96), 1000));
      network.blackHole(network.links().ends("l").subList(0, 1), at(12), Direction.BOTH);
      network.runUntil(at(200));
      assertThat(heard).hasSize(20);
    }
    try (var network = network(link(true, 8_000_000, 0, 1000))) {
      network.tell(0, at(10), new Send(frame(96).setDestinationMac(OWN_MAC), 1000));
      network.powerOff(0, at(12));
      network.runUntil(at(200));
      assertThat(heard).hasSize(18);
    }
  }

  /** What an interface captures: what has left, when it had; what has come, when it came. Frames take 100 us. */
  @Test
  void aCaptureIsOfOneInterface() {
    try (var network = network(link(false, 8_000_000, 0, 1000))) {
      var at = new HashMap<String, List<String>>();
      for (String node : List.of("a", "b")) {
        network.capture(network.links().end(node, "eth0"), new InterfaceCapture() {
          private final List<String> seen = at.computeIfAbsent(node, _ -> new ArrayList<>());

          @Override
          public void sent(long atNanos, Frame frame) {
            seen.add("sent " + atNanos / 1_000);
          }

          @Override
          public void received(long atNanos, Frame frame) {
            seen.add("received " + atNanos / 1_000);
          }

          @Override
          public void emptied(long nowNanos) {
            seen.add("emptied " + nowNanos / 1_000);
          }
        });
      }
      network.tell(0, at(10), new Send(frame(96), 3));
      network.degrade(network.links().ends("l").subList(0, 1), Duration.ofNanos(10_250_000), was -> was);
      network.runUntil(at(100));
      assertThat(at).containsEntry("a", List.of("sent 10100", "sent 10200", "sent 10300", "emptied 10250"))
          .containsEntry("b", List.of("received 15100", "received 15200"));
      assertThat(counters(network, 1).droppedFault()).isEqualTo(1);
    }
  }

  /** Frames of 100 us, all of which overtake: the five that have left arrive, and nothing of the other 95. */
  @Test
  void whatWaitsAtALinkThatReordersIsDroppedWhenItIsMended() {
    try (var network = network(link(false, 8_000_000, 0, 1000))) {
      List<Links.PortOf> ends = network.links().ends("l");
      network.degrade(ends, at(10), good -> new LinkQuality(20_000_000, 8_000_000, 0, 0, 0, 1, 0));
      network.tell(0, at(11), new Send(frame(96), 100));
      network.cut(ends, Duration.ofNanos(11_500_000), true);
      network.runUntil(at(200));
      assertThat(heard).hasSize(5);
      assertThat(counters(network, 1).droppedFault()).isEqualTo(95);
    }
  }

  @Test
  void nothingIsSentByTheDoorOfAnotherVpn() {
    List<End> ends = List.of(new End("a", 0, "eth0", "X"), new End("b", 0, "eth0", "X"));
    var topology = topology(new LinkConfig("l", false, ends, DELAY, 0, 0, 100));
    try (var network = new Network(topology, new Network.Options(1, 1, false, true), (node, config) ->
        Behaviors.setup(context -> {
          node.fabric().door("Y").originate(0, frame(96));
          return Behaviors.empty();
        }))) {
      assertThatThrownBy(() -> network.runUntil(at(10))).hasMessageContaining("a sends by the door of VPN Y at eth0");
    }
  }

  @ParameterizedTest
  @CsvSource({"0x020000000001, true", "0x020000000002, false", "0xffffffffffff, true", "0x01005e000005, true"})
  void aStationOfALanTakesWhatIsForItAndWhatIsForMany(String mac, boolean taken) {
    try (var network = network(link(true, 0, 0, 100))) {
      network.tell(0, at(10), new Send(frame(96).setDestinationMac(Long.decode(mac)), 1));
      network.runUntil(at(100));
      assertThat(heard.size()).isEqualTo(taken ? 1 : 0);
      assertThat(counters(network, 1).droppedFilter()).isEqualTo(taken ? 0 : 1);
    }
  }

  /** Station a is in {@code from}, b in {@code to}; X may reach Y, nobody else anyone; empty is the core. */
  @ParameterizedTest
  @CsvSource({"X, X, false, ''", "X, Y, false, ''", "Y, X, false, a packet of VPN Y is in VPN X",
    "X, '', true, ''", "X, '', false, a packet of VPN X is in the core without a label",
    "'', X, false, a packet of the core is in VPN X", "'', '', false, ''"})
  void everyDeliveryIsHeldToThePolicy(String from, String to, boolean labelled, String rule) {
    var link = new LinkConfig("l", false, List.of(new End("a", 0, "eth0", from), new End("b", 0, "eth0", to)), DELAY, 0,
        0, 100);
    try (var network = network(link)) {
      Frame.Builder frame = frame(96);
      network.tell(0, at(10), new Send(labelled
          ? frame.setEtherType(EtherType.MPLS).addLabels(LabelEntry.of(16, 0, true, 64)) : frame, 3));
      var broken = new ArrayList<String>();
      var leaked = new ArrayList<Leaked>();
      network.order(1, at(100), new NodeOrder.Show(0, Depth.TABLES));
      network.runUntil(at(100), report -> {
        switch (report.what()) {
          case NodeReport.Broken(Violation violation) -> broken.add(violation.rule());
          case NodeReport.Leaks(_, var all) -> leaked.addAll(all);
          default -> { }
        }
      });
      assertThat(broken).isEqualTo(rule.isEmpty() ? List.of() : List.of(rule, rule, rule));
      assertThat(leaked).isEqualTo(rule.isEmpty() ? List.of() : List.of(new Leaked(from, to, 3)));
    }
  }

  @Test
  void theSameDevicesRunByTheWallClock() {
    var topology = topology(link(false, 0, 0, 100));
    try (var network = new Network(topology, new Network.Options(1, 1, false, false), this::station)) {
      network.tell(0, at(10), new Send(frame(96), 1));
      network.runUntil(at(16));
      assertThat(heard).containsExactly(new Heard("b", 15_000_000, "1 frame"));
    }
  }

  private static Duration at(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Frame.Builder frame(int octets) {
    return Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(ByteString.copyFrom(new byte[octets]));
  }

  private static PortCounters counters(Network network, int node) {
    var counters = new ArrayList<PortCounters>();
    network.order(node, network.paused(), new NodeOrder.Show(0, Depth.TABLES));
    network.runUntil(network.paused(), report -> {
      if (report.what() instanceof NodeReport.Ports(_, var ports)) {
        counters.add(ports.get(0));
      }
    });
    return counters.getFirst();
  }

  private static LinkConfig link(boolean lan, long bitsPerSecond, double loss, int queue) {
    return new LinkConfig("l", lan, List.of(new End("a", 0, "eth0", ""), new End("b", 0, "eth0", "")), DELAY,
        bitsPerSecond, loss, queue);
  }

  private static Topology topology(LinkConfig link) {
    List<NodeConfig> nodes = List.of(new HostConfig("a", 1, 24, 2), new HostConfig("b", 2, 24, 1));
    return new Topology("two", nodes, List.of(link),
        List.of(new VpnConfig("X", Set.of("Y")), new VpnConfig("Y", Set.of())));
  }

  private Network network(LinkConfig link) {
    var network = new Network(topology(link), new Network.Options(1, 2, false, true), this::station);
    network.runUntil(at(1));
    heard.clear();
    return network;
  }

  private Behavior<PortMessage> station(Node node, NodeConfig config) {
    return Behaviors.setup(context -> {
      Door door = node.fabric().door(node.fabric().vpnAt(0));
      door.own(0, context.getSelf());
      door.accept(0, config.name().equals("b") ? OWN_MAC : Mac.BROADCAST);
      return Behaviors.receiveMessage(message -> {
        switch (message) {
          case Arrival arrival -> hear(node, arrival.count() + (arrival.count() == 1 ? " frame" : " frames"));
          case PortMessage.Carrier(int port, boolean up) -> {
            if (node.clock().nowNanos() > 0 && !(up && config.name().equals("b") && starting(node))) {
              hear(node, up ? "up" : "down");
            }
          }
          case Inspect(var into) -> into.done();
          case PortMessage.OfDevice order -> {
            var send = (Send) order;
            for (int i = 0; i < send.times(); i++) {
              door.originate(0, send.frame().clone());
            }
          }
        }
        return Behaviors.same();
      });
    });
  }

  /** A device that is switched on hears of its carrier too; the test is about its neighbour. */
  private boolean starting(Node node) {
    return heard.stream().noneMatch(each -> each.node().equals(node.name()));
  }

  private void hear(Node node, String what) {
    heard.add(new Heard(node.name(), node.clock().nowNanos(), what));
  }
}
