package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView.Outage;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.network.DeviceEvent.CryptoActive;
import io.carrierlab.node.network.DeviceEvent.CryptoInactive;
import io.carrierlab.node.network.DeviceEvent.HostRoutesVia;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.node.topology.AccessConfig.Redundancy;
import io.carrierlab.node.topology.AccessConfig.ReverseRoutes;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.aaa.AccountingRecord.Cause;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.Origin;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.ip.Ipv4Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What an aggregator does when its HSRP group becomes active and when it leaves that state, told here by hand. */
class CryptoCleanupTest {
  private static final String CLIENTS = """
      duration: 300s
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 20 } }
        aggregators:
          - { at: "pe1:ge9", radius: [radius1], dpd: { idle: 20s, retry: 2s, max-asks: 3 } }
      load:
        clients:
          - { name: home, group: acme-ra, count: 6, via: isp1, ike: 1, start: 20s, arrival: 20/s,
              dpd: { idle: 10s, retry: 2s, max-asks: 3 }, retry: { first: 2s, most: 8s }, traffic: { to: host-acme } }
          - { name: two, group: acme-ra, count: 4, via: isp1, ike: 2, start: 20s, arrival: 20/s,
              dpd: { idle: 10s, retry: 2s, max-asks: 3 }, retry: { first: 2s, most: 8s }, traffic: { to: host-acme } }
      """;
  private static final int CLIENTS_COUNT = 10;
  private static final int PE1 = Ipv4.parse("10.255.255.1");

  /** A network whose aggregator belongs to the group {@code outside}, active from 10 s on. */
  private static final class Lab implements AutoCloseable {
    private final Network network;
    private final Questions questions;
    private final Journal events;
    private final List<Journal.Event> journal = new ArrayList<>();

    Lab(boolean cleanup, ReverseRoutes reverseRoutes) {
      Scenario scenario = AccessLab.scenario(CLIENTS);
      UnaryOperator<AccessConfig> change = a -> new AccessConfig(a.port(), a.publicAddress(), a.ike1(), a.ike2(),
          a.profiles(), a.pools(), a.servers(), a.local(), a.interim(), reverseRoutes,
          Optional.of(new Redundancy("outside", cleanup)), a.cpu(), a.mostHalfOpen(), a.cookiesFrom());
      Topology said = scenario.topology();
      var topology = new Topology(said.name(), said.nodes().stream().map(node -> changed(node, change)).toList(),
          said.links(), said.vpns());
      var watch = new HostWatch(index -> said.nodes().get(index).name());
      network = new Network(topology, new Network.Options(1, 2, false, true), new Devices(topology, host -> watch));
      questions = new Questions(network);
      events = new Journal(node -> topology.nodes().get(node).name());
      tell(10, group("inside", HsrpState.ACTIVE, ""));
      tell(10, group("outside", HsrpState.ACTIVE, ""));
    }

    private static NodeConfig changed(NodeConfig node, UnaryOperator<AccessConfig> change) {
      return node instanceof RouterConfig r ? new RouterConfig(r.name(), r.kind(), r.routerId(), r.interfaces(),
          r.statics(), r.ospf(), r.ldp(), r.bgp(), r.vrfs(), r.access().map(change), r.tunnels(), r.slb()) : node;
    }

    /** As a VRF's group says it. */
    static RouterCommand group(String name, HsrpState state, String why) {
      return new RouterCommand.GroupState("acme", name, state, why);
    }

    void tell(int second, RouterCommand command) {
      network.tell(network.links().index("pe1"), Duration.ofSeconds(second), command);
    }

    Inspection at(int second) {
      Inspection inspection = questions.ask(Depth.TABLES);
      questions.ofAll(Duration.ofSeconds(second), inspection);
      network.runUntil(Duration.ofSeconds(second).plusMillis(10), report -> {
        questions.accept(report);
        events.take(report);
      });
      journal.addAll(events.collect());
      assertCountsAreTrue(inspection);
      return inspection;
    }

    /** What is kept where it changes is what there is: of each gateway, and of each of its VRFs. */
    private static void assertCountsAreTrue(Inspection said) {
      var pairs = new TreeMap<String, Long>();
      said.sas().stream().filter(SaView::gateway).forEach(sa -> {
        pairs.merge(sa.node() + " ", 1L, Long::sum);
        if (!sa.vrf().isEmpty()) {
          pairs.merge(sa.node() + " " + sa.vrf(), 1L, Long::sum);
        }
      });
      said.counts().stream().filter(count -> count.of() == Countable.SAS && said.gateways().stream()
          .anyMatch(gateway -> gateway.node().equals(count.node()))).forEach(count ->
              assertThat(count.value()).as(count.node() + " " + count.vrf())
                  .isEqualTo(pairs.getOrDefault(count.node() + " " + count.vrf(), 0L)));
    }

    /** What pe1's aggregator, and VRFs elsewhere, have said of it, with the second. */
    List<String> journal(Class<? extends DeviceEvent> kind) {
      return journal.stream().filter(each -> kind.isInstance(each.what())).map(each -> each.atNanos() / 1_000_000_000L
          + " " + each.node() + " " + each.what()).toList();
    }

    @Override
    public void close() {
      network.close();
    }
  }

  private static long count(Inspection said, String node, Countable of, String vrf) {
    return said.counts().stream().filter(each -> each.node().equals(node) && each.of() == of && each.vrf().equals(vrf))
        .mapToLong(Inspection.Count::value).sum();
  }

  /** Pairs of SAs that one side has and the other has not. */
  private static List<SaView> alone(Inspection said, boolean gateway) {
    return said.sas().stream().filter(sa -> sa.gateway() == gateway)
        .filter(sa -> said.sas().stream().noneMatch(sa::matches)).toList();
  }

  @Test
  void onLeavingActiveSessionsRoutesAndLeasesAreForgottenWithoutAWord() {
    try (Lab lab = new Lab(true, ReverseRoutes.PER_PEER)) {
      lab.tell(60, Lab.group("outside", HsrpState.SPEAK, "ge0 is down"));
      Inspection before = lab.at(55);
      assertThat(count(before, "pe1", Countable.SAS, "acme")).isEqualTo(CLIENTS_COUNT);
      assertThat(count(before, "pe2", Countable.ROUTES, "acme")).isEqualTo(2 + CLIENTS_COUNT);
      assertThat(alone(before, true)).isEmpty();
      assertThat(alone(before, false)).isEmpty();

      Inspection after = lab.at(62);
      assertThat(count(after, "pe1", Countable.SAS, "")).isZero();
      assertThat(count(after, "pe2", Countable.ROUTES, "acme")).isEqualTo(2);
      assertThat(AccessLab.rows(after.tables(), "pe1", "pools").getFirst()).endsWith(0, 0L);
      assertThat(AccessLab.causes(after.tables(), "pe1")).containsEntry("session ended FAILED_OVER", 10L)
          .containsEntry("peers known", 0L).containsEntry("IKE SPIs known", 0L).containsEntry("IPsec SPIs known", 0L);
      assertThat(after.accounting()).hasSize(CLIENTS_COUNT).allMatch(AccountingView::stopped)
          .allMatch(line -> line.terminateCause() == Cause.NAS_REQUEST.number());
      // Nobody told the clients, so they have SAs that lead nowhere until DPD finds out.
      assertThat(alone(after, false)).hasSize(CLIENTS_COUNT).allMatch(sa -> !sa.gateway() && sa.vrf().isEmpty());
      assertThat(lab.journal(DeviceEvent.Judged.class)).filteredOn(line -> line.contains("Crypto")).containsExactly(
          "10 pe1 " + new CryptoActive("outside", ""),
          "60 pe1 " + new CryptoInactive("outside", 10, true, "ge0 is down"));
      assertThat(lab.journal(HostRoutesVia.class)).filteredOn(line -> line.contains(" pe2 ")).containsExactly(
          "20 pe2 " + new HostRoutesVia("acme", PE1, true, 1), "60 pe2 " + new HostRoutesVia("acme", PE1, false, 10));

      Inspection later = lab.at(100);
      assertThat(alone(later, false)).isEmpty();
      assertThat(AccessLab.causes(later.tables(), "pe1").get("packet dropped NOT_ACTIVE")).isGreaterThan(50);
      assertThat(AccessLab.causes(later.tables(), "pe1")).containsEntry("sessions started", 10L);
    }
  }

  /** What a session had sent when the address became another router's must not leave from it. */
  @Test
  void whatWasOnItsWayOutStaysWhenTheAddressIsAnothers() {
    int own = Ipv4.parse("198.51.100.2");
    int isp = Ipv4.parse("198.51.100.1");
    for (boolean active : List.of(true, false)) {
      try (Lab lab = new Lab(true, ReverseRoutes.PER_PEER)) {
        var left = new AtomicInteger();
        LinkTap.on(lab.network, "public", (at, frame) -> left.addAndGet(
            at > seconds(14) && Ipv4Header.source(frame.getPayload().toByteArray(), 0) == own ? 1 : 0));
        if (!active) {
          lab.tell(14, Lab.group("outside", HsrpState.SPEAK, ""));
        }
        lab.tell(15, new RouterCommand.SendUdp(new Path(own, 500, isp, 500), new byte[40]));
        byte[] esp = new Ipv4Packet(0, Ipv4Packet.Fragment.whole(1, false), 64, 50, own, isp, new byte[40]).encode();
        lab.tell(15, new RouterCommand.Route(Frame.newBuilder().setEtherType(EtherType.IPV4)
            .setPayload(ByteString.copyFrom(esp)).setOrigin(Origin.newBuilder()
                .setNode(lab.network.links().index("pe1"))).build()));
        Inspection after = lab.at(16);
        assertThat(left.get()).isEqualTo(active ? 2 : 0);
        assertThat(AccessLab.causes(after.tables(), "pe1").getOrDefault("packet dropped NOT_ACTIVE", 0L))
            .isEqualTo(active ? 0 : 2);
      }
    }
  }

  @Test
  void whenActiveAgainClientsComeBackAndKnowWhatTheirOutageWasSpentOn() {
    try (Lab lab = new Lab(true, ReverseRoutes.PER_PEER)) {
      lab.tell(60, Lab.group("outside", HsrpState.SPEAK, ""));
      lab.tell(70, Lab.group("outside", HsrpState.ACTIVE, ""));
      Inspection after = lab.at(140);
      assertThat(count(after, "pe1", Countable.SAS, "acme")).isEqualTo(CLIENTS_COUNT);
      assertThat(after.clients()).hasSize(CLIENTS_COUNT).allMatch(ClientView::connected)
          .allMatch(client -> client.failures().equals(Map.of(IkeFailure.DEAD_PEER, 1)));
      for (ClientView client : after.clients()) {
        assertThat(client.outages()).singleElement().satisfies(outage -> {
          assertThat(outage.lastAnswerNanos()).isBetween(seconds(59), seconds(61));
          // Idle for 10 s since the last packet, then three questions, the wait for each 2 s.
          assertThat(outage.lostNanos() - outage.lastAnswerNanos()).isBetween(seconds(15), seconds(18));
          assertThat(outage.attemptNanos() - outage.lostNanos()).isBetween(seconds(1), seconds(2));
          assertThat(outage.upNanos()).isBetween(outage.attemptNanos(), outage.attemptNanos() + seconds(2));
          assertThat(outage.answerNanos()).isBetween(outage.upNanos(), outage.upNanos() + seconds(2));
          assertThat(outage.attempts()).isEqualTo(1);
          assertThat(outage.unanswered()).isBetween(14L, 18L);
        });
      }
      // The first wait after a loss has jitter: they do not come at once, though they were lost at once.
      assertThat(after.clients().stream().map(client -> client.outages().getFirst()).map(outage ->
          (outage.attemptNanos() - outage.lostNanos()) / 10_000_000).distinct().count()).isGreaterThan(7);
    }
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void withoutCleanUpStaleSasStayAndAreNamedUntilDpdEndsThem() {
    try (Lab lab = new Lab(false, ReverseRoutes.PER_PEER)) {
      lab.tell(60, Lab.group("outside", HsrpState.SPEAK, ""));
      lab.at(55);
      Inspection soon = lab.at(80);
      assertThat(soon.clients()).noneMatch(ClientView::connected);
      List<SaView> stale = alone(soon, true);
      assertThat(stale).hasSize(CLIENTS_COUNT).allMatch(sa -> sa.node().equals("pe1") && sa.vrf().equals("acme"));
      assertThat(stale.stream().map(SaView::name).sorted().toList()).startsWith("acme-1", "acme-10", "acme-2");
      assertThat(count(soon, "pe2", Countable.ROUTES, "acme")).isEqualTo(2 + CLIENTS_COUNT);
      assertThat(lab.journal(CryptoInactive.class))
          .containsExactly("60 pe1 " + new CryptoInactive("outside", 10, false, ""));

      Inspection late = lab.at(100);
      assertThat(alone(late, true)).isEmpty();
      assertThat(count(late, "pe2", Countable.ROUTES, "acme")).isEqualTo(2);
      assertThat(AccessLab.causes(late.tables(), "pe1")).containsEntry("session ended DEAD_PEER", 10L);
      assertThat(late.accounting()).allMatch(line -> line.terminateCause() == Cause.LOST_CARRIER.number());
    }
  }

  @Test
  void poolsAreAnnouncedWhileActive() {
    try (Lab lab = new Lab(true, ReverseRoutes.AGGREGATE)) {
      lab.tell(60, Lab.group("outside", HsrpState.SPEAK, ""));
      long before = count(lab.at(5), "pe2", Countable.ROUTES, "acme");
      long active = count(lab.at(15), "pe2", Countable.ROUTES, "acme");
      assertThat(active).isGreaterThan(before);
      assertThat(count(lab.at(55), "pe2", Countable.ROUTES, "acme")).isEqualTo(active);
      assertThat(count(lab.at(62), "pe2", Countable.ROUTES, "acme")).isEqualTo(2);
      // The first and the last address of the pool are prefixes of their own: the ends of its block are not in it.
      assertThat(lab.journal(HostRoutesVia.class)).hasSize(2)
          .satisfies(lines -> assertThat(lines.getFirst()).startsWith("10 pe2 ").contains("any=true")).last()
          .isEqualTo("60 pe2 " + new HostRoutesVia("acme", PE1, false, 2));
    }
  }

  @Test
  void withoutReverseRoutesReturnTrafficIsLostWhereThereIsNoRoute() {
    try (Lab lab = new Lab(true, ReverseRoutes.OFF)) {
      Inspection said = lab.at(60);
      assertThat(said.clients()).hasSize(CLIENTS_COUNT).allMatch(ClientView::connected)
          .allMatch(client -> client.requests() > 30 && client.answers() == 0)
          .allMatch(client -> client.outages().equals(List.of(new Outage(client.firstAttemptNanos(), -1,
              client.outages().getFirst().attemptNanos(), client.outages().getFirst().upNanos(), -1, 1,
              client.requests(), client.outages().getFirst().missedNanos(), -1))));
      long lost = said.clients().stream().mapToLong(ClientView::requests).sum();
      assertThat(AccessLab.rows(said.tables(), "hq-1", "counters")).anySatisfy(row -> {
        assertThat(row.getFirst()).isEqualTo("NO_ROUTE");
        assertThat((Long) row.getLast()).isBetween(lost - CLIENTS_COUNT, lost);
      });
    }
  }

  @Test
  void clearingSasEndsSessionsInGoodOrder() {
    try (Lab lab = new Lab(true, ReverseRoutes.PER_PEER)) {
      lab.tell(60, new RouterCommand.ClearSas());
      Inspection after = lab.at(61);
      assertThat(count(after, "pe1", Countable.SAS, "")).isZero();
      assertThat(after.clients()).noneMatch(ClientView::connected)
          .allMatch(client -> client.outages().size() == 1 && client.outages().getFirst().lostNanos() >= seconds(60));
      assertThat(after.accounting()).allMatch(line -> line.terminateCause() == Cause.ADMIN_RESET.number());
      Inspection later = lab.at(70);
      assertThat(later.clients()).allMatch(ClientView::connected);
    }
  }
}
