package io.carrierlab.loadgen.drill;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** How verdicts write quantities: exact, with a unit, never rounded. */
final class Words {
  private Words() {}

  static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + " s";
  }

  static String seconds(Duration duration) {
    return seconds(duration.toNanos());
  }

  static String millis(long nanos) {
    return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString() + " ms";
  }

  /** The first {@code keep} of them, and how many more there are. */
  static String some(List<String> all, int keep) {
    String first = String.join("; ", all.subList(0, Math.min(keep, all.size())));
    return all.size() <= keep ? first : first + "; and " + (all.size() - keep) + " more";
  }

  static String plural(long count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }
}
