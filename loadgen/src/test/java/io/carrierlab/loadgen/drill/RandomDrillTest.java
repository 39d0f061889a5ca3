package io.carrierlab.loadgen.drill;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.RandomDrill.Kind;
import io.carrierlab.loadgen.drill.RandomDrill.Spot;
import io.carrierlab.loadgen.drill.RandomDrill.Targets;
import io.carrierlab.loadgen.drill.RandomDrill.Unit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomDrillTest {
  private static final List<Spot> NODES = List.of(new Spot("pe1", "pe1"), new Spot("pe2", "pe2"));
  private static final List<Spot> LINKS = List.of(new Spot("p1--p2", "p1--p2"), new Spot("lan", "lan"),
      new Spot("pe1:ge9", "lan"), new Spot("pe2:ge9", "lan"));

  private static RandomDrill drill(int count, boolean overlap, Kind... kinds) {
    return new RandomDrill(count, ofSeconds(60), ofSeconds(240), Arrays.stream(kinds).map(kind ->
        new Targets(kind, spots(kind))).toList(), ofSeconds(10), ofSeconds(40), overlap);
  }

  private static List<Spot> spots(Kind kind) {
    return switch (kind) {
      case CRASH, SATURATE, CLEAR_SAS -> NODES;
      case CUT, BLACK_HOLE, FLAP -> LINKS;
      case DEGRADE -> LINKS.subList(0, 2);
      case PREEMPT -> List.of(new Spot("pe1 outside", "pe1"));
    };
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void everyFaultIsHealedInTime(long seed) {
    List<Unit> units = drill(5, true, Kind.values()).draw(seed);
    assertThat(units).hasSize(5).isEqualTo(drill(5, true, Kind.values()).draw(seed));
    for (Unit unit : units) {
      assertThat(unit.fault().at()).isBetween(ofSeconds(60), ofSeconds(240));
      assertThat(unit.until()).isBetween(unit.fault().at(), ofSeconds(240));
      boolean byItself = switch (unit.fault()) {
        case Fault.Flap _, Fault.Saturate _, Fault.ClearSas _, Fault.Preempt _ -> true;
        case Fault.Cut _, Fault.BlackHole _, Fault.Degrade _, Fault.Crash _, Fault.Restore _, Fault.Restart _,
            Fault.PowerCycle _ -> false;
      };
      assertThat(unit.heal().isEmpty()).isEqualTo(byItself);
      unit.heal().ifPresent(heal -> assertThat(heal.place()).isEqualTo(unit.fault().place()));
    }
  }

  /** Else one restoration would heal what another fault has broken. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void neverTwoAtOnePlace(long seed) {
    List<Unit> units = drill(6, true, Kind.CUT, Kind.CRASH).draw(seed);
    for (Unit a : units) {
      for (Unit b : units) {
        boolean one = a != b && (a.fault().place().equals(b.fault().place()) || List.of(a, b).stream()
            .map(unit -> unit.fault().place().name()).allMatch(name -> name.equals("lan") || name.endsWith(":ge9"))
            && List.of(a, b).stream().anyMatch(unit -> unit.fault().place().name().equals("lan")));
        assertThat(one && a.fault().at().compareTo(b.until()) <= 0 && b.fault().at().compareTo(a.until()) <= 0)
            .as("%s and %s", a, b).isFalse();
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void oneAfterTheOtherUnlessTheyMayOverlap(long seed) {
    List<Unit> units = drill(3, false, Kind.CUT, Kind.CRASH, Kind.FLAP).draw(seed);
    for (int i = 1; i < units.size(); i++) {
      assertThat(units.get(i).fault().at()).isGreaterThan(units.get(i - 1).until());
    }
  }

  @Test
  void seedsDifferAndKindsComeAll() {
    Set<List<Unit>> scripts = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    for (long seed = 1; seed <= 200; seed++) {
      List<Unit> units = drill(3, true, Kind.values()).draw(seed);
      scripts.add(units);
      units.forEach(unit -> kinds.add(unit.fault().kind()));
    }
    assertThat(scripts).hasSize(200);
    assertThat(kinds).containsExactlyInAnyOrder(Arrays.stream(Kind.values()).map(Kind::text).toArray(String[]::new));
  }

  @Test
  void aDrillWithoutRoomHasFewerFaults() {
    assertThat(drill(50, false, Kind.CRASH).draw(1)).hasSizeBetween(3, 18);
  }
}
