package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.fabric.Links.PortOf;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.mpls.LabelEntry;
import io.carrierlab.protocols.sim.Mutate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One node of a network is replaced by a device that sends what it likes. */
class HostileDeviceTest {
  private static final Duration CONVERGED = Duration.ofSeconds(30);

  /** Labels of B at pe1, LDP's first ones, and reserved ones: none gets a customer anywhere (RFC 4364 §13.1). */
  @ParameterizedTest
  @CsvSource({"100000", "100002", "100003", "16", "20", "0", "3", "1048575"})
  void aLabelledPacketOfACeIsDroppedAndCounted(int label) {
    Scenario scenario = Examples.load("two-customers", "expect=[]", "load.flows=[]");
    try (Lab lab = new Lab(scenario, "ce-a1")) {
      lab.network.runUntil(CONVERGED);
      byte[] packet = new Ipv4Packet(0, Ipv4Packet.Fragment.whole(1, false), 64, 253, Ipv4.parse("10.1.0.2"),
          Ipv4.parse("10.2.0.2"), new byte[40]).encode();
      for (int i = 0; i < 10; i++) {
        lab.send(CONVERGED, 0, Frame.newBuilder().setEtherType(EtherType.MPLS)
            .addLabels(LabelEntry.of(label, 0, true, 255)).setPayload(ByteString.copyFrom(packet)));
      }
      lab.network.runUntil(CONVERGED.plusSeconds(5));
      assertThat(lab.drops("pe1", "A")).contains("LABELLED_ON_UNLABELLED_INTERFACE 10");
      assertThat(Questions.now(lab.network, lab.network.paused(), Depth.TABLES).leaked()).isEmpty();
      assertThat(lab.watches.values()).allSatisfy(watch ->
          assertThat(watch.deliveries()).doesNotContainKey(lab.rogue));
    }
  }

  /** On the core LAN, on a core link, on an access link; mutated copies of what real routers say there, and noise. */
  @ParameterizedTest
  @CsvSource({"p3, 0, core-lan", "pe3, 0, pe3--p3", "ce-b1, 0, pe1--ce-b1"})
  void noRouterStopsBecauseOfAPacket(String rogue, int port, String link) {
    Scenario scenario = Examples.load("two-customers", "expect=[]", "load.flows=[]");
    List<Frame> real = observed(scenario, link);
    assertThat(real).hasSizeGreaterThan(20);
    var random = new SplittableRandom(Long.getLong("seed", 1));
    try (Lab lab = new Lab(scenario, rogue)) {
      lab.network.runUntil(CONVERGED);
      Duration at = CONVERGED;
      for (int i = 0; i < 25_000; i++) {
        at = at.plusNanos(200_000);
        lab.send(at, port, hostile(random, real));
      }
      lab.network.runUntil(at.plusSeconds(150));
      lab.ping("host-a1", "host-a2", at.plusSeconds(150));
      lab.ping("host-a1", "host-a2", at.plusSeconds(152));
      lab.network.runUntil(at.plusSeconds(155));
      assertThat(lab.watches.get("host-a1").answer(1, 1).toString()
          + lab.watches.get("host-a1").answer(1, 2)).contains("Reply");
    }
  }

  private static Frame.Builder hostile(SplittableRandom random, List<Frame> real) {
    Frame model = real.get(random.nextInt(real.size()));
    byte[] payload = model.getPayload().toByteArray();
    Frame.Builder frame = model.toBuilder().clearOrigin();
    switch (random.nextInt(4)) {
      case 0 -> frame.setPayload(ByteString.copyFrom(Mutate.oneOf(random, payload)));
      case 1 -> frame.setPayload(ByteString.copyFrom(beyondTheHeader(random, payload)));
      case 2 -> frame.setPayload(ByteString.copyFrom(Mutate.noise(random, 120)))
          .setEtherType(new int[] {EtherType.IPV4, EtherType.ARP, EtherType.MPLS, 0x86dd}[random.nextInt(4)]);
      default -> {
        frame.setEtherType(EtherType.MPLS);
        for (int i = random.nextInt(4); i > 0; i--) {
          frame.addLabels(random.nextInt());
        }
      }
    }
    return frame;
  }

  /** The IPv4 header stays valid, so that the mutation gets as far as the protocol. */
  private static byte[] beyondTheHeader(SplittableRandom random, byte[] packet) {
    byte[] changed = packet.clone();
    for (int i = 0; i < 3 && changed.length > 20; i++) {
      changed[20 + random.nextInt(changed.length - 20)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  private static List<Frame> observed(Scenario scenario, String link) {
    var seen = new ConcurrentLinkedQueue<Frame>();
    try (Lab lab = new Lab(scenario, "")) {
      LinkTap.on(lab.network, link, (at, frame) -> seen.add(frame));
      lab.network.runUntil(CONVERGED);
    }
    return new ArrayList<>(seen);
  }

  @Test
  void aFailureOfADeviceEndsTheRunAndIsNamed() {
    Scenario scenario = Examples.load("two-customers", "expect=[]", "load.flows=[]");
    try (Lab lab = new Lab(scenario, "ce-a1")) {
      lab.network.tell(lab.rogue, Duration.ofSeconds(1), new Rogue.Send(99, Frame.newBuilder()));
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> lab.network.runUntil(Duration.ofSeconds(2)))
          .isInstanceOf(IllegalStateException.class).hasMessageContaining("device");
    }
  }

  /** A scenario's network with one device replaced. */
  private static final class Lab implements AutoCloseable {
    final java.util.Map<String, HostWatch> watches = new java.util.TreeMap<>();
    final Network network;
    final int rogue;
    private final Topology topology;
    private int pings;

    Lab(Scenario scenario, String replaced) {
      topology = scenario.topology();
      for (NodeConfig node : topology.nodes()) {
        if (node instanceof HostConfig) {
          watches.put(node.name(), new HostWatch(index -> topology.nodes().get(index).name()));
        }
      }
      var devices = new Devices(topology, watches::get);
      network = new Network(topology, new Network.Options(scenario.seed(), 2, false, true), (node, config) ->
          config.name().equals(replaced) ? Rogue.create(node) : devices.apply(node, config));
      watches.forEach((name, watch) -> network.observe(new PortOf(network.links().index(name), 0), watch));
      rogue = replaced.isEmpty() ? -1 : network.links().index(replaced);
    }

    void send(Duration at, int port, Frame.Builder frame) {
      network.tell(rogue, at, new Rogue.Send(port, frame));
    }

    void ping(String from, String to, Duration at) {
      HostConfig target = (HostConfig) topology.nodes().get(network.links().index(to));
      network.tell(network.links().index(from), at, new HostCommand.Ping(target.address(), 1, ++pings));
    }

    List<String> drops(String node, String vrf) {
      return Questions.now(network, CONVERGED.plusSeconds(5), Depth.TABLES, network.links().index(node)).tables()
          .stream().filter(table -> table.kind().equals("counters") && table.vrf().equals(vrf))
          .flatMap(table -> table.rows().stream()).map(row -> row.getFirst() + " " + row.getLast()).toList();
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
