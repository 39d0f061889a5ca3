package io.carrierlab.loadgen.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Figures as people say them. */
public final class DrillWords {
  private DrillWords() {}

  /** Three digits are as many as anybody remembers: {@code 2.61 s}, {@code 38 s}. */
  static String seconds(long nanos) {
    return digits(nanos, 9) + " s";
  }

  /** A time of the run, to a tenth of a second: {@code 120.4 s}. */
  static String moment(long nanos) {
    return BigDecimal.valueOf(nanos, 9).setScale(1, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString() + " s";
  }

  private static String digits(long nanos, int decimals) {
    BigDecimal exact = BigDecimal.valueOf(nanos, decimals);
    BigDecimal rounded = exact.abs().compareTo(BigDecimal.valueOf(100)) >= 0 ? exact.setScale(0, RoundingMode.HALF_UP)
        : exact.round(new MathContext(3, RoundingMode.HALF_UP));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** {@code 10,000}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 node}, {@code 2 nodes}. */
  public static String count(long number, String one, String many) {
    return count(number) + " " + (number == 1 ? one : many);
  }

  /** {@code a}, {@code a and b}, {@code a, b and 7 more}. */
  static String some(List<String> names, int keep) {
    if (names.size() <= keep) {
      return names.size() < 2 ? String.join("", names)
          : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }
    return String.join(", ", names.subList(0, keep)) + " and " + (names.size() - keep) + " more";
  }
}
