package io.carrierlab.cluster.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> KNOWN = List.of("delay", "bandwidth", "loss", "A", "pe1");

  @Test
  void findsWhatIsAFewEditsAway() {
    assertThat(Nearest.to("dely", KNOWN)).isEqualTo("delay");
    assertThat(Nearest.to("dealy", KNOWN)).as("a swap is one edit").isEqualTo("delay");
    assertThat(Nearest.to("BANDWITH", KNOWN)).as("case costs nothing").isEqualTo("bandwidth");
    assertThat(Nearest.to("pe2", KNOWN)).isEqualTo("pe1");
  }

  @Test
  void findsNothingFarAway() {
    assertThat(Nearest.to("jitter", KNOWN)).isEmpty();
    assertThat(Nearest.to("B", KNOWN)).as("another word altogether").isEmpty();
    assertThat(Nearest.to("x".repeat(100_000), KNOWN)).isEmpty();
  }
}
