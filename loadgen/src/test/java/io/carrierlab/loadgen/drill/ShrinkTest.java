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
    return shrink(units, most, _ -> true, fails);
  }

  private static Shrink.Result shrink(List<Unit> units, int most, Predicate<List<Unit>> rules,
      Predicate<List<Unit>> fails) {
    return Shrink.shortest(units, most, rules, candidates -> {
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
    assertThat(result.exhausted()).isTrue();
    assertThat(nodes(result.units())).contains("n0", "n63");
  }

  /** Of eight halves and quarters the first fails each time: three trials, however many were offered. */
  @Test
  void onlyTrialsThatWereNeededCount() {
    List<Unit> units = crashes(8).stream().map(unit -> new Unit(new Fault.ClearSas(ofSeconds(60),
        unit.fault().place().name()), Optional.empty())).toList();
    Shrink.Result result = shrink(units, 100, _ -> true, script -> nodes(script).contains("n0"));
    assertThat(nodes(result.units())).containsExactly("n0");
    assertThat(result.trials()).isEqualTo(3);
    assertThat(result.exhausted()).isFalse();
  }

  private static Unit cut(String where, long millis, long span) {
    return new Unit(new Fault.Cut(ofMillis(millis), where), Optional.of(new Fault.Restore(ofMillis(millis + span),
        where)));
  }

  private static RandomDrill drill(boolean overlap) {
    var spots = List.of(new RandomDrill.Spot("lan", "lan"), new RandomDrill.Spot("pe1:ge9", "lan"),
        new RandomDrill.Spot("p1--p2", "p1--p2"));
    return new RandomDrill(3, ofSeconds(65), ofSeconds(200), List.of(new RandomDrill.Targets(RandomDrill.Kind.CUT,
        spots)), ofSeconds(3), ofSeconds(40), overlap);
  }

  /** What is told to the operator is a script that the drill could have drawn, and so is all that was tried for it. */
  @ParameterizedTest
  @CsvSource({"pe1:ge9, true", "pe1:ge9, false", "p1--p2, true", "p1--p2, false"})
  void everyScriptKeepsTheRulesOfTheDrill(String second, boolean overlap) {
    RandomDrill drill = drill(overlap);
    List<Unit> units = List.of(cut("lan", 66_300, 11_000), cut(second, 79_700, 25_000), cut("lan", 112_900, 30_000));
    assertThat(drill.allows(units)).isTrue();
    Shrink.Result result = shrink(units, 500, drill::allows, script -> {
      assertThat(drill.allows(script)).as("%s", script).isTrue();
      return script.size() == 3;
    });
    assertThat(result.units()).hasSize(3);
    assertThat(drill.allows(result.units())).isTrue();
    assertThat(result.units().getFirst().fault().at()).isBetween(ofSeconds(65), ofMillis(66_300));
  }

  /** Two faults are needed as they were drawn, but one is enough at a rounder time. */
  @Test
  void leavesOutMoreAfterFaultsHaveMoved() {
    List<Unit> units = List.of(cut("a", 83_400, 4_000), cut("b", 97_500, 4_000));
    Shrink.Result result = shrink(units, 500, script -> script.size() == 2
        || script.getFirst().fault().at().equals(ofSeconds(60)));
    assertThat(result.units()).hasSize(1);
  }
}
