package io.carrierlab.node.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.Network;
import java.time.Duration;
import java.util.ArrayList;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTest {
  private record Mark(int second) implements PortMessage.OfDevice {}

  @ParameterizedTest(name = "{0} threads, serialize {1}")
  @CsvSource({"2, false", "4, false", "4, true", "7, false"})
  void isTheSameRunAtAnyNumberOfThreads(int threads, boolean serialize) {
    assertEquals(hash(1, 1, false), hash(1, threads, serialize));
  }

  @Test
  void isAnotherRunWithAnotherSeed() {
    assertNotEquals(hash(1, 1, false), hash(2, 1, false));
  }

  @Test
  void runsWhatIsDueAtTheEndAndNothingLater() {
    var options = new Network.Options(1, 2, false, true);
    var ran = new ArrayList<Integer>();
    try (var network = new Network(Ring.of(3, Duration.ofMillis(10), 0), options, (node, config) ->
        Behaviors.receive(PortMessage.class).onMessage(Mark.class, mark -> {
          ran.add(mark.second());
          return Behaviors.same();
        }).build())) {
      for (int second = 1; second <= 3; second++) {
        network.tell(0, Duration.ofSeconds(second), new Mark(second));
      }
      network.runUntil(Duration.ofSeconds(2));
      assertEquals(java.util.List.of(1, 2), ran);
      network.runUntil(Duration.ofSeconds(3));
      assertEquals(java.util.List.of(1, 2, 3), ran);
    }
  }

  private static long hash(long seed, int threads, boolean serialize) {
    var options = new Network.Options(seed, threads, serialize, true);
    try (var network = new Network(Ring.of(200, Duration.ofMillis(10), 0.2), options, Ring::device)) {
      network.runUntil(Duration.ofSeconds(20));
      network.runUntil(Duration.ofSeconds(31));
      return network.traceHash();
    }
  }
}
