package io.carrierlab.protocols.ospf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateAcknowledgment;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateRequest;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateUpdate;
import io.carrierlab.protocols.ospf.OspfMachine.Action;
import io.carrierlab.protocols.ospf.OspfMachine.Event;
import io.carrierlab.protocols.ospf.OspfMachine.Network;
import io.carrierlab.protocols.ospf.OspfNet.Router;
import io.carrierlab.protocols.ospf.OspfNet.Segment;
import io.carrierlab.protocols.ospf.OspfView.NextHop;
import io.carrierlab.protocols.ospf.OspfView.Route;
import io.carrierlab.protocols.sim.Hex;
import io.carrierlab.protocols.sim.World;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a router does on the wire, beyond what comes to rest in {@link OspfConvergenceSimTest}. */
class OspfMachineTest {
  private static final Duration SETTLED = Duration.ofSeconds(30);

  private final OspfNet net = new OspfNet(new World(1, 0));
  private final Router a = net.router();
  private final Router b = net.router();
  private final Segment link = net.connect(a, 10, b, 20);

  private void startPair() {
    net.start();
    net.run(SETTLED);
    assertEquals(NeighborState.FULL, a.machine.neighbors().getFirst().state());
  }

  /** As if b had sent it. */
  private void fromB(OspfBody body) {
    a.on(new Event.Received(1, link.ports.get(1).address(), OspfMachine.ALL_SPF_ROUTERS,
        OspfPacket.encode(b.id, body)));
  }

  private void fromB(Lsa... lsas) {
    fromB(new LinkStateUpdate(List.of(lsas)));
  }

  private static LsaHeader header(Router router, LsaKey key, long nowNanos) {
    return router.machine.database(nowNanos).stream().map(OspfView.LsaView::header)
        .filter(header -> header.key().equals(key)).findFirst().orElse(null);
  }

  private static LsaKey routerKey(Router router) {
    return new LsaKey(LsType.ROUTER, router.id, router.id);
  }

  private List<OspfBody> sentBy(Router router) {
    var sent = new ArrayList<OspfBody>();
    net.tap = (from, send) -> {
      if (from == router) {
        sent.add(body(send.packet()));
      }
    };
    return sent;
  }

  private static OspfBody body(byte[] packet) {
    try {
      return OspfPacket.decode(packet).body();
    } catch (DecodeException own) {
      throw new AssertionError("we sent it", own);
    }
  }

  @Test
  void twoRoutersAreAdjacentWithinASecond() {
    net.start();
    net.run(Duration.ofSeconds(1));
    assertEquals(NeighborState.FULL, a.machine.neighbors().getFirst().state());
    assertEquals(NeighborState.FULL, b.machine.neighbors().getFirst().state());
    // The second router-LSA of each waits for MinLSInterval; routes follow it.
    net.run(Duration.ofSeconds(5));
    assertEquals(List.of(new Route(b.loopback(), 11, List.of(new NextHop(1, link.ports.get(1).address())))),
        List.copyOf(a.rib.values()));
  }

  @Test
  void parallelLinksShareTheTraffic() {
    net.connect(a, 10, b, 20);
    startPair();
    assertEquals(List.of(1, 2),
        a.rib.get(b.loopback()).nextHops().stream().map(NextHop::interfaceIndex).toList());
    link.line(false);
    net.run(Duration.ofMillis(100));
    assertEquals(List.of(2), a.rib.get(b.loopback()).nextHops().stream().map(NextHop::interfaceIndex).toList());
  }

  @Test
  void aPassiveInterfaceIsAnnouncedAndSaysNothing() {
    Segment stub = net.segment(Network.BROADCAST);
    net.attach(a, stub, 7);
    a.tweak = it -> it.index() != 2 ? it : new OspfMachine.Interface(2, it.name(), it.address(), it.prefixLength(),
        it.network(), it.cost(), it.priority(), true, it.mtu(), it.md5());
    var interfaces = new ArrayList<Integer>();
    net.tap = (from, send) -> interfaces.add(send.index());
    startPair();
    assertThat(interfaces).containsOnly(1);
    assertEquals(27, b.rib.get(stub.prefix()).cost());
    assertEquals("ge2", a.machine.interfaces().get(2).name());
  }

  @Test
  void theWholeLastsAndIsRefreshed() {
    startPair();
    var sent = sentBy(a);
    int before = header(b, routerKey(a), 0).sequence();
    net.run(Duration.ofMinutes(125));
    assertEquals(before + 4, header(b, routerKey(a), 0).sequence());
    assertEquals(NeighborState.FULL, a.machine.neighbors().getFirst().state());
    assertEquals(0, a.machine.counters().adjacencyResets());
    // Quiet: a hello each 10 s, and per half hour one LSA, one acknowledgment.
    assertThat(sent.stream().filter(OspfBody.Hello.class::isInstance)).hasSize(750);
    assertThat(sent).hasSizeLessThanOrEqualTo(750 + 2 * 4);
  }

  @Test
  void aLostRoutersLsaAgesOut() {
    Router c = net.router();
    Segment far = net.connect(b, 1, c, 1);
    startPair();
    far.line(false);
    net.run(Duration.ofMinutes(29));
    LsaHeader left = header(a, routerKey(c), net.world.nowNanos());
    assertThat(left.age()).isBetween(1700, 1800);
    net.run(Duration.ofMinutes(30));
    assertThat(header(a, routerKey(c), 0)).isNotNull();
    net.run(Duration.ofMinutes(2));
    assertThat(header(a, routerKey(c), 0)).isNull();
    assertThat(header(b, routerKey(c), 0)).isNull();
  }

  @Test
  void theSequenceNumberStartsAgainAfterTheLast() {
    startPair();
    LsaHeader own = header(a, routerKey(a), 0);
    byte[] body = a.machine.database(0).getFirst().body().encode();
    fromB(Lsa.of(own.key(), 2, LsaHeader.MAX_SEQUENCE, body));
    net.run(SETTLED);
    assertEquals(LsaHeader.INITIAL_SEQUENCE, header(a, routerKey(a), 0).sequence());
    assertEquals(LsaHeader.INITIAL_SEQUENCE, header(b, routerKey(a), 0).sequence());
    assertThat(a.rib).containsKey(b.loopback());
  }

  @Test
  void anLsaOfOursThatWeNeverMadeIsOutdoneOrWithdrawn() {
    startPair();
    var strange = new LsaKey(LsType.NETWORK, 99, a.id);
    fromB(Lsa.of(routerKey(a), 2, 1000, new LsaBody.Router(0, 0, List.of()).encode()),
        Lsa.of(strange, 2, 7, new LsaBody.Network(-1, List.of(a.id)).encode()));
    net.run(SETTLED);
    assertEquals(1001, header(b, routerKey(a), 0).sequence());
    assertThat(header(a, strange, 0)).isNull();
    assertThat(header(b, strange, 0)).isNull();
    assertThat(b.rib).containsKey(a.loopback());
  }

  @Test
  void aFlappingLinkIsToldOnceInFiveSeconds() {
    Router c = net.router();
    Segment flapping = net.connect(a, 1, c, 1);
    startPair();
    var told = new ArrayList<Duration>();
    net.tap = (from, send) -> {
      if (from == a && send.index() == 1 && body(send.packet()) instanceof LinkStateUpdate update
          && update.lsas().stream().anyMatch(lsa -> lsa.key().equals(routerKey(a)))) {
        told.add(net.world.now());
      }
    };
    for (int i = 0; i < 40; i++) {
      flapping.line(i % 2 != 0);
      net.run(Duration.ofMillis(700));
    }
    assertThat(told).hasSizeGreaterThan(4);
    for (int i = 1; i < told.size(); i++) {
      assertThat(told.get(i).minus(told.get(i - 1))).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }
  }

  @Test
  void newsThatComesTooSoonIsRefused() {
    startPair();
    var key = new LsaKey(LsType.AS_EXTERNAL, 0x0b000000, b.id);
    byte[] body = new byte[16];
    fromB(Lsa.of(key, 2, 1, body));
    fromB(Lsa.of(key, 2, 2, body));
    assertEquals(1, header(a, key, 0).sequence());
    net.run(Duration.ofSeconds(1));
    fromB(Lsa.of(key, 2, 3, body));
    assertEquals(3, header(a, key, 0).sequence());
    assertEquals(1, a.machine.counters().lsasRefused());
  }

  @Test
  void whatIsNotForUsIsPassedOnAndABadLsaSkipped() {
    Router c = net.router();
    net.connect(a, 1, c, 1);
    startPair();
    byte[] spoilt = Lsa.of(new LsaKey(LsType.AS_EXTERNAL, 1, 5), 2, 1, new byte[16]).encode();
    spoilt[30] ^= 1;
    Lsa unknown = Lsa.of(new LsaKey(11, 1, 5), 2, 1, new byte[4]);
    Lsa good = Lsa.of(new LsaKey(LsType.SUMMARY_NETWORK, 1, 5), 2, 1, new byte[8]);
    try {
      fromB(Lsa.decode(spoilt), unknown, good);
    } catch (DecodeException ours) {
      throw new AssertionError(ours);
    }
    net.run(Duration.ofSeconds(2));
    assertThat(header(c, good.key(), 0)).isNotNull();
    assertThat(header(c, unknown.key(), 0)).isNull();
    assertEquals(2, a.machine.counters().lsasRefused());
  }

  @Test
  void oldNewsIsAnsweredWithTheNewer() {
    startPair();
    var sent = sentBy(a);
    Lsa old = Lsa.of(routerKey(b), 2, LsaHeader.INITIAL_SEQUENCE, new LsaBody.Router(0, 0, List.of()).encode());
    fromB(old);
    fromB(old);
    assertEquals(1, sent.size(), "the second comes within MinLSArrival");
    assertThat(((LinkStateUpdate) sent.getFirst()).lsas().getFirst().header().sequence())
        .isGreaterThan(LsaHeader.INITIAL_SEQUENCE);
  }

  @Test
  void acknowledgesADuplicateAtOnceAndNewsAfterASecond() {
    startPair();
    var sent = sentBy(a);
    Lsa news = Lsa.of(new LsaKey(LsType.AS_EXTERNAL, 1, 5), 2, 1, new byte[16]);
    fromB(news);
    assertThat(sent).isEmpty();
    fromB(news);
    assertThat(sent).hasSize(1).hasOnlyElementsOfType(LinkStateAcknowledgment.class);
    net.run(Duration.ofMillis(1100));
    sent.removeIf(OspfBody.Hello.class::isInstance);
    assertThat(sent).hasSize(2).hasOnlyElementsOfType(LinkStateAcknowledgment.class);
  }

  @Test
  void aRequestForWhatWeLackStartsTheExchangeAnew() {
    startPair();
    fromB(new LinkStateRequest(List.of(new LsaKey(LsType.AS_EXTERNAL, 4, 4))));
    assertEquals(NeighborState.EX_START, a.machine.neighbors().getFirst().state());
    assertEquals("it asked for an LSA that we do not have",
        a.machine.neighbors().getFirst().lastDown().orElseThrow());
    net.run(SETTLED);
    assertEquals(NeighborState.FULL, a.machine.neighbors().getFirst().state());
    assertEquals(NeighborState.FULL, b.machine.neighbors().getFirst().state());
    assertEquals(1, a.machine.counters().adjacencyResets());
  }

  @Test
  void aSilentNeighbourIsGivenUpAfterTheDeadInterval() {
    startPair();
    long due = a.machine.neighbors().getFirst().deadAtNanos().orElseThrow();
    link.passes = false;
    net.run(Duration.ofNanos(due - net.world.nowNanos() - 1));
    assertEquals(NeighborState.FULL, a.machine.neighbors().getFirst().state());
    net.run(Duration.ofNanos(1));
    OspfView.NeighborView lost = a.machine.neighbors().getFirst();
    assertEquals(NeighborState.DOWN, lost.state());
    assertEquals("no hello for the dead interval", lost.lastDown().orElseThrow());
    net.run(Duration.ofSeconds(1));
    assertThat(a.rib).isEmpty();
  }

  @Test
  void aHelloWithoutUsIsOneWay() {
    startPair();
    fromB(new OspfBody.Hello(Ipv4.mask(30), 10, 2, 1, 40, 0, 0, List.of()));
    assertEquals(NeighborState.INIT, a.machine.neighbors().getFirst().state());
    assertEquals("it does not hear us", a.machine.neighbors().getFirst().lastDown().orElseThrow());
  }

  @Test
  void aLanChoosesItsOfficersOnceAndAnnouncesTheNetwork() {
    Segment lan = net.segment(Network.BROADCAST);
    for (int i = 0; i < 4; i++) {
      net.attach(net.router(), lan, 1);
    }
    net.start();
    net.run(Duration.ofSeconds(90));
    Router dr = net.routers.getLast();
    assertEquals(InterfaceState.DR, dr.machine.interfaces().get(1).state());
    Router third = net.routers.get(2);
    assertEquals(InterfaceState.DR_OTHER, third.machine.interfaces().get(1).state());
    assertThat(third.machine.neighbors()).extracting(OspfView.NeighborView::state)
        .containsOnlyOnce(NeighborState.TWO_WAY).contains(NeighborState.FULL);
    // A better one that comes late changes nothing.
    Router late = net.router();
    late.tweak = it -> new OspfMachine.Interface(it.index(), it.name(), it.address(), it.prefixLength(),
        it.network(), it.cost(), 255, false, it.mtu(), it.md5());
    net.attach(late, lan, 1);
    late.start();
    net.run(Duration.ofSeconds(60));
    assertEquals(InterfaceState.DR_OTHER, late.machine.interfaces().get(1).state());
    // The designated router fails: its backup follows at once, and the late one becomes backup.
    dr.crash();
    net.run(Duration.ofSeconds(60));
    assertEquals(InterfaceState.DR, net.routers.get(4).machine.interfaces().get(1).state());
    assertEquals(InterfaceState.BACKUP, late.machine.interfaces().get(1).state());
    OspfConvergenceSimTest.checkAtRest(net);
  }

  @Test
  void theSameSeedIsTheSameRun() {
    assertEquals(transcript(7), transcript(7));
    assertNotEquals(transcript(7), transcript(8));
  }

  private static List<String> transcript(long seed) {
    OspfNet net = OspfConvergenceSimTest.random(seed, 8);
    var lines = new ArrayList<String>();
    net.tap = (from, send) -> lines.add(net.world.now() + " " + from + " " + send.index() + " "
        + Hex.hex(send.packet()));
    net.loss = 0.05;
    net.start();
    net.run(Duration.ofMinutes(5));
    return lines;
  }

  @Test
  void aRepeatedHelloCostsNothing() {
    startPair();
    List<byte[]> hello = new ArrayList<>();
    net.tap = (from, send) -> {
      if (from == b) {
        hello.add(send.packet());
      }
    };
    net.run(Duration.ofSeconds(20));
    List<Action> actions = a.machine.on(new Event.Received(1, link.ports.get(1).address(),
        OspfMachine.ALL_SPF_ROUTERS, hello.getLast().clone()), net.world.nowNanos());
    assertThat(actions).isSameAs(List.of());
    assertThat(hello.get(0)).isSameAs(hello.get(1));
  }

  static List<Integer> sizes() {
    return List.of(20, 100, 400);
  }

  /** A mesh of routers told by one neighbour in updates: the routes are all there after one computation. */
  @ParameterizedTest
  @MethodSource("sizes")
  void computesALargeArea(int size) {
    startPair();
    var lsas = new TreeMap<Integer, List<LsaBody.Link>>();
    for (int i = 1; i <= size; i++) {
      var links = new ArrayList<LsaBody.Link>();
      for (int other : new int[] {i - 1, i + 1, i - 10, i + 10}) {
        if (other >= 1 && other <= size) {
          links.add(new LsaBody.Link(LsaBody.LinkType.POINT_TO_POINT, 100 + other, i << 16 | other, 1));
        }
      }
      if (i == 1) {
        links.add(new LsaBody.Link(LsaBody.LinkType.POINT_TO_POINT, b.id, 5, 1));
      }
      links.add(new LsaBody.Link(LsaBody.LinkType.STUB, 0x0c000000 + i, -1, 1));
      lsas.put(100 + i, links);
    }
    var links = new ArrayList<>(((LsaBody.Router) b.machine.database(0).get(1).body()).links());
    links.add(new LsaBody.Link(LsaBody.LinkType.POINT_TO_POINT, 101, 6, 1));
    fromB(Lsa.of(routerKey(b), 2, 500, new LsaBody.Router(0, 0, links).encode()));
    lsas.forEach((id, of) -> fromB(
        Lsa.of(new LsaKey(LsType.ROUTER, id, id), 2, 1, new LsaBody.Router(0, 0, of).encode())));
    net.run(Duration.ofMillis(300));
    // To b, to the first of them, by tens nearly there, one back, ten on, and to the stub.
    int tens = (size - 1) / 10;
    assertEquals(10 + 1 + (tens + 2) + 1, a.rib.get(Ipv4Prefix.host(0x0c000000 + size)).cost());
    assertEquals(size, a.rib.keySet().stream().filter(prefix -> prefix.address() >>> 24 == 12).count());
  }
}
