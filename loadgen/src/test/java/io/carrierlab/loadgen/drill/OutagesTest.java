package io.carrierlab.loadgen.drill;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.Evidence.Gap;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arithmetic of outages. The run lasts 120 s; flows are 100 packets/s with a latency of 7 ms unless said otherwise. */
class OutagesTest {
  private static final long LATENCY = 7_000_000;
  private static final Traffic STEADY = traffic(10, 100, 1);

  private record Row(String name, FlowRecord flow, List<Fault> faults, Outcome outcome, String observed) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    Fault cut = new Fault.Cut(ofSeconds(30), "p1--p2");
    Fault restore = new Fault.Restore(ofSeconds(60), "p1--p2");
    return Stream.of(
        // The last packet before is sent at 29.99 s, the first after at 33 s: arrivals 29.997 and 33.007.
        new Row("cut and back", lost(STEADY, 30, 33), List.of(cut), Outcome.PASS, "outage 3010 ms, 300 packets lost"),
        new Row("too long", lost(STEADY, 30, 36), List.of(cut), Outcome.FAIL, "outage 6010 ms, 600 packets lost"),
        new Row("too short for atLeast", lost(STEADY, 30, 30.1), List.of(cut), Outcome.FAIL,
            "outage 110 ms, 10 packets lost"),
        new Row("no packet lost", lost(STEADY, 0, 0), List.of(cut), Outcome.FAIL, "outage 10 ms, 0 packets lost"),
        new Row("loss sets in later", lost(STEADY, 32, 33.5), List.of(cut), Outcome.PASS,
            "outage 1510 ms, 150 packets lost"),
        new Row("a longer gap after the next fault is not ours", lost(STEADY, 30, 31.5, 60, 80),
            List.of(cut, restore), Outcome.PASS, "outage 1510 ms, 150 packets lost"),
        new Row("a longer gap before the fault is not ours", lost(STEADY, 12, 25, 30, 31.5), List.of(cut),
            Outcome.PASS, "outage 1510 ms, 150 packets lost"),
        new Row("it lasts into the next fault", lost(STEADY, 58.5, 62), List.of(new Fault.Cut(ofSeconds(30), "x"),
            restore), Outcome.PASS,
            "outage 3510 ms, 350 packets lost; it lasted into the next fault, restore p1--p2 at 60 s"),
        new Row("fault before the first packet", lost(traffic(31, 100, 1), 31, 33), List.of(cut), Outcome.PASS,
            "outage 2007 ms, 200 packets lost"),
        new Row("first packet lost with an earlier start", lost(traffic(29.5, 100, 1), 0, 32), List.of(cut),
            Outcome.PASS, "outage 2007 ms, 200 packets lost"),
        new Row("bursts of 50 each second", lost(new Traffic("f", "a1", "a2", ofSeconds(10), ofSeconds(100),
            ofSeconds(1), 100, 50), 30, 32), List.of(cut), Outcome.PASS, "outage 2999.951 ms, 100 packets lost"),
        new Row("no arrival after", lost(STEADY, 30, 999), List.of(cut), Outcome.FAIL, "nothing arrived any more: "
            + "silent for 70010 ms until the flow or the run ended, 7000 packets lost"),
        new Row("nothing ever arrived", lost(STEADY, 0, 999), List.of(cut), Outcome.NOT_EVALUATED,
            "not evaluated: no packet of the flow ever arrived, 9000 were sent"),
        new Row("the flow was over", lost(traffic(10, 20, 1), 0, 0), List.of(cut), Outcome.NOT_EVALUATED,
            "not evaluated: no packet of the flow was under way between the fault and the end"),
        new Row("the flow began after the next fault", lost(traffic(70, 100, 1), 0, 0), List.of(cut, restore),
            Outcome.NOT_EVALUATED, "not evaluated: no packet of the flow was under way between the fault and the "
            + "next one, restore p1--p2 at 60 s"),
        new Row("no such fault", lost(STEADY, 30, 33), List.of(restore), Outcome.NOT_EVALUATED,
            "not evaluated: there was no fault at 30 s"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void measures(Row row) {
    Verdict verdict = Outages.judge(expectation("f"), seen(row.flow(), row.faults()));
    assertThat(verdict.observed()).isEqualTo(row.observed());
    assertThat(verdict.outcome()).isEqualTo(row.outcome());
  }

  @Test
  void saysWhatItExpectsAndShowsTheGap() {
    Verdict verdict = Outages.judge(expectation("f"), seen(lost(STEADY, 30, 33),
        List.of(new Fault.Cut(ofSeconds(30), "p1--p2"))));
    assertThat(verdict.what()).isEqualTo("flow f is silent for 1000 ms to 4000 ms after the fault at 30 s");
    var gap = (Gap) verdict.evidence().getFirst();
    assertThat(gap.fromNanos()).isEqualTo(29_997_000_000L);
    assertThat(gap.toNanos()).isEqualTo(33_007_000_000L);
    assertThat(gap.totals()).isEqualTo(new Evidence.FlowTotals(9000, 8700, 300, 0));
    assertThat(gap.around().counts()).contains(0).hasSizeLessThanOrEqualTo(120);
  }

  @Test
  void knowsNoFlowOfAnotherName() {
    Verdict verdict = Outages.judge(expectation("g"), seen(lost(STEADY, 30, 33), List.of()));
    assertThat(verdict.observed()).isEqualTo("not evaluated: there is no flow g");
  }

  @Test
  void whatIsOnItsWayAtTheEndOfTheRunIsNoOutage() {
    Traffic toTheEnd = traffic(10, 120, 1);
    var sent = new Times.Log();
    var receiver = new FlowRecord.Receiver(20_000);
    for (long at = 10 * SampleRun.SECOND; at < SampleRun.END; at += 10_000_000) {
      if (at + 50_000_000 < SampleRun.END) {
        receiver.arrived(sent.count(), at, at + 50_000_000);
      }
      sent.add(at);
    }
    Verdict verdict = Outages.judge(expectation("f"), seen(FlowRecord.of(toTheEnd, sent, receiver),
        List.of(new Fault.Cut(ofSeconds(30), "p1--p2"))));
    assertThat(verdict.observed()).isEqualTo("outage 10 ms, 0 packets lost");
  }

  @Test
  void countsDuplicatesApartAndBoundsSequenceNumbers() {
    var sent = new Times.Log();
    var receiver = new FlowRecord.Receiver(3);
    for (int i = 0; i < 3; i++) {
      sent.add(i * 10L);
    }
    receiver.arrived(2, 20, 31);
    receiver.arrived(0, 0, 40);
    receiver.arrived(2, 20, 50);
    receiver.arrived(Integer.MAX_VALUE, 0, 60);
    receiver.arrived(-1, 0, 70);
    var flow = FlowRecord.of(STEADY, sent, receiver);
    assertThat(flow).isEqualTo(new FlowRecord(STEADY, 3, 3, Times.of(31, 40), Times.of(10),
        Optional.of(new FlowRecord.Latency(11, 25, 40))));
  }

  @Test
  void manyArrivalsAreQuick() {
    var sent = new Times.Log();
    var receiver = new FlowRecord.Receiver(1_000_000);
    for (int i = 0; i < 1_000_000; i++) {
      long at = 10 * SampleRun.SECOND + i * 100_000L;
      receiver.arrived(i, at, at + LATENCY);
      sent.add(at);
    }
    Verdict verdict = Outages.judge(expectation("f"), seen(FlowRecord.of(STEADY, sent, receiver),
        List.of(new Fault.Cut(ofSeconds(30), "p1--p2"))));
    assertThat(verdict.observed()).isEqualTo("outage 0.1 ms, 0 packets lost");
  }

  private static Expectation.Outage expectation(String flow) {
    return new Expectation.Outage("e", flow, ofSeconds(30), ofSeconds(4), Optional.of(ofSeconds(1)));
  }

  private static Observations seen(FlowRecord flow, List<Fault> faults) {
    return new Observations(SampleRun.END, faults, List.of(), List.of(flow), List.of(),
        new IsolationRecord(0, List.of(), List.of()), List.of(), List.of(), List.of(), List.of(),
        Observations.DeviceRecord.NONE);
  }

  private static Traffic traffic(double start, int stop, int burst) {
    return new Traffic("f", "a1", "a2", SampleRun.seconds(start), ofSeconds(stop), ofMillis(10), 100, burst);
  }

  /** Packets sent in any of [from, to) pairs of seconds are lost. */
  private static FlowRecord lost(Traffic traffic, double... fromTo) {
    var sent = new Times.Log();
    var receiver = new FlowRecord.Receiver(1_000_000);
    for (Duration at = traffic.start(); at.compareTo(traffic.stop()) < 0; at = at.plus(traffic.every())) {
      for (int i = 0; i < traffic.burst(); i++) {
        boolean arrives = true;
        for (int k = 0; k < fromTo.length; k += 2) {
          arrives &= at.compareTo(SampleRun.seconds(fromTo[k])) < 0
              || at.compareTo(SampleRun.seconds(fromTo[k + 1])) >= 0;
        }
        if (arrives) {
          receiver.arrived(sent.count(), at.toNanos(), at.toNanos() + LATENCY + i * 1_000L);
        }
        sent.add(at.toNanos());
      }
    }
    return FlowRecord.of(traffic, sent, receiver);
  }
}
