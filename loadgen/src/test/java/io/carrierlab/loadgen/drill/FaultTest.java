package io.carrierlab.loadgen.drill;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.fabric.Direction;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
  @Test
  void isWrittenAsScenariosHaveIt() {
    assertThat(List.<Fault>of(new Fault.Cut(ofMillis(83_500), "p1--p2"), new Fault.BlackHole(ofSeconds(1), "pe1:ge9"),
        new Fault.Degrade(ofSeconds(2), "l", OptionalDouble.of(0.05), Optional.of(ofMillis(200)),
            OptionalLong.of(1_000_000)),
        new Fault.Degrade(ofSeconds(2), "pe1:ge0", OptionalDouble.of(0.3), Optional.empty(), OptionalLong.empty()),
        new Fault.Degrade(ofSeconds(2), "l", OptionalDouble.empty(), Optional.empty(), OptionalLong.empty(),
            new Fault.Degrade.Disorder(ofMillis(20), 0.01, 0.05, 0.001)),
        new Fault.Cut(ofSeconds(2), "pe1:ge0", Direction.IN),
        new Fault.BlackHole(ofSeconds(2), "pe1:ge0", Direction.OUT),
        new Fault.Flap(ofSeconds(3), "l", 5, ofSeconds(2), ofMillis(2_500)),
        new Fault.PowerCycle(ofSeconds(4), "pe1", ofSeconds(10)),
        new Fault.Saturate(ofSeconds(5), "pe1", 0.9, ofSeconds(30)), new Fault.Preempt(ofSeconds(6), "pe2", "outside"),
        new Fault.ClearSas(ofSeconds(7), "pe1"))).extracting(Fault::text).containsExactly(
            "{ at: 83.5s, cut: p1--p2 }", "{ at: 1s, black-hole: \"pe1:ge9\" }",
            "{ at: 2s, degrade: l, loss: 5%, delay: 200ms, bandwidth: 1000000bps }",
            "{ at: 2s, degrade: \"pe1:ge0\", loss: 30% }",
            "{ at: 2s, degrade: l, jitter: 20ms, duplicate: 1%, reorder: 5%, corrupt: 0.1% }",
            "{ at: 2s, cut: \"pe1:ge0\", direction: in }", "{ at: 2s, black-hole: \"pe1:ge0\", direction: out }",
            "{ at: 3s, flap: l, times: 5, down: 2s, up: 2.5s }", "{ at: 4s, power-cycle: pe1, off: 10s }",
            "{ at: 5s, saturate: pe1, cpu: 90%, for: 30s }", "{ at: 6s, preempt: pe2, group: outside }",
            "{ at: 7s, clear-sas: pe1 }");
  }

  /** The schema wants no more than nine digits, and no more than six decimals. */
  @ParameterizedTest
  @CsvSource({"0, 0s", "1, 0.000001ms", "1500000, 1.5ms", "250000000, 250ms", "1000000000, 1s", "60000500000, 60.0005s",
      "60000000001, 60000.000001ms", "3600000001000, 3600.000001s"})
  void timesAreExactAndCanBeReadAgain(long nanos, String text) {
    assertThat(Words.time(ofNanos(nanos))).isEqualTo(text).matches("[0-9]{1,9}(\\.[0-9]{1,6})?(ms|s)");
  }

  @Test
  void whatLastsIsPerformedInSteps() {
    var flap = new Fault.Flap(ofSeconds(10), "l", 2, ofSeconds(2), ofSeconds(3));
    assertThat(flap.steps()).containsExactly(new Fault.Cut(ofSeconds(10), "l"), new Fault.Restore(ofSeconds(12), "l"),
        new Fault.Cut(ofSeconds(15), "l"), new Fault.Restore(ofSeconds(17), "l"));
    assertThat(flap.until()).isEqualTo(ofSeconds(17));
    var cycle = new Fault.PowerCycle(ofSeconds(4), "pe1", ofSeconds(10));
    assertThat(cycle.steps()).containsExactly(new Fault.Crash(ofSeconds(4), "pe1"),
        new Fault.Restart(ofSeconds(14), "pe1"));
    assertThat(new Fault.Cut(ofSeconds(1), "l").until()).isEqualTo(ofSeconds(1));
  }

  @Test
  void anEndIsAPlaceOfItsOwn() {
    assertThat(new Fault.Cut(ofSeconds(1), "pe1:ge0/1").place()).isEqualTo(new Fault.Place.End("pe1", "ge0/1"));
    assertThat(new Fault.Cut(ofSeconds(1), "p1--p2#2").place()).isEqualTo(new Fault.Place.Link("p1--p2#2"));
  }
}
