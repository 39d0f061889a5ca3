package io.carrierlab.loadgen.drill;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.carrierlab.loadgen.drill.RandomDrill.Kind;
import io.carrierlab.loadgen.drill.RandomDrill.Spot;
import io.carrierlab.loadgen.drill.RandomDrill.Targets;
import io.carrierlab.loadgen.drill.RandomDrill.Unit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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

  /** The fabric refuses less than a link has. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void aBadLinkIsNoFasterThanItWas(long seed) {
    var satellite = new Spot("isp1--sky", "isp1--sky", ofMillis(120));
    var drill = new RandomDrill(3, ofSeconds(60), ofSeconds(240), List.of(new Targets(Kind.DEGRADE,
        List.of(satellite))), ofSeconds(10), ofSeconds(40), false);
    assertThat(drill.draw(seed)).isNotEmpty().allSatisfy(unit ->
        assertThat(((Fault.Degrade) unit.fault()).delay().orElseThrow()).isIn(ofMillis(120), ofMillis(200)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void whatIsDrawnIsAllowed(long seed) {
    for (boolean overlap : new boolean[] {true, false}) {
      RandomDrill drill = drill(5, overlap, Kind.values());
      assertThat(drill.allows(drill.draw(seed))).isTrue();
    }
  }

  private static Unit cut(String where, int from, int until) {
    return new Unit(new Fault.Cut(ofSeconds(from), where), Optional.of(new Fault.Restore(ofSeconds(until), where)));
  }

  static Stream<Arguments> scripts() {
    Unit crash = new Unit(new Fault.Crash(ofSeconds(95), "pe1"), Optional.of(new Fault.Restart(ofSeconds(120),
        "pe1")));
    Unit preempt = new Unit(new Fault.Preempt(ofSeconds(100), "pe1", "outside"), Optional.empty());
    return Stream.of(arguments("in time", true, List.of(cut("lan", 60, 240))),
        arguments("too early", false, List.of(cut("lan", 59, 80))),
        arguments("too late", false, List.of(cut("lan", 210, 241))),
        arguments("healed too soon", false, List.of(cut("lan", 90, 99))),
        arguments("over by itself", true, List.of(preempt)),
        arguments("one after the other", true, List.of(cut("lan", 70, 90), cut("lan", 91, 110))),
        arguments("one heals the other", false, List.of(cut("lan", 70, 90), cut("lan", 90, 110))),
        arguments("two ends of a LAN", true, List.of(cut("pe1:ge9", 70, 90), cut("pe2:ge9", 80, 100))),
        arguments("a LAN and its end", false, List.of(cut("pe1:ge9", 70, 90), cut("lan", 80, 100))),
        arguments("two places", true, List.of(cut("p1--p2", 70, 110), crash)),
        arguments("a node that is off", false, List.of(crash, preempt)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void allowsWhatItCouldDraw(String name, boolean allowed, List<Unit> units) {
    assertThat(drill(2, true, Kind.values()).allows(units)).isEqualTo(allowed);
    boolean apart = name.equals("one after the other") || units.size() == 1;
    assertThat(drill(2, false, Kind.values()).allows(units)).isEqualTo(allowed && apart);
  }

  @Test
  void aDrillWithoutRoomHasFewerFaults() {
    assertThat(drill(50, false, Kind.CRASH).draw(1)).hasSizeBetween(3, 18);
  }
}
