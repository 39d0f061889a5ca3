package io.carrierlab.loadgen.drill;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** How verdicts write quantities: exact, with a unit, never rounded. */
public final class Words {
  private Words() {}

  static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString() + " s";
  }

  public static String seconds(Duration duration) {
    return seconds(duration.toNanos());
  }

  static String millis(long nanos) {
    return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString() + " ms";
  }

  /** As scenario files write it, exact, with six decimals at most: {@code 1.5s}, {@code 250ms}. */
  static String time(Duration duration) {
    long nanos = duration.toNanos();
    boolean seconds = nanos == 0 || nanos >= 1_000_000_000L && nanos % 1_000 == 0;
    return BigDecimal.valueOf(nanos, seconds ? 9 : 6).stripTrailingZeros().toPlainString() + (seconds ? "s" : "ms");
  }

  /** A share of 1 as a percentage. */
  static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
  }

  /** As a value in a flow mapping of YAML: in quotes unless it is a plain name. */
  static String quoted(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9_-]*") ? text : "\"" + text + "\"";
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
