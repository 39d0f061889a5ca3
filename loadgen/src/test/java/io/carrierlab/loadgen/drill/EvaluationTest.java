package io.carrierlab.loadgen.drill;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.Evidence.Matrix;
import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Evidence.Way;
import io.carrierlab.loadgen.drill.Expectation.Count;
import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Expectation.Isolation;
import io.carrierlab.loadgen.drill.Expectation.NoReachability;
import io.carrierlab.loadgen.drill.Expectation.Path;
import io.carrierlab.loadgen.drill.Expectation.Reachability;
import io.carrierlab.loadgen.drill.Observations.Answer;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.drill.Observations.Delivery;
import io.carrierlab.loadgen.drill.Observations.Hop;
import io.carrierlab.loadgen.drill.Observations.PathRecord;
import io.carrierlab.loadgen.drill.Observations.Ping;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationTest {
  private static final long AT = 10 * SampleRun.SECOND;
  private static final IsolationRecord CLEAN = new IsolationRecord(5, List.of(), List.of());
  private static final List<String> WAY = List.of("a1", "ce-a1", "pe1");

  /** What was seen, in short. */
  private record Seen(List<Ping> pings, List<Delivery> deliveries, IsolationRecord isolation, List<PathRecord> paths,
      List<CountSample> counts) {
    Observations observations() {
      return new Observations(SampleRun.END, List.of(), pings, List.of(), deliveries, isolation, paths, counts,
          List.of(), List.of(), Observations.DeviceRecord.NONE);
    }
  }

  private record Row(String name, Expectation expectation, Seen seen, Outcome outcome, String observed) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(reachability(), noReachability(), isolation(), paths(), counts()).flatMap(List::stream);
  }

  private static List<Row> reachability() {
    var pair = new Reachability("e", List.of("a1", "a2"), ofSeconds(10));
    Ping back = ping("a2", "a1", reply("a1"));
    return List.of(
        new Row("all answer", pair, pings(ping("a1", "a2", reply("a2")), back), Outcome.PASS,
            "2 of 2 pairs answered"),
        new Row("second try counts", pair, pings(ping("a1", "a2", silence()), ping("a1", "a2", reply("a2")), back),
            Outcome.PASS, "2 of 2 pairs answered"),
        new Row("one is silent", pair, pings(ping("a1", "a2", silence()), back), Outcome.FAIL,
            "1 of 2 pairs answered; a1 to a2: no reply"),
        new Row("an ICMP error is no answer", pair,
            pings(ping("a1", "a2", new Answer.Refused(AT, "pe1", "host unreachable")), back), Outcome.FAIL,
            "1 of 2 pairs answered; a1 to a2: host unreachable from pe1"),
        new Row("the other customer's host answers", pair, pings(ping("a1", "a2", reply("b2")), back), Outcome.FAIL,
            "1 of 2 pairs answered; a1 to a2: answered by b2, which has the same address"),
        new Row("those of one list by those of the other", new Reachability("e", List.of("a1"), List.of("a2"),
            ofSeconds(10)), pings(ping("a1", "a2", reply("a2"))), Outcome.PASS, "1 of 1 pair answered"),
        new Row("a pair was never asked", pair, pings(back), Outcome.NOT_EVALUATED,
            "not evaluated: 1 of 2 pairs answered; a1 to a2: never asked"),
        new Row("unknown host", new Reachability("e", List.of("a1", "a9"), ofSeconds(10)), pings(),
            Outcome.NOT_EVALUATED, "not evaluated: there is no host a9"),
        new Row("a router is no host", new Reachability("e", List.of("a1", "pe1"), ofSeconds(10)), pings(),
            Outcome.NOT_EVALUATED, "not evaluated: there is no host pe1"),
        new Row("one host alone", new Reachability("e", List.of("a1"), ofSeconds(10)), pings(),
            Outcome.NOT_EVALUATED, "not evaluated: there is no pair of different hosts"),
        new Row("after the end", new Reachability("e", List.of("a1", "a2"), ofSeconds(121)), pings(),
            Outcome.NOT_EVALUATED, "not evaluated: 121 s was never reached: the run ended at 120 s"),
        new Row("others' pings do not count", new Reachability("other", List.of("a1", "a2"), ofSeconds(10)),
            pings(ping("a1", "a2", reply("a2")), back), Outcome.NOT_EVALUATED,
            "not evaluated: 0 of 2 pairs answered; a1 to a2: never asked; a2 to a1: never asked"));
  }

  private static List<Row> noReachability() {
    var apart = new NoReachability("e", List.of("a1"), List.of("b2", "b3"), ofSeconds(10));
    Ping third = ping("a1", "b3", silence());
    return List.of(
        new Row("silence", apart, pings(ping("a1", "b2", silence()), third), Outcome.PASS,
            "2 of 2 pairs kept apart"),
        new Row("own host with that address", apart, pings(ping("a1", "b2", reply("a2")), third), Outcome.PASS,
            "2 of 2 pairs kept apart"),
        new Row("answered", apart, pings(ping("a1", "b2", reply("b2")), third), Outcome.FAIL,
            "1 of 2 pairs kept apart; a1 to b2: answered by b2"),
        new Row("answered by another forbidden host", apart, pings(ping("a1", "b2", reply("b3")), third),
            Outcome.FAIL, "1 of 2 pairs kept apart; a1 to b2: answered by b3"),
        new Row("arrived without an answer", apart,
            new Seen(List.of(ping("a1", "b2", silence()), third), List.of(new Delivery("a1", "b2", 3)), CLEAN,
                List.of(), List.of()), Outcome.FAIL,
            "1 of 2 pairs kept apart; a1 to b2: 3 packets arrived, though none was answered"),
        new Row("not asked", apart, pings(third), Outcome.NOT_EVALUATED,
            "not evaluated: 1 of 2 pairs kept apart; a1 to b2: never asked"));
  }

  private static List<Row> isolation() {
    var isolation = new Isolation("e");
    return List.of(
        new Row("no leak", isolation, new Seen(List.of(), List.of(), CLEAN, List.of(), List.of()), Outcome.PASS,
            "none did, of 5 arrivals of VPN packets"),
        new Row("nothing was checked", isolation, new Seen(List.of(), List.of(),
            new IsolationRecord(0, List.of(), List.of()), List.of(), List.of()), Outcome.NOT_EVALUATED,
            "not evaluated: no packet of a VPN was seen, so nothing was checked"));
  }

  private static List<Row> paths() {
    var path = new Path("e", "a1", "pe1", WAY, ofSeconds(10));
    return List.of(
        new Row("the way", path, path(WAY, ""), Outcome.PASS, "it went so"),
        new Row("another way", path, path(List.of("a1", "ce-a1", "pe2"), ""), Outcome.FAIL,
            "it went a1 - ce-a1 - pe2"),
        new Row("dropped at the end", path, path(WAY, "no route"), Outcome.FAIL,
            "it went a1 - ce-a1 - pe1, and was dropped at pe1: no route"),
        new Row("dropped at once", path, path(List.of(), "no ARP reply"), Outcome.FAIL,
            "it was nowhere seen, and was dropped at a1: no ARP reply"),
        new Row("not traced", path, pings(), Outcome.NOT_EVALUATED, "not evaluated: no packet was traced"),
        new Row("unknown node", new Path("e", "a1", "x", List.of("a1", "x"), ofSeconds(10)), pings(),
            Outcome.NOT_EVALUATED, "not evaluated: there is no node x"),
        new Row("path after the end", new Path("e", "a1", "pe1", WAY, ofSeconds(300)), path(WAY, ""),
            Outcome.NOT_EVALUATED, "not evaluated: 300 s was never reached: the run ended at 120 s"));
  }

  private static List<Row> counts() {
    var six = new Count("e", "pe1", What.ROUTES, Optional.of("A"), 6, 6, ofSeconds(10));
    return List.of(
        new Row("as many", six, counted(AT, 6), Outcome.PASS, "6 routes"),
        new Row("too few", six, counted(AT, 5), Outcome.FAIL, "5 routes"),
        new Row("too many", six, counted(AT, 7), Outcome.FAIL, "7 routes"),
        new Row("read at another time", six, counted(AT - 1, 6), Outcome.NOT_EVALUATED,
            "not evaluated: pe1 gave no count of routes in VRF A at that time"),
        new Row("unknown VRF", new Count("e", "pe1", What.ROUTES, Optional.of("C"), 6, 6, ofSeconds(10)),
            counted(AT, 6), Outcome.NOT_EVALUATED, "not evaluated: pe1 has no VRF C"),
        new Row("count of an unknown node", new Count("e", "pe9", What.LABELS, Optional.empty(), 1, 9,
            ofSeconds(10)), counted(AT, 6), Outcome.NOT_EVALUATED, "not evaluated: there is no node pe9"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void judges(Row row) {
    Verdict verdict = judge(row.expectation(), row.seen().observations());
    assertThat(verdict.observed()).isEqualTo(row.observed());
    assertThat(verdict.outcome()).isEqualTo(row.outcome());
    assertThat(verdict.passed()).isEqualTo(row.outcome() == Outcome.PASS);
  }

  @Test
  void namesALeakAndTheImportBehindIt() {
    Verdict verdict = Evaluation.evaluate(List.of(new Isolation("e")), SampleRun.leaking(),
        SampleNetwork.leaking()).getFirst();
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.observed()).contains("a packet of VPN A from a2 arrived at ce-b3:ge0 (VPN B)",
        "via link ce-b3--pe3 at 31 s", "57 frames of A at places of VPN B",
        "likely cause: VRF A on pe2 imports 65000:200, which VPN B exports (VRF B on pe1; VRF B on pe2; VRF B on pe3)");
    var tables = verdict.evidence().stream().map(Table.class::cast).toList();
    assertThat(tables.get(0).rows()).containsExactly(List.of("A", "VPN B", "57"));
    assertThat(tables.get(1).rows()).hasSize(1);
    assertThat(tables.get(2).rows()).hasSize(50);
    assertThat(tables.get(2).omitted()).isEqualTo(7);
  }

  @Test
  void judgesEverythingOfARunAndKeepsTheOrder() {
    List<Verdict> verdicts = Evaluation.evaluate(SampleRun.expectations(), SampleRun.healthy(),
        SampleNetwork.healthy());
    assertThat(verdicts).allMatch(Verdict::passed).extracting(Verdict::id)
        .containsExactlyElementsOf(SampleRun.expectations().stream().map(Expectation::id).toList());
    assertThat(verdicts.getFirst().evidence()).first().isInstanceOfSatisfying(Matrix.class,
        matrix -> assertThat(matrix.cells().get(0).get(1).text()).isEqualTo("answered after 16.4 ms, TTL 59"));
    assertThat(verdicts.get(4).evidence()).first().isInstanceOf(Way.class);
  }

  @Test
  void boundsTheEvidenceOfManyHosts() {
    var hosts = new ArrayList<String>();
    for (int i = 0; i < 60; i++) {
      hosts.add(List.of("a1", "a2", "a3", "b1", "b2", "b3").get(i % 6));
    }
    Verdict verdict = judge(new Reachability("e", hosts, ofSeconds(10)),
        pings(ping("a1", "a2", silence())).observations());
    assertThat(verdict.evidence()).first().isInstanceOfSatisfying(Table.class, table -> {
      assertThat(table.rows()).hasSize(200);
      assertThat(table.omitted()).isEqualTo(3000 - 200);
    });
  }

  @Test
  void writesRouteTargetsAsPeopleDo() {
    assertThat(Leaks.routeTarget(0x0002_fde8_0000_0064L)).isEqualTo("65000:100");
    assertThat(Leaks.routeTarget(0x0102_c000_0201_0007L)).isEqualTo("192.0.2.1:7");
    assertThat(Leaks.routeTarget(0x0202_0001_0000_0007L)).isEqualTo("65536:7");
    assertThat(Leaks.routeTarget(0x4300_0000_0000_0001L)).isEqualTo("0x4300000000000001");
  }

  private static Verdict judge(Expectation expectation, Observations seen) {
    return Evaluation.evaluate(List.of(expectation), seen, SampleNetwork.healthy()).getFirst();
  }

  private static Answer reply(String by) {
    return new Answer.Reply(AT + 5_000_000, by, 60);
  }

  private static Answer silence() {
    return new Answer.Silence();
  }

  private static Ping ping(String from, String to, Answer answer) {
    return new Ping("e", from, to, AT, answer);
  }

  private static Seen pings(Ping... pings) {
    return new Seen(List.of(pings), List.of(), CLEAN, List.of(), List.of());
  }

  private static Seen path(List<String> nodes, String dropped) {
    var hops = nodes.stream().map(node -> new Hop(node, AT, List.of("looked up"))).toList();
    return new Seen(List.of(), List.of(), CLEAN, List.of(new PathRecord("e", "a1", "pe1", AT, hops,
        Optional.of(dropped).filter(why -> !why.isEmpty()))), List.of());
  }

  private static Seen counted(long at, long value) {
    return new Seen(List.of(), List.of(), CLEAN, List.of(),
        List.of(new CountSample(at, "pe1", What.ROUTES, Optional.of("A"), value)));
  }
}
