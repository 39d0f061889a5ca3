package io.carrierlab.cluster.source;

import io.carrierlab.loadgen.report.Printable;

/**
 * One thing that is wrong with the input.
 *
 * @param what is wrong
 * @param expected instead; may be empty
 * @param suggestion what was probably meant, without quotes; may be empty
 */
public record Problem(Position at, String what, String expected, String suggestion) {
  private static final int SHOWN = 60;

  /** Input text as messages show it: in quotes, cut when long, control characters escaped. */
  public static String quote(String text) {
    boolean isLong = text.codePointCount(0, text.length()) > SHOWN;
    String shown = isLong ? text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "..." : text;
    return '"' + Printable.of(shown) + '"';
  }

  /** {@code file:line:column: what; expected; did you mean "..."?} */
  @Override
  public String toString() {
    return Printable.of(at + ": " + what + (expected.isEmpty() ? "" : "; expected " + expected)
        + (suggestion.isEmpty() ? "" : "; did you mean " + quote(suggestion) + "?"));
  }
}
