package io.carrierlab.node.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AgendaTest {
  private static final Comparator<TimedEvent> ORDER = Comparator.<TimedEvent>comparingLong(event -> event.atNanos)
      .thenComparingInt(event -> event.source).thenComparingLong(event -> event.sequence);

  /** Against a sorted list: events are added, taken and cancelled by chance. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void hasTheEarliestEventFirstAndForgetsCancelledOnes(long seed) {
    var random = new SplittableRandom(seed);
    var agenda = new Agenda();
    var reference = new ArrayList<TimedEvent>();
    for (int step = 0; step < 5_000; step++) {
      switch (random.nextInt(reference.isEmpty() ? 1 : 4)) {
        case 0, 1 -> {
          var event = new TimerEvent(null, () -> { }, 0);
          event.atNanos = random.nextInt(50);
          event.source = random.nextInt(3);
          event.sequence = step;
          agenda.add(event);
          reference.add(event);
        }
        case 2 -> agenda.remove(reference.remove(random.nextInt(reference.size())));
        default -> {
          reference.sort(ORDER);
          assertThat(agenda.poll()).isSameAs(reference.removeFirst());
        }
      }
      assertThat(agenda.size()).isEqualTo(reference.size());
    }
  }
}
