package io.carrierlab.loadgen.drill;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.Expectation.Accounting;
import io.carrierlab.loadgen.drill.Expectation.Answered;
import io.carrierlab.loadgen.drill.Expectation.ClientOutage;
import io.carrierlab.loadgen.drill.Expectation.Connected;
import io.carrierlab.loadgen.drill.Expectation.Count;
import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Expectation.Duplicates;
import io.carrierlab.loadgen.drill.Expectation.Failed;
import io.carrierlab.loadgen.drill.Expectation.HsrpActive;
import io.carrierlab.loadgen.drill.Expectation.HsrpTakeover;
import io.carrierlab.loadgen.drill.Expectation.Isolation;
import io.carrierlab.loadgen.drill.Expectation.Lost;
import io.carrierlab.loadgen.drill.Expectation.NoReachability;
import io.carrierlab.loadgen.drill.Expectation.NothingLeaks;
import io.carrierlab.loadgen.drill.Expectation.Outage;
import io.carrierlab.loadgen.drill.Expectation.Path;
import io.carrierlab.loadgen.drill.Expectation.Reachability;
import io.carrierlab.loadgen.drill.Expectation.ReconnectRate;
import io.carrierlab.loadgen.drill.Expectation.SasConsistent;
import io.carrierlab.loadgen.drill.Expectation.SentToDead;
import io.carrierlab.loadgen.drill.Expectation.SingleActive;
import io.carrierlab.loadgen.drill.Expectation.Whose;
import io.carrierlab.loadgen.drill.Expectation.WrongWay;
import io.carrierlab.loadgen.drill.Observations.AccessSample;
import io.carrierlab.loadgen.drill.Observations.Answer;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.drill.Observations.DeviceRecord;
import io.carrierlab.loadgen.drill.Observations.Holdings;
import io.carrierlab.loadgen.drill.Observations.PathRecord;
import io.carrierlab.loadgen.drill.Observations.Ping;
import io.carrierlab.loadgen.drill.Observations.Silence;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import io.carrierlab.node.inspect.GatewayView;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.loadgen.lab.Journal.Event;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.ike.IkeFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was not measured is no verdict: every kind of expectation with every kind of absence. The run ends at 300 s. */
class AbsenceTest {
  private static final Duration END = ofSeconds(300);
  private static final Optional<String> ALL = Optional.empty();
  private static final Optional<String> NOBODY = Optional.of("nobody");

  /** Each kind once. @param late asks for what comes after the end of the run */
  private record Row(Expectation expectation, Optional<Expectation> late) {
    @Override
    public String toString() {
      return expectation.getClass().getSimpleName();
    }
  }

  private static Row row(Expectation expectation, Expectation late) {
    return new Row(expectation, Optional.of(late));
  }

  private static List<Row> each(Duration at, Duration late) {
    var whose = new Whose.Clients(ALL);
    return List.of(
        row(new Reachability("e", List.of("h1", "h2"), at), new Reachability("e", List.of("h1", "h2"), late)),
        row(new NoReachability("e", List.of("h1"), List.of("h2"), at),
            new NoReachability("e", List.of("h1"), List.of("h2"), late)),
        row(new Path("e", "h1", "h2", List.of("h1", "h2"), at), new Path("e", "h1", "h2", List.of("h1", "h2"), late)),
        row(new Outage("e", "f", at, ofSeconds(1), Optional.empty()),
            new Outage("e", "f", late, ofSeconds(1), Optional.empty())),
        row(count(What.SAS, "coke", at), count(What.SAS, "coke", late)),
        row(new Connected("e", ALL, 0, 9, at), new Connected("e", ALL, 0, 9, late)),
        row(new Failed("e", ALL, IkeFailure.DEAD_PEER, 0, 0, at), new Failed("e", ALL, IkeFailure.DEAD_PEER, 0, 0,
            late)),
        row(new Answered("e", ALL, false, at), new Answered("e", ALL, false, late)),
        row(new Accounting("e", at), new Accounting("e", late)),
        row(outage(at), outage(late)),
        row(new ReconnectRate("e", ALL, at, 0, 9), new ReconnectRate("e", ALL, late, 0, 9)),
        row(new HsrpActive("e", "outside", Optional.empty(), at), new HsrpActive("e", "outside", Optional.empty(),
            late)),
        row(new HsrpTakeover("e", "outside", "b", at, ofSeconds(3)), new HsrpTakeover("e", "outside", "b", late,
            ofSeconds(3))),
        row(new WrongWay("e", "b", "coke", "a", at, ofSeconds(1)), new WrongWay("e", "b", "coke", "a", late,
            ofSeconds(1))),
        row(new Lost("e", whose, 9, Duration.ZERO, at), new Lost("e", whose, 9, Duration.ZERO, late)),
        row(new Duplicates("e", whose, 9, at), new Duplicates("e", whose, 9, late)),
        row(new SasConsistent("e", at), new SasConsistent("e", late)),
        row(new NothingLeaks("e", at), new NothingLeaks("e", late)),
        new Row(new Isolation("e"), Optional.empty()),
        new Row(new SingleActive("e", "outside", Duration.ZERO), Optional.empty()),
        new Row(new SentToDead("e", "a", 9), Optional.empty()));
  }

  private static Count count(What of, String vrf, Duration at) {
    return new Count("e", "a", of, Optional.of(vrf), 0, 0, at);
  }

  private static ClientOutage outage(Duration after) {
    return new ClientOutage("e", ALL, after, Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.of(ofSeconds(60)), Optional.of(new ClientOutage.Affected(0, 0)));
  }

  static Stream<Row> rows() {
    return each(END, END.plusSeconds(1)).stream();
  }

  @Test
  void everyKindIsHere() {
    assertThat(rows().map(row -> row.expectation.getClass().getName()))
        .containsAll(Stream.of(Expectation.class.getPermittedSubclasses()).map(Class::getName).toList());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void ofNothingNothingIsKnown(Row row) {
    Verdict verdict = judge(row.expectation, new Seen());
    assertThat(verdict.outcome()).isNotEqualTo(Outcome.PASS);
    // That no router said it was active is known: routers say so by themselves.
    if (!(row.expectation instanceof HsrpActive || row.expectation instanceof HsrpTakeover)) {
      assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_EVALUATED);
      assertThat(verdict.observed()).contains("not evaluated: ");
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aTimeThatWasNeverReachedIsNotJudged(Row row) {
    row.late.ifPresent(late -> assertThat(judge(late, new Seen().full()).observed())
        .isEqualTo("not evaluated: 301 s was never reached: the run ended at 300 s"));
  }

  /** @param silent who says nothing; @param off it has no power */
  private record Quiet(Expectation expectation, String silent, boolean off, Outcome outcome, String why) {
    @Override
    public String toString() {
      return expectation.getClass().getSimpleName() + ", " + silent + (off ? " off" : " silent");
    }
  }

  static Stream<Quiet> quiets() {
    var whose = new Whose.Clients(ALL);
    var rows = new ArrayList<Quiet>();
    rows.add(new Quiet(count(What.SAS, "coke", END), "a", true, Outcome.NOT_EVALUATED, "a had no power"));
    rows.add(new Quiet(count(What.SAS, "coke", END), "a", false, Outcome.NOT_EVALUATED, "a did not answer"));
    for (Expectation each : List.of(new Failed("e", ALL, IkeFailure.DEAD_PEER, 0, 0, END),
        new Answered("e", ALL, false, END), new Lost("e", whose, 0, Duration.ZERO, END),
        new Duplicates("e", whose, 0, END), outage(ofSeconds(100)),
        new ReconnectRate("e", ALL, ofSeconds(100), 0, 9))) {
      rows.add(new Quiet(each, "c", false, Outcome.NOT_EVALUATED, "c did not answer"));
      rows.add(new Quiet(each, "c", true, Outcome.NOT_EVALUATED, "c had no power"));
    }
    // Whoever has no power has no tunnel and keeps nothing; of whoever is silent, nobody knows.
    rows.add(new Quiet(new Connected("e", ALL, 1, 1, END), "c", true, Outcome.FAIL, "0 of 1 connected, 1 without"));
    for (Expectation each : List.of(new SasConsistent("e", END), new NothingLeaks("e", END), new Isolation("e"))) {
      rows.add(new Quiet(each, "a", false, Outcome.NOT_EVALUATED, "a did not answer"));
    }
    rows.add(new Quiet(new Connected("e", ALL, 1, 1, END), "c", false, Outcome.NOT_EVALUATED, "c did not answer"));
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("quiets")
  void whoSaysNothingIsNamed(Quiet row) {
    assertThat(judge(row.expectation, new Seen().full()).outcome()).as("when all answer").isEqualTo(Outcome.PASS);
    Seen seen = new Seen().full();
    seen.silences.add(new Silence(END.toNanos(), row.silent, row.off));
    if (row.silent.equals("a")) {
      seen.counts.clear();
    } else {
      seen.access.set(0, new AccessSample(END.toNanos(), List.of(), List.of()));
    }
    Verdict verdict = judge(row.expectation, seen);
    assertThat(verdict.observed()).contains(row.why);
    assertThat(verdict.outcome()).isEqualTo(row.outcome);
  }

  /** A figure that nobody has given is no figure: a gateway that does not say what it keeps may keep anything. */
  @Test
  void whatAGatewayDoesNotSayIsNotZero() {
    Seen seen = new Seen().full();
    seen.holdings.replaceAll(look -> new Holdings(look.atNanos(), List.of(), List.of(), List.of(), List.of()));
    assertThat(judge(new NothingLeaks("e", END), seen).observed())
        .isEqualTo("not evaluated: a did not say what it keeps at 290 s");
    Evaluation.looks(END).forEach(look -> seen.silences.add(new Silence(look.toNanos(), "a", true)));
    assertThat(judge(new NothingLeaks("e", END), seen).passed()).as("it keeps nothing without power").isTrue();
  }

  static Stream<Expectation> empty() {
    var whose = new Whose.Clients(NOBODY);
    return Stream.of(new Connected("e", NOBODY, 0, 0, END), new Failed("e", NOBODY, IkeFailure.DEAD_PEER, 0, 0, END),
        new Answered("e", NOBODY, false, END), new Lost("e", whose, 0, Duration.ZERO, END),
        new Duplicates("e", whose, 0, END), new ReconnectRate("e", NOBODY, ofSeconds(100), 0, 9),
        count(What.SAS, "pepsi", END), count(What.ROUTES, "coke", END),
        new HsrpActive("e", "nobody", Optional.empty(), END), new Outage("e", "nobody", ofSeconds(100), END,
            Optional.empty()), new SentToDead("e", "b", 9));
  }

  @ParameterizedTest
  @MethodSource("empty")
  void ofWhatThereIsNotNothingIsJudged(Expectation expectation) {
    assertThat(judge(expectation, new Seen().full()).outcome()).isEqualTo(Outcome.NOT_EVALUATED);
  }

  /** @param askedAt and {@code crash}: seconds */
  private record Asked(double askedAt, int crash, String why) {}

  static Stream<Asked> asked() {
    return Stream.of(new Asked(299.5, 0, "asked 0.5 s before the end of the run"), new Asked(120, 110, "h1 had no "));
  }

  @ParameterizedTest
  @MethodSource("asked")
  void silenceIsNoIsolationWhereNobodyCouldAnswer(Asked row) {
    Seen seen = new Seen().full();
    seen.pings.add(new Ping("e", "h1", "h2", Math.round(row.askedAt * 1e9), new Answer.Silence()));
    if (row.crash > 0) {
      seen.faults.add(new Fault.Crash(ofSeconds(row.crash), "h1"));
    }
    for (Expectation each : List.of(new NoReachability("e", List.of("h1"), List.of("h2"), ofSeconds(120)),
        new Reachability("e", List.of("h1", "h2"), ofSeconds(120)))) {
      Verdict verdict = judge(each, seen);
      assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_EVALUATED);
      assertThat(verdict.observed()).contains(row.why);
    }
    var way = new Path("e", "h1", "h2", List.of("h1", "h2"), ofSeconds(120));
    seen.paths.add(new PathRecord("e", "h1", "h2", Math.round(row.askedAt * 1e9), List.of(), Optional.of("h1: sends")));
    assertThat(judge(way, seen).outcome()).isEqualTo(Outcome.NOT_EVALUATED);
    assertThat(judge(way, seen).observed()).contains(row.why.replace("asked", "sent"));
  }

  /** What a run has collected. */
  private static final class Seen {
    final List<Fault> faults = new ArrayList<>();
    final List<Ping> pings = new ArrayList<>();
    final List<PathRecord> paths = new ArrayList<>();
    final List<CountSample> counts = new ArrayList<>();
    final List<AccessSample> access = new ArrayList<>();
    final List<Holdings> holdings = new ArrayList<>();
    final List<Silence> silences = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private IsolationRecord isolation = new IsolationRecord(0, List.of(), List.of());

    /** Client c at gateway a all the time, with an answer to each request; VRF coke has no SA. */
    Seen full() {
      faults.add(new Fault.Cut(ofSeconds(100), "lan"));
      events.add(new Event(1, "c", new DeviceEvent.ClientConnected()));
      isolation = new IsolationRecord(5, List.of(), List.of());
      counts.add(new CountSample(END.toNanos(), "a", What.SAS, Optional.of("coke"), 0));
      var client = DrillExpectationsTest.view("c", 9, 9, 0);
      access.add(new AccessSample(END.toNanos(), List.of(client), List.of()));
      for (Duration look : Evaluation.looks(END)) {
        holdings.add(new Holdings(look.toNanos(), List.of(new SaView("a", true, "coke", "c", 1, 2, 0, 1),
            new SaView("c", false, "", "c", 2, 1, 0, 1)), List.of(new GatewayView("a", 1, 1, 0, 1, 1,
            OptionalLong.empty())), List.of(client), List.of()));
      }
      return this;
    }

    Observations observations() {
      return new Observations(END.toNanos(), faults, pings, List.of(), List.of(), isolation, paths, counts,
          List.of(), access, new DeviceRecord(events, holdings, List.of(), List.of(), silences));
    }
  }

  private static Verdict judge(Expectation expectation, Seen seen) {
    Topology two = DrillExpectationsTest.topology();
    List<NodeConfig> nodes = new ArrayList<>(two.nodes());
    for (int host = 1; host <= 2; host++) {
      nodes.add(new HostConfig("h" + host, host, 24, 0));
    }
    return Evaluation.evaluate(List.of(expectation), seen.observations(), new Topology("two", nodes, two.links(),
        List.of())).getFirst();
  }
}
