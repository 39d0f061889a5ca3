package io.carrierlab.cluster.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How values of tables are written for people: a word in every cell, times with their units. */
final class Cells {
  private static final String NOTHING = "-";
  private static final String SECONDS = "-seconds";
  private static final String MILLIS = "-ms";
  private static final int[] UNITS = {86_400, 3_600, 60};
  private static final String[] LETTERS = {"d", "h", "m"};

  private Cells() {}

  static boolean isNothing(Object value) {
    return value == null || value.equals("") || value instanceof Collection<?> list && list.isEmpty();
  }

  /** The unit stands beside the value, not in the heading. */
  static String heading(String column) {
    return withoutUnit(column).toUpperCase(Locale.ROOT);
  }

  private static String withoutUnit(String column) {
    return column.endsWith(SECONDS) ? column.substring(0, column.length() - SECONDS.length())
        : column.endsWith(MILLIS) ? column.substring(0, column.length() - MILLIS.length()) : column;
  }

  static String text(String column, Object value) {
    if (isNothing(value)) {
      return NOTHING;
    }
    return switch (value) {
      case Boolean flag -> flag ? "yes" : "no";
      case Collection<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(" "));
      case Map<?, ?> counts -> counts.entrySet().stream().map(each -> each.getKey() + " " + each.getValue())
          .collect(Collectors.joining(", "));
      case Number number when column.endsWith(SECONDS) -> time(new BigDecimal(number.toString()));
      case Number number when column.endsWith(MILLIS) -> time(new BigDecimal(number.toString()).movePointLeft(3));
      default -> value.toString();
    };
  }

  /** {@code 30ms}, {@code 7.5s}, {@code 1m40.002s}, {@code 2d0h0m1s}. */
  static String time(BigDecimal span) {
    BigDecimal seconds = span.setScale(3, RoundingMode.HALF_UP);
    if (seconds.signum() < 0) {
      return "-" + time(seconds.negate());
    }
    if (seconds.signum() > 0 && seconds.compareTo(BigDecimal.ONE) < 0) {
      return seconds.movePointRight(3).toBigInteger() + "ms";
    }
    var text = new StringBuilder();
    for (int unit = 0; unit < UNITS.length; unit++) {
      BigDecimal[] parts = seconds.divideAndRemainder(BigDecimal.valueOf(UNITS[unit]));
      if (parts[0].signum() > 0 || !text.isEmpty()) {
        text.append(parts[0].toBigInteger()).append(LETTERS[unit]);
      }
      seconds = parts[1];
    }
    return text.append(seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString()).append('s')
        .toString();
  }
}
