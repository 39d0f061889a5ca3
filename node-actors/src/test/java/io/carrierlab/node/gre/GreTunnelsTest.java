package io.carrierlab.node.gre;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.ip.Hop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.Tunnel;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.topology.GreTunnelConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.gre.GrePacket;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** A router's tunnels, with a router around them that does as little as can be done. */
class GreTunnelsTest {
  private static final int HERE = Ipv4.parse("198.51.100.1");
  private static final int A = Ipv4.parse("203.0.113.1");
  private static final int B = Ipv4.parse("203.0.113.5");
  private static final int FIRST_PORT = 2;
  private static final IpInterface PUBLIC = IpInterface.of(0, 0, "ge0", HERE, 30, false);
  private static final IpInterface OTHER = IpInterface.of(0, 1, "ge1", Ipv4.parse("198.51.100.5"), 30, false);
  private static final byte[] DATA = packet(253, Ipv4.parse("10.1.0.1"), Ipv4.parse("10.2.0.1"), new byte[20]);

  private static GreTunnelConfig tunnel(String name, int to, boolean sequence, boolean protectedOne) {
    return new GreTunnelConfig(name, Ipv4.parse("10.9.0.1"), 30, Optional.empty(), "", HERE, to, OptionalInt.empty(),
        false, sequence, Optional.empty(), 1400,
        protectedOne ? Optional.of(new GreTunnelConfig.Protection.Awaited()) : Optional.empty());
  }

  private static byte[] packet(int protocol, int source, int destination, byte[] payload) {
    return new Ipv4Packet(0, Ipv4Packet.Fragment.whole(1, false), 64, protocol, source, destination, payload).encode();
  }

  private static byte[] gre(int from, OptionalInt sequence, byte[] inner) {
    return packet(IpProtocol.GRE, from, HERE,
        new GrePacket(false, OptionalInt.empty(), sequence, EtherType.IPV4, inner).encode());
  }

  private static Frame frame(byte[] packet) {
    return Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(ByteString.copyFrom(packet)).build();
  }

  /** A router: what came out of tunnels, and what their lines are. */
  private static final class Router implements GreTunnels.Owner {
    final Map<Integer, Hop> routes = new HashMap<>();
    final Map<String, Boolean> lines = new HashMap<>();
    final List<String> arrived = new ArrayList<>();
    boolean carrier = true;
    GreTunnels tunnels;

    @Override
    public void route(Frame packet) {
      throw new AssertionError("nothing is sent in the clear");
    }

    @Override
    public Hop lookup(int destination) {
      return routes.getOrDefault(destination, new Hop.Attached(PUBLIC));
    }

    @Override
    public boolean carrier(int address) {
      return carrier;
    }

    /** As the stack does: what is in it may be GRE again. */
    @Override
    public void arrived(GreTunnelConfig tunnel, int port, Frame packet) {
      arrived.add(tunnel.name());
      byte[] octets = packet.getPayload().toByteArray();
      if (Ipv4Header.protocol(octets, 0) == IpProtocol.GRE) {
        tunnels.clear(packet, octets, 0, octets.length);
      }
    }

    @Override
    public void line(GreTunnelConfig tunnel, int port, boolean up) {
      lines.put(tunnel.name(), up);
    }

    @Override
    public void arm(int port, Duration after) {
      // Time does not pass here.
    }

    @Override
    public void disarm(int port) {
      // Nor is anything to be forgotten.
    }

    void clear(byte[] packet) {
      tunnels.clear(frame(packet), packet, 0, packet.length);
    }

    /** The row of the first tunnel, and what was no tunnel's. */
    String tables() {
      var said = new StringBuilder();
      tunnels.inspect(new Findings(1, "r", Depth.TABLES, report -> said.append(
          report instanceof NodeReport.Table(_, var table) ? table.rows() : "")));
      return said.toString();
    }
  }

  private static void with(List<GreTunnelConfig> configs, Consumer<Router> test) {
    var topology = new Topology("one", List.of(new HostConfig("r", HERE, 30, 0)), List.of(), List.of());
    var done = new ArrayList<Router>();
    var failed = new ArrayList<Throwable>();
    try (var network = new Network(topology, new Network.Options(1, 1, false, true), (node, config) -> {
      return Behaviors.setup(context -> {
        try {
          var router = new Router();
          router.tunnels = new GreTunnels(node, configs, FIRST_PORT, router);
          router.tunnels.routed();
          test.accept(router);
          done.add(router);
        } catch (AssertionError | RuntimeException | StackOverflowError wrong) {
          failed.add(wrong);
        }
        return Behaviors.ignore();
      });
    })) {
      network.runUntil(Duration.ofMillis(10));
    }
    assertThat(failed).isEmpty();
    assertThat(done).hasSize(1);
  }

  /** 64 KB of nothing but headers, as large as a packet can be put together. */
  @Test
  void aPacketThatIsNestedTooDeepIsDropped() {
    byte[] nested = DATA;
    while (nested.length + 24 <= 65_535) {
      nested = gre(A, OptionalInt.empty(), nested);
    }
    byte[] whole = nested;
    with(List.of(tunnel("a", A, false, false)), router -> {
      router.clear(whole);
      assertThat(router.arrived).hasSize(4);
      assertThat(router.tables()).contains("NESTED=1");
      router.clear(gre(A, OptionalInt.empty(), DATA));
      assertThat(router.arrived).hasSize(5);
    });
  }

  @Test
  void whatComesOutOfIpsecIsOfTheTwoAddressesThatItIsFor() {
    with(List.of(tunnel("a", A, false, true), tunnel("b", B, false, true)), router -> {
      router.tunnels.decrypted(HERE, B, frame(gre(A, OptionalInt.empty(), DATA)));
      router.tunnels.decrypted(B, HERE, frame(gre(B, OptionalInt.empty(), DATA)));
      assertThat(router.arrived).isEmpty();
      assertThat(router.tables()).contains("[GRE_OF_OTHER_SAS, 2]");
      router.tunnels.decrypted(HERE, B, frame(gre(B, OptionalInt.empty(), DATA)));
      assertThat(router.arrived).containsExactly("b");
      router.clear(gre(A, OptionalInt.empty(), DATA));
      assertThat(router.tables()).contains("CLEAR_TEXT=1");
    });
  }

  /** A peer that connects again while its old session is still there, and whose new session ends first. */
  @Test
  void theSessionBeforeTakesOverWhenTheNewestEnds() {
    var sent = new ArrayList<String>();
    record Session(String name, List<String> sent) implements Tunnel {
      @Override
      public void send(Frame packet) {
        sent.add(name);
      }
    }

    var first = new Session("first", sent);
    var second = new Session("second", sent);
    with(List.of(tunnel("a", A, false, true)), router -> {
      router.tunnels.guard(HERE, A, first, true);
      router.tunnels.encapsulate(FIRST_PORT, frame(DATA));
      router.tunnels.guard(HERE, A, second, true);
      router.tunnels.encapsulate(FIRST_PORT, frame(DATA));
      router.tunnels.guard(HERE, A, second, false);
      router.tunnels.encapsulate(FIRST_PORT, frame(DATA));
      router.tunnels.guard(HERE, A, first, false);
      router.tunnels.encapsulate(FIRST_PORT, frame(DATA));
      assertThat(sent).containsExactly("first", "second", "first");
      assertThat(router.tables()).contains("NO_SA=1").contains("down");
    });
  }

  @Test
  void theLineIsDownWithoutTheCarrierOfItsSource() {
    with(List.of(tunnel("a", A, false, false)), router -> {
      assertThat(router.lines).containsEntry("a", true);
      router.carrier = false;
      router.tunnels.routed();
      assertThat(router.lines).containsEntry("a", false);
      assertThat(router.tables()).contains("no route to the destination");
      router.carrier = true;
      router.tunnels.routed();
      assertThat(router.lines).containsEntry("a", true);
    });
  }

  /** Of several ways all packets between two addresses take one, and that one counts, not the first. */
  @Test
  void ofSeveralWaysTheOneThatPacketsTakeCounts() {
    for (int to : new int[] {A, B, A + 8, B + 8, A + 16}) {
      var own = IpInterface.of(0, FIRST_PORT, "a", Ipv4.parse("10.9.0.1"), 30, false);
      var choice = new Hop.Choice(List.of(new Hop.Via(OTHER, 1, Hop.Via.NO_LABEL),
          new Hop.Via(own, 2, Hop.Via.NO_LABEL)));
      boolean itself = choice.way(HERE, to).out() == own;
      with(List.of(tunnel("a", to, false, false)), router -> {
        router.routes.put(to, choice);
        router.tunnels.routed();
        assertThat(router.lines.get("a")).isEqualTo(!itself);
        assertThat(router.tables().contains("recursive routing")).isEqualTo(itself);
      });
    }
  }

  @Test
  void afterTheLineWasDownOrANewSessionAnyNumberIsTaken() {
    with(List.of(tunnel("a", A, true, true)), router -> {
      router.tunnels.decrypted(HERE, A, frame(gre(A, OptionalInt.of(1_000), DATA)));
      router.tunnels.decrypted(HERE, A, frame(gre(A, OptionalInt.of(0), DATA)));
      assertThat(router.arrived).hasSize(1);
      assertThat(router.tables()).contains("OUT_OF_SEQUENCE=1");
      router.carrier = false;
      router.tunnels.routed();
      router.carrier = true;
      router.tunnels.routed();
      router.tunnels.decrypted(HERE, A, frame(gre(A, OptionalInt.of(0), DATA)));
      assertThat(router.arrived).hasSize(2);
      router.tunnels.decrypted(HERE, A, frame(gre(A, OptionalInt.of(7), DATA)));
      router.tunnels.guard(HERE, A, new Tunnel() {
        @Override
        public void send(Frame packet) {
          throw new AssertionError("nothing is sent");
        }

        @Override
        public String name() {
          return "again";
        }
      }, true);
      router.tunnels.decrypted(HERE, A, frame(gre(A, OptionalInt.of(0), DATA)));
      assertThat(router.arrived).hasSize(4);
    });
  }
}
