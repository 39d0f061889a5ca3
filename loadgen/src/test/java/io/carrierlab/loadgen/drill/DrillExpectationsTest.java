package io.carrierlab.loadgen.drill;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Quantiles;
import io.carrierlab.loadgen.drill.Expectation.ClientOutage;
import io.carrierlab.loadgen.drill.Expectation.ClientOutage.Affected;
import io.carrierlab.loadgen.drill.Expectation.Duplicates;
import io.carrierlab.loadgen.drill.Expectation.HsrpActive;
import io.carrierlab.loadgen.drill.Expectation.HsrpTakeover;
import io.carrierlab.loadgen.drill.Expectation.Lost;
import io.carrierlab.loadgen.drill.Expectation.NothingLeaks;
import io.carrierlab.loadgen.drill.Expectation.ReconnectRate;
import io.carrierlab.loadgen.drill.Expectation.SasConsistent;
import io.carrierlab.loadgen.drill.Expectation.SentToDead;
import io.carrierlab.loadgen.drill.Expectation.SingleActive;
import io.carrierlab.loadgen.drill.Expectation.Whose;
import io.carrierlab.loadgen.drill.Expectation.WrongWay;
import io.carrierlab.loadgen.drill.Observations.AccessSample;
import io.carrierlab.loadgen.drill.Observations.DeviceRecord;
import io.carrierlab.loadgen.drill.Observations.DropSample;
import io.carrierlab.loadgen.drill.Observations.Holdings;
import io.carrierlab.loadgen.drill.Observations.NodeCounters;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.GatewayView;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.loadgen.lab.Journal.Event;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.AccessConfig.ReverseRoutes;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.InterfaceConfig.Medium;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.node.topology.VrfConfig.LabelMode;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ike.IkeFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Expectations of drills, each with what was seen written down. Times in seconds; the run ends at 300. */
class DrillExpectationsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Fault CRASH = new Fault.Crash(ofSeconds(100), "a");
  private static final Duration END = ofSeconds(300);

  private final List<Fault> faults = new ArrayList<>(List.of(CRASH));
  private final List<Event> events = new ArrayList<>();
  private final List<ClientView> clients = new ArrayList<>();
  private final List<SaView> sas = new ArrayList<>();
  private final List<GatewayView> gateways = new ArrayList<>();
  private final List<StateTable> drops = new ArrayList<>();
  private final List<AccessSample> earlier = new ArrayList<>();
  private final List<DropSample> asked = new ArrayList<>();
  private final List<Holdings> before = new ArrayList<>();
  private final List<AccountingView> books = new ArrayList<>();
  private Map<String, Long> counters = Map.of();

  private Verdict judge(Expectation expectation) {
    var seen = new Observations(END.toNanos(), faults, List.of(), List.of(), List.of(),
        new IsolationRecord(0, List.of(), List.of()), List.of(), List.of(), List.of(new NodeCounters("a", counters)),
        Stream.concat(earlier.stream(), Stream.of(new AccessSample(END.toNanos(), clients, books))).toList(),
        new DeviceRecord(events, holdings(), asked, drops, List.of()));
    return Evaluation.evaluate(List.of(expectation), seen, topology()).getFirst();
  }

  /** What is there at the end has been there for long, unless something else is said of an earlier look. */
  private List<Holdings> holdings() {
    var all = new ArrayList<>(before);
    for (Duration look : Evaluation.looks(END)) {
      if (before.stream().noneMatch(each -> each.atNanos() == look.toNanos())) {
        all.add(new Holdings(look.toNanos(), sas, gateways, clients, books));
      }
    }
    return all;
  }

  /**
   * Routers a and b, with 10.0.0.1 and 10.0.0.2, share group outside on a LAN; a is a gateway of VRF coke without
   * reverse routes. Clients ask every 4 s.
   */
  static Topology topology() {
    var group = new HsrpConfig(1, "outside", 1, 9, ofSeconds(1), ofSeconds(3), 100, false, Duration.ZERO, "cisco",
        List.of(), Optional.empty());
    var coke = new VrfConfig("coke", "coke", 0, Set.of(), Set.of(), LabelMode.PER_VRF, List.of(), Optional.empty());
    var gateway = new AccessConfig(0, 0, Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(), null,
        null, ReverseRoutes.OFF, Optional.empty(), Optional.empty(), 0, 0);
    List<NodeConfig> nodes = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      int address = 0x0a00_0001 + nodes.size();
      nodes.add(new RouterConfig(name, "pe", address, List.of(new InterfaceConfig("ge0", address, 24, Medium.LAN,
          Optional.empty(), false, Optional.empty(), List.of(group))), List.of(), Optional.empty(), Optional.empty(),
          Optional.empty(), name.equals("a") ? List.of(coke) : List.of(),
          name.equals("a") ? Optional.of(gateway) : Optional.empty(), List.of(), Optional.empty()));
    }
    var lan = new LinkConfig("lan", true, List.of(new LinkConfig.End("a", 0, "ge0", ""),
        new LinkConfig.End("b", 0, "ge0", "")), Duration.ofMillis(1), 0, 0, 100);
    var traffic = new ClientConfig.Traffic(0, ofSeconds(4), 100, false, OptionalInt.empty());
    nodes.add(new ClientConfig("c", 0x0a00_0009, new ClientConfig.Population("home", "acme", 0, 1, null, null, null,
        Optional.of(traffic), Optional.empty()), 1));
    return new Topology("two", nodes, List.of(lan), List.of());
  }

  private void client(String name, ClientView.Outage... outages) {
    events.add(new Event(20 * SECOND, name, new DeviceEvent.ClientConnected()));
    clients.add(view(name, 100, 90, 0, outages));
  }

  static ClientView view(String name, long requests, long answers, long late, ClientView.Outage... outages) {
    return new ClientView(name, "home", "acme", "", true, 1, 1, 0, 0, 0, 0, requests, answers, 0, 0, 0,
        new ClientView.Traffic(0, 0, 0, 0), Map.of(), late, 0, List.of(outages));
  }

  /** Seconds; -1: it did not come to that. The first request of the silence follows the last answer after 4 s. */
  private static ClientView.Outage outage(double last, double lost, double attempt, double up, double answer) {
    return outage(last, lost, attempt, up, answer, -1);
  }

  private static ClientView.Outage outage(double last, double lost, double attempt, double up, double answer,
      double left) {
    return new ClientView.Outage(nanos(last), nanos(lost), nanos(attempt), nanos(up), nanos(answer), 1, 3,
        nanos(last + 4), nanos(left));
  }

  private static long nanos(double seconds) {
    return seconds < 0 ? -1 : Math.round(seconds * SECOND);
  }

  private static ClientOutage within(int p50, int last) {
    return new ClientOutage("o", Optional.empty(), ofSeconds(100), Optional.of(ofSeconds(p50)), Optional.empty(),
        Optional.empty(), Optional.of(ofSeconds(last)), Optional.empty());
  }

  @Test
  void partsOfAnOutageAddUpToIt() {
    client("c1", outage(98, 115, 118, 119, 121));
    client("c2", outage(104, -1, -1, -1, 116));           // an answer of before was still under way; no session lost
    client("c3");
    Verdict verdict = judge(within(21, 21));
    assertThat(verdict.observed()).isEqualTo("2 of 3 lost answers: p50 12.0 s, p90 21.0 s, p99 21.0 s, last 21.0 s");
    assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
    var spread = (OutageSpread) verdict.evidence().getFirst();
    assertThat(spread.parts()).extracting(part -> part.spread().lastNanos() / SECOND).containsExactly(15L, 3L, 1L, 12L);
    assertThat(spread.parts().stream().mapToLong(part -> part.spread().meanNanos()).sum())
        .isEqualTo(spread.total().meanNanos());
    assertThat(judge(within(11, 60)).outcome()).isEqualTo(Outcome.FAIL);
    assertThat(judge(within(21, 20)).outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void whoIsNotBackIsNamed() {
    client("c1", outage(98, 115, 118, 119, 121));
    client("c2", outage(98, 115, -1, -1, -1));
    assertThat(judge(within(60, 200)).observed()).endsWith("; 1 not back: c2");
    assertThat(judge(within(60, 200)).outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void quantilesAreOfAllThatLostAnswersAndNotOfTheSurvivors() {
    for (int i = 0; i < 10; i++) {
      client("c" + i, outage(98, -1, -1, -1, i < 2 ? 105 : -1));
    }
    Verdict verdict = judge(within(20, 60));
    assertThat(verdict.observed()).startsWith("10 of 10 lost answers: p50 not back, p90 not back, p99 not back, "
        + "last not back; 8 not back: c2; c3; c4; c5; c6; and 3 more");
    assertThat(verdict.passed()).isFalse();
    var total = ((OutageSpread) verdict.evidence().getFirst()).total();
    assertThat(List.of(total.p50Nanos(), total.lastNanos())).containsOnly(Quantiles.NOT_BACK);
    assertThat(total.meanNanos()).as("of those that are back").isEqualTo(5 * SECOND);
  }

  @Test
  void whereNobodyIsAffectedThereIsNothingToJudge() {
    client("c1");
    Verdict verdict = judge(within(20, 60));
    assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_EVALUATED);
    assertThat(verdict.observed()).contains("none of 1 was out for longer than 10 s: there is nothing to judge");
    var none = new ClientOutage("o", Optional.empty(), ofSeconds(100), Optional.empty(), Optional.empty(),
        Optional.empty(), Optional.of(ofSeconds(60)), Optional.of(new Affected(0, 0)));
    assertThat(judge(none).outcome()).isEqualTo(Outcome.PASS);
    assertThat(judge(none).observed()).isEqualTo("none of 1 was out for longer than 10 s");
    client("c2", outage(98, -1, -1, -1, 112));
    assertThat(judge(none).outcome()).as("one is").isEqualTo(Outcome.FAIL);
  }

  @Test
  void whatIsTooShortToBeSeenIsNotJudged() {
    client("c1", outage(98, -1, -1, -1, 112));
    assertThat(judge(within(9, 60)).outcome()).isEqualTo(Outcome.NOT_EVALUATED);
    assertThat(judge(within(9, 60)).observed()).contains("silences up to 10 s", "a limit is 9 s");
    assertThat(judge(within(12, 60)).passed()).isTrue();
  }

  @Test
  void aSilenceIsChargedToTheFaultThatItBeganUnder() {
    faults.add(new Fault.Cut(ofSeconds(150), "lan"));
    client("c1", outage(98, -1, -1, -1, 160));
    client("c2", outage(40, -1, -1, -1, 170));              // it had none before the first fault already
    assertThat(judge(within(60, 70)).observed()).startsWith("1 of 2 lost answers");
    var later = new ClientOutage("o", Optional.empty(), ofSeconds(150), Optional.empty(), Optional.empty(),
        Optional.empty(), Optional.of(ofSeconds(60)), Optional.empty());
    assertThat(judge(later).outcome()).isEqualTo(Outcome.NOT_EVALUATED);
  }

  @Test
  void whoLeavesInGoodOrderIsJudgedApart() {
    client("c1", outage(98, 115, 118, 119, 121));
    client("c2", outage(98, -1, -1, -1, -1, 130));
    Verdict verdict = judge(within(21, 30));
    assertThat(verdict.observed()).isEqualTo("1 of 2 lost answers: p50 21.0 s, p90 21.0 s, p99 21.0 s, last 21.0 s; "
        + "1 that was out left in good order: c2");
    assertThat(verdict.passed()).isTrue();
    assertThat(verdict.evidence().getLast().toString()).contains("left in good order at 130 s");
    assertThat(judge(within(21, 29)).passed()).as("it was out for longer").isFalse();
    assertThat(((OutageSpread) verdict.evidence().getFirst()).left()).isEqualTo(1);
  }

  @Test
  void anOutageOfTheNextFaultIsNotThisOnes() {
    faults.add(new Fault.Restart(ofSeconds(150), "a"));
    client("c1", outage(160, 170, 171, 172, 173));
    assertThat(judge(within(10, 10)).observed()).contains("none of 1 was out for longer than 10 s");
  }

  @Test
  void countsTheBusiestSecond() {
    for (int i = 0; i < 5; i++) {
      client("c" + i);
      events.add(new Event(nanos(111), "c" + i, new DeviceEvent.ClientLost(IkeFailure.DEAD_PEER)));
      events.add(new Event(nanos(i < 3 ? 112.2 : 115 + i), "c" + i, new DeviceEvent.ClientConnected()));
    }
    Verdict verdict = judge(new ReconnectRate("r", Optional.empty(), ofSeconds(100), 3, 3));
    assertThat(verdict).extracting(Verdict::passed, Verdict::observed).containsExactly(true, "3 did, 12 s after it");
  }

  @Test
  void whoComesForTheFirstTimeOrAfterTheNextFaultDoesNotReconnect() {
    faults.add(new Fault.Restart(ofSeconds(150), "a"));
    client("c1");
    clients.add(view("new", 1, 1, 0));
    events.add(new Event(nanos(110), "new", new DeviceEvent.ClientConnected()));
    events.add(new Event(nanos(120), "c1", new DeviceEvent.ClientLost(IkeFailure.DEAD_PEER)));
    events.add(new Event(nanos(160), "c1", new DeviceEvent.ClientConnected()));
    assertThat(judge(new ReconnectRate("r", Optional.empty(), ofSeconds(100), 1, 9)).observed()).isEqualTo("none did");
  }

  private void hsrp(double at, String node, HsrpState state) {
    events.add(new Event(nanos(at), node, new DeviceEvent.HsrpChange("ge0", 1, state, "")));
  }

  @Test
  void aRouterWithoutPowerIsNotActive() {
    hsrp(10, "a", HsrpState.ACTIVE);
    hsrp(102.5, "b", HsrpState.ACTIVE);
    assertThat(judge(new HsrpTakeover("t", "outside", "b", ofSeconds(100), ofSeconds(3))).observed())
        .isEqualTo("after 2.5 s");
    assertThat(judge(new HsrpTakeover("t", "outside", "b", ofSeconds(100), ofSeconds(2))).passed()).isFalse();
    assertThat(judge(new HsrpActive("h", "outside", Optional.of("a"), ofSeconds(99))).passed()).isTrue();
    assertThat(judge(new HsrpActive("h", "outside", Optional.empty(), ofSeconds(101))).observed())
        .isEqualTo("none is active");
    assertThat(judge(new SingleActive("s", "outside", Duration.ZERO)).passed()).isTrue();
  }

  private Verdict takeover(int after) {
    return judge(new HsrpTakeover("t", "outside", "b", ofSeconds(after), ofSeconds(3)));
  }

  @Test
  void aTakeoverIsFromAnotherAndLasts() {
    hsrp(102.5, "b", HsrpState.ACTIVE);
    assertThat(takeover(100).observed()).isEqualTo("there is nobody to take over from: no router is active before");
    hsrp(110, "b", HsrpState.SPEAK);
    hsrp(111, "a", HsrpState.ACTIVE);
    hsrp(121, "b", HsrpState.ACTIVE);
    hsrp(121.001, "b", HsrpState.SPEAK);
    assertThat(takeover(120).observed()).isEqualTo("after 1 s, but only for 0.001 s");
    assertThat(takeover(120).passed()).isFalse();
    hsrp(130, "b", HsrpState.ACTIVE);
    assertThat(takeover(140).observed()).isEqualTo("b is active already");
    assertThat(takeover(140).passed()).isFalse();
  }

  @Test
  void twoActiveRoutersAreExcusedByASplitSegmentOnly() {
    faults.clear();
    hsrp(10, "a", HsrpState.ACTIVE);
    hsrp(53, "b", HsrpState.ACTIVE);
    hsrp(81, "b", HsrpState.SPEAK);
    Verdict unsplit = judge(new SingleActive("s", "outside", ofSeconds(1)));
    assertThat(unsplit.passed()).isFalse();
    assertThat(unsplit.observed()).isEqualTo("a and b for 28 s from 53 s");
    faults.add(new Fault.BlackHole(ofSeconds(50), "b:ge0"));
    faults.add(new Fault.Restore(ofSeconds(80), "b:ge0"));
    assertThat(judge(new SingleActive("s", "outside", ofSeconds(1))).passed()).isTrue();
    assertThat(judge(new SingleActive("s", "outside", Duration.ZERO)).observed()).isEqualTo("a and b for 1 s from 53 s"
        + "; two were active as they should while black-hole b:ge0 split the segment at 50 s");
  }

  @Test
  void aDegradedSegmentExcusesOnlyWhatItsLossExplains() {
    faults.clear();
    hsrp(10, "a", HsrpState.ACTIVE);
    hsrp(53, "b", HsrpState.ACTIVE);
    hsrp(79, "b", HsrpState.SPEAK);
    var claim = new SingleActive("s", "outside", ofSeconds(1));
    faults.add(degrade(0.001));
    assertThat(judge(claim).passed()).as("three hellos in a row are not lost so").isFalse();
    faults.set(0, degrade(0.5));
    assertThat(judge(claim).passed()).isTrue();
  }

  private static Fault degrade(double loss) {
    return new Fault.Degrade(ofSeconds(50), "lan", OptionalDouble.of(loss), Optional.empty(), OptionalLong.empty());
  }

  @Test
  void aLinksRestorationEndsWhatAnEndOfItHas() {
    faults.clear();
    hsrp(10, "a", HsrpState.ACTIVE);
    hsrp(90, "b", HsrpState.ACTIVE);
    hsrp(120, "b", HsrpState.SPEAK);
    faults.add(new Fault.BlackHole(ofSeconds(50), "b:ge0"));
    faults.add(new Fault.Restore(ofSeconds(80), "lan"));
    assertThat(judge(new SingleActive("s", "outside", ofSeconds(1))).observed())
        .isEqualTo("a and b for 30 s from 90 s");
  }

  @Test
  void routesPointTheWrongWayUntilTheLastIsGone() {
    events.add(new Event(30 * SECOND, "b", new DeviceEvent.HostRoutesVia("acme", 10 << 24 | 1, true, 1)));
    var claim = new WrongWay("w", "b", "acme", "a", ofSeconds(100), ofSeconds(5));
    assertThat(judge(claim).observed()).isEqualTo("they stay until the end");
    events.add(new Event(104 * SECOND, "b", new DeviceEvent.HostRoutesVia("acme", 10 << 24 | 1, false, 9)));
    assertThat(judge(claim).observed()).isEqualTo("the last goes after 4 s");
    assertThat(judge(claim).passed()).isTrue();
    var atOnce = new WrongWay("w", "b", "acme", "a", ofSeconds(104), ofSeconds(5));
    assertThat(judge(atOnce).observed()).isEqualTo("the last goes after 0 s");
    assertThat(judge(atOnce).passed()).isTrue();
  }

  @Test
  void whatIsLostIsExplained() {
    client("c1");
    drops.add(new StateTable("b", "counters", "acme", List.of("drop", "packets"), List.of(List.of("NO_ROUTE", 8L))));
    Verdict verdict = judge(new Lost("l", new Whose.Clients(Optional.empty()), 9, Duration.ZERO, END));
    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
    assertThat(verdict.observed())
        .isEqualTo("10 of 100 requests of 1 clients; network-wide, whole run: 8 packets were dropped at b VRF "
            + "acme: NO_ROUTE");
  }

  @Test
  void whatWasDroppedBeforeItWasCountedExplainsNothing() {
    client("c1");
    earlier.add(new AccessSample(200 * SECOND, List.of(view("c1", 50, 50, 0)), List.of()));
    drops.add(counters(9L));
    asked.add(new DropSample(200 * SECOND, List.of(counters(2L))));
    assertThat(judge(new Lost("l", all(), 9, ofSeconds(200), END)).observed()).isEqualTo("10 of 50 requests of 1 "
        + "clients; network-wide, in that time: 7 packets were dropped at b VRF acme: NO_ROUTE");
  }

  @Test
  void aConfigurationIsNamedOnlyIfItExplainsADrop() {
    client("c1");
    drops.add(new StateTable("b", "counters", "coke", List.of("drop", "packets"), List.of(List.of("TTL_EXPIRED", 8L))));
    assertThat(judge(new Lost("l", all(), 9, Duration.ZERO, END)).observed()).doesNotContain("rri");
    drops.add(new StateTable("b", "counters", "coke", List.of("drop", "packets"), List.of(List.of("NO_ROUTE", 8L))));
    assertThat(judge(new Lost("l", all(), 9, Duration.ZERO, END)).observed())
        .endsWith("; a injects no reverse routes (rri: off)");
  }

  private static StateTable counters(long packets) {
    return new StateTable("b", "counters", "acme", List.of("drop", "packets"), List.of(List.of("NO_ROUTE", packets)));
  }

  private static Whose all() {
    return new Whose.Clients(Optional.empty());
  }

  @Test
  void ofNothingNothingIsLost() {
    clients.add(view("c1", 0, 0, 0));
    assertThat(judge(new Lost("l", all(), 0, Duration.ZERO, END)).outcome()).isEqualTo(Outcome.NOT_EVALUATED);
    assertThat(judge(new Duplicates("d", all(), 0, END)).outcome()).isEqualTo(Outcome.NOT_EVALUATED);
  }

  @Test
  void anAnswerToWhatWasUnderWayBeforeHidesNoLoss() {
    earlier.add(new AccessSample(200 * SECOND, List.of(view("c1", 50, 49, 0)), List.of()));
    clients.add(view("c1", 60, 59, 1));
    assertThat(judge(new Lost("l", all(), 0, ofSeconds(200), END)).observed()).startsWith("1 of 10 requests");
  }

  @Test
  void whatWasUnderWayWhenCountingEndedIsNotLost() {
    earlier.add(new AccessSample(200 * SECOND, List.of(view("c1", 50, 49, 0)), List.of()));
    clients.add(view("c1", 60, 59, 1));
    assertThat(judge(new Lost("l", all(), 0, Duration.ZERO, ofSeconds(200))).passed()).isTrue();
    assertThat(judge(new Lost("l", all(), 0, Duration.ZERO, END)).observed()).startsWith("1 of 60 requests");
  }

  @Test
  void framesForTheDeadAreCounted() {
    counters = Map.of("droppedNoOwner", 7L);
    assertThat(judge(new SentToDead("d", "a", 6)).observed()).isEqualTo("7 frames");
    assertThat(judge(new SentToDead("d", "a", 7)).passed()).isTrue();
    assertThat(judge(new SentToDead("d", "b", 7)).outcome()).isEqualTo(Outcome.NOT_EVALUATED);
  }

  @Test
  void staleSasAreNamed() {
    gateways.add(gateway(0, 0, 0));
    sas.add(new SaView("a", true, "acme", "c1", 1, 2, 0, 20 * SECOND));
    sas.add(new SaView("c1", false, "", "c1", 2, 1, 0, 20 * SECOND));
    assertThat(judge(new SasConsistent("s", END)).observed()).isEqualTo("1 pairs agree");
    assertThat(judge(new SasConsistent("s", Duration.ofMillis(999))).outcome()).isEqualTo(Outcome.NOT_EVALUATED);
    sas.add(new SaView("b", true, "acme", "c2", 16, 17, 0, 20 * SECOND));
    Verdict verdict = judge(new SasConsistent("s", END));
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.observed())
        .isEqualTo("1 pairs agree; 1 stale: b has 0x00000010 of c2 in VRF acme since 20 s");
  }

  /** One end has deleted its part, or set it up already; a second ago, or two, both agreed. */
  @Test
  void whatIsOnItsWayIsNotStale() {
    gateways.add(gateway(1, 0, 2));
    var kept = List.of(new SaView("a", true, "acme", "c1", 1, 2, 0, 20 * SECOND),
        new SaView("c1", false, "", "c1", 2, 1, 0, 20 * SECOND));
    sas.addAll(kept);
    before.add(new Holdings(299 * SECOND, kept, gateways, clients, books));
    sas.add(new SaView("a", true, "acme", "c1", 5, 6, 0, 299 * SECOND));
    Verdict verdict = judge(new SasConsistent("s", END));
    assertThat(verdict.observed()).isEqualTo("1 pairs agree, 1 being set up or deleted");
    assertThat(verdict.passed()).isTrue();
    before.clear();
    assertThat(judge(new SasConsistent("s", END)).passed()).as("the same for ten seconds").isFalse();
    sas.removeAll(kept);
    before.add(new Holdings(299 * SECOND, List.of(), gateways, clients, books));
    assertThat(judge(new SasConsistent("s", END)).observed())
        .isEqualTo("not evaluated: no pair is at both ends, 1 are being set up or deleted");
  }

  @Test
  void whatIsKeptMustBeAccountedFor() {
    client("c1");
    sas.add(new SaView("a", true, "acme", "c1", 1, 2, 0, 20 * SECOND));
    gateways.add(gateway(1, 0, 1));
    assertThat(judge(new NothingLeaks("n", END)).observed()).isEqualTo("1 clients are connected, and all is theirs");
    gateways.set(0, gateway(3, 1, 4));
    assertThat(judge(new NothingLeaks("n", END)).observed()).isEqualTo("1 clients are connected; sessions of gateways: "
        + "3 instead of 1; sessions half open: 1 instead of 0; IPsec SPIs that a knows: 4 instead of 1");
    before.add(new Holdings(295 * SECOND, sas, List.of(gateway(3, 0, 1)), clients, books));
    assertThat(judge(new NothingLeaks("n", END)).observed()).isEqualTo("1 clients are connected; sessions of gateways: "
        + "3 instead of 1; only just now sessions half open: 1 instead of 0; IPsec SPIs that a knows: 4 instead of 1");
    before.add(new Holdings(298 * SECOND, sas, List.of(gateway(0, 0, 1)), clients, books));
    assertThat(judge(new NothingLeaks("n", END)).passed()).as("too many and too few is a coming and going").isTrue();
  }

  /** Who is off sends no Stop: as many records as it had sessions may stay open, and no more. */
  @Test
  void aCrashExcusesNoMoreOpenRecordsThanItHadSessions() {
    var view = view("c1", 9, 9, 0);
    clients.add(new ClientView(view.client(), "home", "acme", "user", true, 1, 1, 0, 0, 0, 0, 9, 9, 0, 0, 0,
        view.endedUsage(), Map.of(), 0, 0, List.of()));
    sas.add(new SaView("a", true, "acme", "c1", 1, 2, 0, 20 * SECOND));
    gateways.add(gateway(1, 0, 1));
    for (int i = 0; i < 3; i++) {
      books.add(new AccountingView("r", "s" + i, "user", "acme", true, false, 0, 0, 0, 0, 0, 0, 0));
    }
    before.add(new Holdings(100 * SECOND - 1, List.of(), List.of(gateway(2, 0, 2)), List.of(), List.of()));
    assertThat(judge(new NothingLeaks("n", END)).passed()).isTrue();
    before.set(0, new Holdings(100 * SECOND - 1, List.of(), List.of(gateway(1, 0, 1)), List.of(), List.of()));
    assertThat(judge(new NothingLeaks("n", END)).observed())
        .endsWith("accounting sessions that have not ended: 3 instead of 1 to 2");
  }

  private static GatewayView gateway(long sessions, long halfOpen, long spis) {
    return new GatewayView("a", Math.min(1, sessions), sessions, halfOpen, sessions, spis, OptionalLong.of(0));
  }
}
