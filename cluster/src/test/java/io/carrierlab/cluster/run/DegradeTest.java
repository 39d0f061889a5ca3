package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.FlowRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A link goes bad from 20 s to 40 s and is good again then: 50 packets of 1,000 octets in a second. */
class DegradeTest {
  private static final String NETWORK = """
      name: degrade
      seed: 1
      duration: 60s
      nodes:
        c1: { kind: ce, statics: [{ to: 10.2.0.0/16, via: 10.0.0.2 }] }
        c2: { kind: ce, statics: [{ to: 10.1.0.0/16, via: 10.0.0.1 }] }
        "h[1..2]": { kind: host }
      links:
        - { name: l, ends: ["c1:ge0", "c2:ge0"], subnet: 10.0.0.0/30, bandwidth: 100Mbps, delay: 2ms }
        - { lan: one, ends: ["c1:lan0", "h1:eth0"], subnet: 10.1.0.0/16 }
        - { lan: two, ends: ["c2:lan0", "h2:eth0"], subnet: 10.2.0.0/16 }
      load:
        flows:
          - { name: f, from: h1, to: h2, rate: 50/s, size: 972B, start: 10s, stop: 55s }
      """;
  /** The other way. */
  private static final String BACK =
      "    - { name: back, from: h2, to: h1, rate: 50/s, size: 972B, start: 10s, stop: 55s }\n";
  private static final long SECOND = 1_000_000_000L;

  @TempDir
  Path folder;

  private FlowRecord flow(String how) throws IOException {
    return flows("", "l", how).getFirst();
  }

  private List<FlowRecord> flows(String more, String where, String how) throws IOException {
    return fault(more, "{ at: 20s, degrade: \"" + where + "\", " + how + " }, { at: 40s, restore: \"" + where + "\" }");
  }

  private List<FlowRecord> fault(String more, String faults) throws IOException {
    String drill = "drill: [" + faults + "]\n";
    return switch (Scenario.load(Files.writeString(folder.resolve("x.yaml"), NETWORK + more + drill), List.of())) {
      case Scenario.Loaded.Valid valid -> Examples.run(valid.scenario(), 2, false).seen().flows();
      case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
    };
  }

  /** All 750 of the last 15 s, and no later than they have to: what was bad is no longer felt. */
  private static void goodAgain(FlowRecord flow) {
    assertThat(flow.lostSentAt().between(41 * SECOND, 60 * SECOND)).isZero();
    for (int second = 41; second < 55; second++) {
      assertThat(flow.arrivals().between(second * SECOND, (second + 1) * SECOND)).isEqualTo(50);
    }
  }

  @Test
  void losesItsShareUntilItIsMended() throws IOException {
    FlowRecord flow = flow("loss: 20%");
    assertThat(flow.lostSentAt().before(20 * SECOND)).isZero();
    assertThat(flow.lost()).isBetween(150L, 250L);
    assertThat(flow.lostSentAt().between(40 * SECOND, 60 * SECOND)).isZero();
    goodAgain(flow);
  }

  /** A dirty fibre: what the other end sends arrives. */
  @ParameterizedTest
  @ValueSource(strings = {"c1:ge0", "c1:lan0"})
  void ofOneEndIsWhatItSends(String end) throws IOException {
    List<FlowRecord> flows = flows(BACK, end, "loss: 30%");
    FlowRecord out = flows.get(end.equals("c1:ge0") ? 0 : 1);
    assertThat(out.lost()).isBetween(250L, 350L);
    goodAgain(out);
    assertThat(flows.get(end.equals("c1:ge0") ? 1 : 0).lost()).isZero();
  }

  /** What is on the wire stays there, so nothing is lost, and order is kept. */
  @Test
  void delaysUntilItIsMended() throws IOException {
    FlowRecord flow = flow("delay: 300ms");
    assertThat(flow.lost()).isZero();
    assertThat(flow.latency().orElseThrow().minNanos()).isLessThan(5_000_000L);
    assertThat(flow.latency().orElseThrow().maxNanos()).isBetween(302_000_000L, 305_000_000L);
    assertThat(flow.arrivals().between(20_010_000_000L, 20_300_000_000L)).isZero();
    assertThat(flow.arrivals().between(40_300_000_000L, 41_300_000_000L)).isEqualTo(50);
    goodAgain(flow);
  }

  /** 64 kbit/s are 8 of the 50 packets a second; a thousand wait, for two minutes, and are gone with the bad times. */
  @Test
  void bandwidthComesBackAtOnce() throws IOException {
    FlowRecord flow = flow("bandwidth: 64kbps");
    assertThat(flow.arrivals().between(21 * SECOND, 40 * SECOND)).isBetween(145, 160);
    assertThat(flow.lostSentAt().between(40_001_000_000L, 60 * SECOND)).isZero();
    assertThat(flow.lost()).isBetween(830L, 850L);
    goodAgain(flow);
  }

  /** 50 packets a second are 20 ms apart: with up to 300 ms of jitter many would change places, and none does. */
  @Test
  void jitterKeepsTheOrderUnlessReorderSaysOtherwise() throws IOException {
    FlowRecord late = flow("jitter: 300ms");
    assertThat(late.lost()).isZero();
    assertThat(late.latency().orElseThrow().maxNanos()).isBetween(250_000_000L, 305_000_000L);
    goodAgain(late);
  }

  @ParameterizedTest
  @ValueSource(strings = {"delay: 300ms, reorder: 30%", "jitter: 300ms, reorder: 30%", "duplicate: 20%"})
  void whatIsReorderedOrTwiceIsNotLost(String how) throws IOException {
    FlowRecord flow = flow(how);
    assertThat(flow.lost()).isZero();
    goodAgain(flow);
  }

  /** Headers and UDP have checksums, so what is changed on its way is lost, and nothing else is. */
  @Test
  void whatIsCorruptedIsFoundOut() throws IOException {
    FlowRecord flow = flow("corrupt: 20%");
    assertThat(flow.lostSentAt().before(20 * SECOND)).isZero();
    assertThat(flow.lost()).isBetween(150L, 250L);
    goodAgain(flow);
  }

  @ParameterizedTest
  @CsvSource({"cut, out", "cut, in", "black-hole, out", "black-hole, in"})
  void aFaultOfOneDirectionLeavesTheOther(String fault, String direction) throws IOException {
    List<FlowRecord> flows = fault(BACK, "{ at: 20s, " + fault + ": \"c1:ge0\", direction: " + direction
        + " }, { at: 40s, restore: \"c1:ge0\" }");
    FlowRecord broken = flows.get(direction.equals("out") ? 0 : 1);
    FlowRecord other = flows.get(direction.equals("out") ? 1 : 0);
    assertThat(broken.lost()).isEqualTo(1_000);
    // Who has no light has no carrier, and does not send either.
    assertThat(other.lost()).isEqualTo(fault.equals("cut") ? 1_000 : 0);
    goodAgain(broken);
    goodAgain(other);
  }
}
