package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.RandomDrill.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks for the shortest script that still fails: first without units (ddmin, Zeller and Hildebrandt 2002), until none
 * can be left out, then with faults that heal sooner and begin at rounder times. A fault always stays with what heals
 * it: a network that nobody mends fails, and that tells nothing.
 *
 * <p>Pure: whether a script fails is asked of somebody else, several at a time, so that they may be tried side by side.
 */
public final class Shrink {
  /** Tries scripts. */
  @FunctionalInterface
  public interface Trial {
    /** The first of them that fails as the whole script did; empty if none does. */
    OptionalInt firstFailing(List<List<Unit>> candidates);
  }

  private static final long SECOND = 1_000_000_000L;
  private static final long[] SPANS = {SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 20 * SECOND};
  private static final long[] ROUND = {60 * SECOND, 10 * SECOND, 5 * SECOND, SECOND};

  private final Trial trial;
  private final int mostTrials;
  private final Predicate<List<Unit>> rules;
  private final Set<List<Unit>> passed = new HashSet<>();
  private int trials;
  private boolean exhausted;

  private Shrink(Trial trial, int mostTrials, Predicate<List<Unit>> rules) {
    this.trial = trial;
    this.mostTrials = mostTrials;
    this.rules = rules;
  }

  /**
   * What came of it.
   *
   * @param trials scripts that had to be tried for it, one after the other
   * @param exhausted no more could be tried, so that there may be a shorter one
   */
  public record Result(List<Unit> units, int trials, boolean exhausted) {
    public Result {
      units = List.copyOf(units);
    }
  }

  /**
   * The shortest script found. No unit of it can be left out, unless the trials were used up before.
   *
   * @param failing a script that fails
   * @param mostTrials scripts to try at most
   * @param rules what a script must keep to: those of the drill that it is from
   */
  public static Result shortest(List<Unit> failing, int mostTrials, Predicate<List<Unit>> rules, Trial trial) {
    var shrink = new Shrink(trial, mostTrials, rules);
    List<Unit> fewest = shrink.ddmin(failing);
    List<Unit> shortest = shrink.shortened(fewest);
    if (!shortest.equals(fewest)) {
      shortest = shrink.ddmin(shortest);       // what it took at one time it may not take at another
    }
    return new Result(shortest, shrink.trials, shrink.exhausted);
  }

  private Optional<List<Unit>> first(List<List<Unit>> candidates) {
    List<List<Unit>> worth = candidates.stream().filter(each -> !each.isEmpty() && !passed.contains(each)
        && rules.test(each)).distinct().toList();
    List<List<Unit>> fresh = worth.subList(0, Math.min(worth.size(), mostTrials - trials));
    OptionalInt found = fresh.isEmpty() ? OptionalInt.empty() : trial.firstFailing(fresh);
    passed.addAll(fresh.subList(0, found.orElse(fresh.size())));
    // Those tried side by side with the first that fails, and behind it, do not count: the same for any number of jobs.
    trials += found.isPresent() ? found.getAsInt() + 1 : fresh.size();
    exhausted |= found.isEmpty() && fresh.size() < worth.size();
    return found.isPresent() ? Optional.of(fresh.get(found.getAsInt())) : Optional.empty();
  }

  private List<Unit> ddmin(List<Unit> failing) {
    List<Unit> units = failing;
    int parts = 2;
    while (units.size() > 1) {
      var candidates = new ArrayList<List<Unit>>();
      List<List<Unit>> subsets = split(units, parts);
      candidates.addAll(subsets);
      for (int i = 0; i < subsets.size() && parts > 2; i++) {
        var rest = new ArrayList<>(units);
        rest.removeAll(subsets.get(i));
        candidates.add(rest);
      }
      Optional<List<Unit>> found = first(candidates);
      if (found.isPresent()) {
        boolean subset = found.get().size() <= (units.size() + parts - 1) / parts;
        units = found.get();
        parts = subset ? 2 : Math.max(2, Math.min(parts - 1, units.size()));
      } else if (parts < units.size()) {
        parts = Math.min(units.size(), 2 * parts);
      } else {
        break;
      }
    }
    return units;
  }

  /** In so many parts, as equal as can be. */
  private static List<List<Unit>> split(List<Unit> units, int parts) {
    var subsets = new ArrayList<List<Unit>>();
    for (int i = 0; i < parts; i++) {
      subsets.add(List.copyOf(units.subList(units.size() * i / parts, units.size() * (i + 1) / parts)));
    }
    return subsets;
  }

  private List<Unit> shortened(List<Unit> failing) {
    List<Unit> units = failing;
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get(i);
      long span = unit.until().minus(unit.fault().at()).toNanos();
      var sooner = new ArrayList<List<Unit>>();
      for (long shorter : SPANS) {
        if (shorter < span) {
          sooner.add(with(units, i, moved(unit, unit.fault().at().toNanos(), shorter)));
        }
      }
      units = first(sooner).orElse(units);
      unit = units.get(i);
      long at = unit.fault().at().toNanos();
      long left = unit.until().toNanos() - at;
      Set<Long> rounder = new HashSet<>();
      var candidates = new ArrayList<List<Unit>>();
      for (long whole : ROUND) {
        long rounded = at / whole * whole;
        if (rounded > 0 && rounded < at && rounder.add(rounded)) {
          candidates.add(with(units, i, moved(unit, rounded, left)));
        }
      }
      units = first(candidates).orElse(units);
    }
    return units;
  }

  private static List<Unit> with(List<Unit> units, int index, Unit unit) {
    var changed = new ArrayList<>(units);
    changed.set(index, unit);
    return List.copyOf(changed);
  }

  /** The unit at another time, and healed after so long. */
  private static Unit moved(Unit unit, long atNanos, long spanNanos) {
    Duration at = Duration.ofNanos(atNanos);
    Duration end = Duration.ofNanos(atNanos + spanNanos);
    Optional<Fault> heal = unit.heal().map(healing -> switch (healing) {
      case Fault.Restart(_, String node) -> new Fault.Restart(end, node);
      case Fault.Restore(_, String where) -> new Fault.Restore(end, where);
      case Fault other -> throw new IllegalArgumentException(other.what() + " heals nothing");
    });
    Fault fault = switch (unit.fault()) {
      case Fault.Cut it -> new Fault.Cut(at, it.where(), it.direction());
      case Fault.BlackHole it -> new Fault.BlackHole(at, it.where(), it.direction());
      case Fault.Restore(_, String where) -> new Fault.Restore(at, where);
      case Fault.Degrade it -> new Fault.Degrade(at, it.where(), it.loss(), it.delay(), it.bitsPerSecond(),
          it.disorder());
      case Fault.Flap it -> flap(it, at, spanNanos);
      case Fault.Crash(_, String node) -> new Fault.Crash(at, node);
      case Fault.Restart(_, String node) -> new Fault.Restart(at, node);
      case Fault.PowerCycle(_, String node, _) -> new Fault.PowerCycle(at, node, Duration.ofNanos(spanNanos));
      case Fault.Saturate it -> new Fault.Saturate(at, it.node(), it.share(), Duration.ofNanos(spanNanos));
      case Fault.ClearSas(_, String node) -> new Fault.ClearSas(at, node);
      case Fault.Preempt(_, String node, String group) -> new Fault.Preempt(at, node, group);
    };
    return new Unit(fault, heal);
  }

  /** Fewer times, each as long as it was. */
  private static Fault flap(Fault.Flap it, Duration at, long spanNanos) {
    long both = it.down().plus(it.up()).toNanos();
    int times = Math.clamp((spanNanos + it.up().toNanos()) / both, 1, it.times());
    return new Fault.Flap(at, it.where(), times, it.down(), it.up());
  }
}
