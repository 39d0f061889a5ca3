package io.carrierlab.loadgen.drill;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.RandomDrill.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShrinkTest {
  private static Unit crash(String node, int second) {
    return new Unit(new Fault.Crash(ofSeconds(second), node),
        Optional.of(new Fault.Restart(ofSeconds(second + 30), node)));
  }

  private static List<Unit> crashes(int count) {
    var units = new ArrayList<Unit>();
    for (int i = 0; i < count; i++) {
      units.add(crash("n" + i, 61 + i));
    }
    return units;
  }

  private static Set<String> nodes(List<Unit> units) {
    return units.stream().map(unit -> unit.fault().place().name()).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Shrink.Result shrink(List<Unit> units, int most, Predicate<List<Unit>> fails) {
    return Shrink.shortest(units, most, candidates -> {
      for (int i = 0; i < candidates.size(); i++) {
        if (fails.test(candidates.get(i))) {
          return OptionalInt.of(i);
        }
      }
      return OptionalInt.empty();
    });
  }

  /** What is left is what the failure needs, wherever that stands among the others. */
  @ParameterizedTest
  @CsvSource({"1, n0", "2, n1", "8, n5", "8, n0 n7", "9, n2 n3 n8", "20, n19", "20, n0 n10 n19"})
  void leavesOutWhatIsNotNeeded(int count, String needed) {
    Set<String> names = new TreeSet<>(List.of(needed.split(" ")));
    Shrink.Result result = shrink(crashes(count), 500, units -> nodes(units).containsAll(names));
    assertThat(nodes(result.units())).isEqualTo(names);
  }

  @Test
  void aFaultStaysWithWhatHealsItSoonerAndRounder() {
    var exact = new Unit(new Fault.Crash(ofMillis(83_400), "pe1"),
        Optional.of(new Fault.Restart(ofMillis(117_900), "pe1")));
    Shrink.Result result = shrink(List.of(exact), 100, units -> {
      Unit unit = units.getFirst();
      return unit.until().minus(unit.fault().at()).compareTo(ofSeconds(4)) >= 0
          && unit.fault().at().compareTo(ofSeconds(75)) >= 0;
    });
    assertThat(RandomDrill.script(result.units())).extracting(Fault::text)
        .containsExactly("{ at: 80s, crash: pe1 }", "{ at: 85s, restart: pe1 }");
  }

  @Test
  void aFailureOfNoneIsNotAsked() {
    shrink(crashes(4), 100, units -> {
      assertThat(units).isNotEmpty();
      return true;
    });
  }

  @Test
  void noMoreTrialsThanAllowed() {
    Shrink.Result result = shrink(crashes(64), 10, units -> nodes(units).containsAll(List.of("n0", "n63")));
    assertThat(result.trials()).isEqualTo(10);
    assertThat(nodes(result.units())).contains("n0", "n63");
  }
}
