package io.carrierlab.loadgen.report;

import java.math.BigDecimal;

/** Nanoseconds as exact decimal seconds, without trailing zeros: {@code 30}, {@code 30.1}, {@code 0.000000001}. */
final class Seconds {
  private Seconds() {}

  static BigDecimal of(long nanos) {
    return decimal(nanos, 9);
  }

  /** The same in milliseconds. */
  static BigDecimal millis(long nanos) {
    return decimal(nanos, 6);
  }

  private static BigDecimal decimal(long nanos, int decimals) {
    var value = BigDecimal.valueOf(nanos, decimals).stripTrailingZeros();
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  /** @throws ArithmeticException if it has more than nine decimals or does not fit */
  static long nanos(BigDecimal seconds) {
    return seconds.movePointRight(9).longValueExact();
  }
}
