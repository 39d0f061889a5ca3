package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Observations.Silence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Who was asked and did not answer: what rests on their answers is not evaluated, and says whose are missing. */
final class Silences {
  private final List<Silence> all;

  Silences(Observations seen) {
    all = seen.devices().silences();
  }

  /** Why nothing is known of nodes at a time; empty: all that were asked have answered. */
  Optional<String> why(Duration at, Predicate<String> nodes) {
    return text(all.stream().filter(each -> each.atNanos() == at.toNanos() && nodes.test(each.node())).toList());
  }

  /** The same, but for nodes that had no power: that they keep nothing then is known. */
  Optional<String> whyOn(Duration at, Predicate<String> nodes) {
    return text(all.stream().filter(each -> each.atNanos() == at.toNanos() && !each.off() && nodes.test(each.node()))
        .toList());
  }

  private static Optional<String> text(List<Silence> silences) {
    return silences.isEmpty() ? Optional.empty() : Optional.of(Words.some(silences.stream().map(each -> each.node()
        + (each.off() ? " had no power" : " did not answer")).toList(), 4));
  }

  /** It had no power. */
  boolean off(Duration at, String node) {
    return all.stream().anyMatch(each -> each.atNanos() == at.toNanos() && each.off() && each.node().equals(node));
  }
}
