package io.carrierlab.loadgen.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * A drill that a seed decides: so many faults between two times, each healed before the second one, so that the rest of
 * a run shows whether the network settles. It draws from a generator of its own: a run with the same faults written
 * down one by one is the same run.
 *
 * @param count of faults
 * @param from the first may begin then
 * @param until all are healed then
 * @param targets of each kind what it may be done to; a kind without any is not drawn
 * @param healLeast and {@code healMost}: how long a fault lasts
 * @param overlap a fault may begin while another is not healed; two of them never are at one place
 */
public record RandomDrill(int count, Duration from, Duration until, List<Targets> targets, Duration healLeast,
    Duration healMost, boolean overlap) {
  private static final long TENTH = 100_000_000L;
  private static final int TRIES = 200;
  private static final double[] SHARES = {0.5, 0.8, 0.9, 0.95};
  private static final double[] LOSSES = {0.01, 0.05, 0.2, 0.5};
  private static final int[] DELAYS_MS = {20, 50, 200};

  public RandomDrill {
    targets = List.copyOf(targets);
  }

  /** A kind of fault that can be drawn. */
  public enum Kind {
    CRASH, CUT, BLACK_HOLE, FLAP, DEGRADE, SATURATE, CLEAR_SAS, PREEMPT;

    /** As scenario files have it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Kind> of(String text) {
      for (Kind kind : values()) {
        if (kind.text().equals(text)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** What a kind of fault may be done to. */
  public record Targets(Kind kind, List<Spot> places) {
    public Targets {
      places = List.copyOf(places);
    }
  }

  /**
   * A place for faults.
   *
   * @param name of a node, of a link or of an end of a LAN, {@code NODE:IF}; of preemption, {@code NODE GROUP}
   * @param whole the node, or the link that the end is of: a fault of the whole is one of all its parts
   * @param delay of the link, which cannot become less; zero for nodes
   */
  public record Spot(String name, String whole, Duration delay) {
    /** Of a node. */
    public Spot(String name, String whole) {
      this(name, whole, Duration.ZERO);
    }

    boolean clashes(Spot other) {
      return whole.equals(other.whole) && (name.equals(other.name) || name.equals(whole) || other.name.equals(whole));
    }
  }

  /**
   * A fault with what heals it: they are drawn together, and a shorter script leaves out both or none.
   *
   * @param heal empty: it heals by itself
   */
  public record Unit(Fault fault, Optional<Fault> heal) {
    /** When it is over. */
    public Duration until() {
      return heal.map(Fault::at).orElse(fault.until());
    }

    public List<Fault> faults() {
      return heal.map(it -> List.of(fault, it)).orElse(List.of(fault));
    }
  }

  /** What the seed makes of it, by time of the faults. Fewer than {@link #count} where there is no room for more. */
  public List<Unit> draw(long seed) {
    var random = new SplittableRandom(seed ^ 0x6a09_e667_f3bc_c909L);
    List<Targets> usable = targets.stream().filter(each -> !each.places().isEmpty()).toList();
    var units = new ArrayList<Unit>();
    var spots = new ArrayList<Spot>();
    for (int tries = 0; units.size() < count && tries < TRIES * count && !usable.isEmpty(); tries++) {
      Targets of = usable.get(random.nextInt(usable.size()));
      Spot spot = of.places().get(random.nextInt(of.places().size()));
      Unit unit = draw(random, of.kind(), spot);
      boolean room = inTime(unit);
      for (int i = 0; i < units.size() && room; i++) {
        room = beside(unit, spot, units.get(i), spots.get(i));
      }
      if (room) {
        units.add(unit);
        spots.add(spot);
      }
    }
    units.sort(Comparator.comparing(unit -> unit.fault().at()));
    return units;
  }

  /** Whether a seed could draw them: each in time and not healed sooner than faults are, and with room for another. */
  public boolean allows(List<Unit> units) {
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get(i);
      boolean lasts = switch (unit.fault()) {
        case Fault.Flap _, Fault.ClearSas _, Fault.Preempt _, Fault.Restore _, Fault.Restart _ -> false;
        case Fault.Cut _, Fault.BlackHole _, Fault.Degrade _, Fault.Crash _, Fault.PowerCycle _, Fault.Saturate _ ->
            true;
      };
      if (!inTime(unit) || lasts && unit.fault().at().plus(healLeast).compareTo(unit.until()) > 0) {
        return false;
      }
      for (int j = 0; j < i; j++) {
        if (!beside(unit, spot(unit.fault()), units.get(j), spot(units.get(j).fault()))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean inTime(Unit unit) {
    return unit.fault().at().compareTo(from) >= 0 && unit.until().compareTo(until) <= 0;
  }

  private boolean beside(Unit a, Spot aSpot, Unit b, Spot bSpot) {
    return apart(a, b) || overlap && !aSpot.clashes(bSpot);
  }

  private Spot spot(Fault fault) {
    String place = fault.place().name();
    String name = fault instanceof Fault.Preempt preempt ? place + " " + preempt.group() : place;
    return targets.stream().flatMap(each -> each.places().stream()).filter(each -> each.name().equals(name))
        .findFirst().orElse(new Spot(name, place));
  }

  /** Units as a script, by time. */
  public static List<Fault> script(List<Unit> units) {
    return units.stream().flatMap(unit -> unit.faults().stream()).sorted(Comparator.comparing(Fault::at)).toList();
  }

  private static boolean apart(Unit a, Unit b) {
    return a.until().compareTo(b.fault().at()) < 0 || b.until().compareTo(a.fault().at()) < 0;
  }

  private Unit draw(SplittableRandom random, Kind kind, Spot spot) {
    String place = spot.name();
    long span = tenths(random, healLeast.toNanos(), healMost.toNanos());
    long latest = Math.max(from.toNanos(), until.toNanos() - span);
    Duration at = Duration.ofNanos(tenths(random, from.toNanos(), latest));
    Duration end = at.plusNanos(span);
    return switch (kind) {
      case CRASH -> new Unit(new Fault.Crash(at, place), Optional.of(new Fault.Restart(end, place)));
      case CUT -> new Unit(new Fault.Cut(at, place), Optional.of(new Fault.Restore(end, place)));
      case BLACK_HOLE -> new Unit(new Fault.BlackHole(at, place), Optional.of(new Fault.Restore(end, place)));
      case DEGRADE -> new Unit(new Fault.Degrade(at, place,
          OptionalDouble.of(LOSSES[random.nextInt(LOSSES.length)]),
          Optional.of(slower(spot, Duration.ofMillis(DELAYS_MS[random.nextInt(DELAYS_MS.length)]))),
          OptionalLong.empty()),
          Optional.of(new Fault.Restore(end, place)));
      case FLAP -> new Unit(flap(random, at, place, span), Optional.empty());
      case SATURATE -> new Unit(new Fault.Saturate(at, place, SHARES[random.nextInt(SHARES.length)],
          Duration.ofNanos(span)), Optional.empty());
      case CLEAR_SAS -> new Unit(new Fault.ClearSas(at, place), Optional.empty());
      case PREEMPT -> {
        int space = place.indexOf(' ');
        yield new Unit(new Fault.Preempt(at, place.substring(0, space), place.substring(space + 1)),
            Optional.empty());
      }
    };
  }

  /** A slow link keeps the delay that it has. */
  private static Duration slower(Spot link, Duration drawn) {
    return drawn.compareTo(link.delay()) < 0 ? link.delay() : drawn;
  }

  /** Down as long as up, three to six times within the span. */
  private static Fault flap(SplittableRandom random, Duration at, String place, long span) {
    int times = 3 + random.nextInt(4);
    long half = Math.max(TENTH, span / (2 * times - 1) / TENTH * TENTH);
    return new Fault.Flap(at, place, times, Duration.ofNanos(half), Duration.ofNanos(half));
  }

  /** A whole number of tenths of a second, so that people can read it. */
  private static long tenths(SplittableRandom random, long least, long most) {
    return least >= most ? least : least + random.nextLong((most - least) / TENTH + 1) * TENTH;
  }
}
