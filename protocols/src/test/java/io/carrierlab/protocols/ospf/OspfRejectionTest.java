package io.carrierlab.protocols.ospf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.ospf.OspfMachine.Action;
import io.carrierlab.protocols.ospf.OspfMachine.Event;
import io.carrierlab.protocols.ospf.OspfMachine.Interface;
import io.carrierlab.protocols.ospf.OspfMachine.Network;
import io.carrierlab.protocols.ospf.OspfMachine.Timers;
import io.carrierlab.protocols.ospf.OspfNet.Router;
import io.carrierlab.protocols.ospf.OspfNet.Segment;
import io.carrierlab.protocols.ospf.OspfView.InterfaceView;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Routers that must not become adjacent, and the reason that one of them shows. */
class OspfRejectionTest {
  private final OspfNet net = new OspfNet(new World(1, 0));
  private final Router a = net.router();
  private final Router b = net.router();

  private static UnaryOperator<Interface> with(int prefixLength, int mtu, Optional<Md5Key> md5) {
    return it -> new Interface(it.index(), it.name(), it.address(), prefixLength, it.network(), it.cost(),
        it.priority(), it.passive(), mtu, md5);
  }

  private static Consumer<Router> key(int id, String key) {
    return router -> router.tweak = with(24, 1500, Optional.of(new Md5Key(id, key)));
  }

  private static Consumer<Router> timers(int hello, int dead) {
    return router -> router.timers = Timers.of(Duration.ofSeconds(hello), Duration.ofSeconds(dead),
        Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(200));
  }

  /** @param text of a's interface after 35 s */
  record Row(Consumer<Router> a, Consumer<Router> b, RejectReason reason, String text) {}

  static Stream<Row> rows() {
    Consumer<Router> plain = router -> { };
    return Stream.of(
        new Row(key(1, "right"), key(1, "wrong"), RejectReason.MD5_DIGEST,
            "MD5 digest mismatch, key 1, from 10.0.1.2, 4 packets"),
        new Row(key(1, "same"), key(2, "same"), RejectReason.MD5_KEY,
            "MD5 key id mismatch, theirs 2, ours 1, from 10.0.1.2, 4 packets"),
        new Row(key(1, "right"), plain, RejectReason.AUTHENTICATION_TYPE,
            "authentication type mismatch, theirs none, ours MD5, from 10.0.1.2, 4 packets"),
        new Row(plain, key(1, "right"), RejectReason.AUTHENTICATION_TYPE,
            "authentication type mismatch, theirs MD5, ours none, from 10.0.1.2, 4 packets"),
        new Row(plain, timers(5, 40), RejectReason.HELLO_INTERVAL,
            "hello interval mismatch, theirs 5 s, ours 10 s, from 10.0.1.2, 7 packets"),
        new Row(plain, timers(10, 30), RejectReason.DEAD_INTERVAL,
            "dead interval mismatch, theirs 30 s, ours 40 s, from 10.0.1.2, 4 packets"),
        new Row(plain, router -> router.tweak = with(25, 1500, Optional.empty()), RejectReason.NETWORK_MASK,
            "network mask mismatch, theirs 255.255.255.128, ours 255.255.255.0, from 10.0.1.2, 4 packets"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void aMismatchShowsItsReasonThoughNoNeighbourEverAppears(Row row) {
    Segment lan = net.segment(Network.BROADCAST);
    net.attach(a, lan, 1);
    net.attach(b, lan, 1);
    row.a().accept(a);
    row.b().accept(b);
    net.start();
    net.run(Duration.ofSeconds(35));
    InterfaceView view = a.machine.interfaces().get(1);
    assertEquals(row.text(), view.lastRejected().orElseThrow().text());
    assertEquals(row.reason(), view.lastRejected().orElseThrow().reason());
    assertEquals(view.lastRejected().get().packets(), view.rejected().get(row.reason()));
    assertThat(a.machine.neighbors()).isEmpty();
    assertEquals(view.lastRejected().get().packets(), a.machine.counters().rejected());
  }

  @Test
  void theSideWithTheSmallerMtuSaysSo() {
    net.connect(a, 1, b, 1);
    b.tweak = with(30, 9000, Optional.empty());
    net.start();
    net.run(Duration.ofSeconds(20));
    var neighbor = a.machine.neighbors().getFirst();
    assertThat(neighbor.state()).isIn(NeighborState.EX_START, NeighborState.EXCHANGE);
    assertThat(neighbor.lastRejected().orElseThrow().text())
        .startsWith("interface MTU mismatch, theirs 9000, ours 1500, from 10.0.1.2, ");
    assertThat(b.machine.neighbors().getFirst().state()).isNotEqualTo(NeighborState.FULL);
  }

  @Test
  void aReplayedPacketIsRefused() {
    var key = Optional.of(new Md5Key(1, "secret"));
    Segment link = net.segment(Network.POINT_TO_POINT);
    net.attach(a, link, 1, key);
    net.attach(b, link, 1, key);
    var heard = new ArrayList<Action.Send>();
    net.tap = (from, send) -> {
      if (from == b) {
        heard.add(send);
      }
    };
    net.start();
    net.run(Duration.ofSeconds(30));
    assertEquals(NeighborState.FULL, a.machine.neighbors().getFirst().state());
    // The last packet's number may come again (§D.3 says "less than"); no earlier one may.
    List<Action.Send> earlier = List.copyOf(heard.subList(0, heard.size() - 1));
    for (Action.Send send : earlier) {
      assertThat(a.machine.on(new Event.Received(1, link.ports.get(1).address(), send.destination(), send.packet()),
          net.world.nowNanos())).isEmpty();
    }
    assertEquals(NeighborState.FULL, a.machine.neighbors().getFirst().state());
    InterfaceView view = a.machine.interfaces().get(1);
    assertEquals(earlier.size(), view.rejected().get(RejectReason.MD5_SEQUENCE));
    assertThat(view.lastRejected().orElseThrow().text()).startsWith("MD5 sequence number went back, from ");
  }

  @Test
  void aRestartedRouterIsBelievedAgain() {
    var key = Optional.of(new Md5Key(1, "secret"));
    Segment link = net.segment(Network.POINT_TO_POINT);
    net.attach(a, link, 1, key);
    net.attach(b, link, 1, key);
    net.start();
    net.run(Duration.ofMinutes(1));
    b.crash();
    b.start();
    net.run(Duration.ofSeconds(15));
    assertEquals(NeighborState.FULL, a.machine.neighbors().getFirst().state());
    assertThat(a.rib).containsKey(b.loopback());
  }

  @Test
  void whatCannotBeOursIsCounted() {
    Segment lan = net.segment(Network.BROADCAST);
    net.attach(a, lan, 1);
    net.start();
    int us = lan.ports.getFirst().address();
    record Sent(int source, int destination, byte[] packet, RejectReason reason) {}
    byte[] hello = OspfVectors.HELLO;
    byte[] otherArea = hello.clone();
    byte[] ours = hello.clone();
    ours[4] = 1;
    ours[5] = 1;
    ours[6] = 1;
    ours[7] = 1;
    byte[] backbone = hello.clone();
    backbone[11] = 0;
    byte[] ack = OspfVectors.ACKNOWLEDGMENT.clone();
    ack[11] = 0;
    byte[] spoilt = hello.clone();
    spoilt[26] ^= 1;
    byte[] noExternal = backbone.clone();
    noExternal[30] = 0;
    for (Sent sent : List.of(
        new Sent(us + 1, OspfMachine.ALL_SPF_ROUTERS, spoilt, RejectReason.CHECKSUM),
        new Sent(us + 1, OspfMachine.ALL_SPF_ROUTERS, otherArea, RejectReason.AREA),
        new Sent(us + 1, OspfMachine.ALL_SPF_ROUTERS, OspfPacketTest.summed(ours), RejectReason.OWN_ROUTER_ID),
        new Sent(us + 256, OspfMachine.ALL_SPF_ROUTERS, OspfPacketTest.summed(backbone), RejectReason.SOURCE_NETWORK),
        new Sent(us + 1, OspfMachine.ALL_D_ROUTERS, OspfPacketTest.summed(backbone), RejectReason.DESTINATION),
        new Sent(us + 1, us, OspfPacketTest.summed(ack), RejectReason.UNKNOWN_NEIGHBOR),
        new Sent(us + 1, OspfMachine.ALL_SPF_ROUTERS, OspfPacketTest.summed(noExternal), RejectReason.OPTIONS),
        new Sent(us + 1, OspfMachine.ALL_SPF_ROUTERS, new byte[3], RejectReason.MALFORMED))) {
      a.on(new Event.Received(1, sent.source(), sent.destination(), sent.packet()));
      assertEquals(1, a.machine.interfaces().get(1).rejected().get(sent.reason()), sent.reason()::name);
    }
    assertEquals(8, a.machine.counters().rejected());
    a.on(new Event.Received(0, us, us, hello));
    assertEquals(1, a.machine.interfaces().get(0).rejected().get(RejectReason.PASSIVE));
  }

  @Test
  void twoNeighboursCannotShareARouterId() {
    Segment lan = net.segment(Network.BROADCAST);
    net.attach(a, lan, 1);
    net.start();
    int us = lan.ports.getFirst().address();
    byte[] hello = OspfVectors.HELLO.clone();
    hello[11] = 0;
    OspfPacketTest.summed(hello);
    a.on(new Event.Received(1, us + 1, OspfMachine.ALL_SPF_ROUTERS, hello));
    a.on(new Event.Received(1, us + 2, OspfMachine.ALL_SPF_ROUTERS, hello));
    assertEquals("Router ID is already that of another neighbour, 192.168.170.8, from 10.0.1.3, 1 packet",
        a.machine.interfaces().get(1).lastRejected().orElseThrow().text());
    assertThat(a.machine.neighbors()).hasSize(1);
  }

  @Test
  void madeUpNeighboursDoNotFillTheRouter() throws Exception {
    net.connect(a, 1, b, 1);
    net.start();
    for (int i = 1; i <= 5_000; i++) {
      var hello = OspfPacket.decode(OspfVectors.HELLO).body();
      a.on(new Event.Received(1, 0x0a000102, OspfMachine.ALL_SPF_ROUTERS, OspfPacket.encode(0x0b000000 + i, hello)));
    }
    assertThat(a.machine.neighbors()).hasSizeLessThanOrEqualTo(512);
    assertThat(a.machine.interfaces().get(1).rejected()).containsKey(RejectReason.TOO_MANY_NEIGHBORS);
  }
}
