package io.carrierlab.cluster.source;

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
    var shown = new StringBuilder("\"");
    text.codePoints().limit(SHOWN).forEach(c -> {
      if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
        shown.append(String.format("\\u%04x", c));
      } else {
        shown.appendCodePoint(c);
      }
    });
    return shown.append(text.codePointCount(0, text.length()) > SHOWN ? "...\"" : "\"").toString();
  }

  /** {@code file:line:column: what; expected; did you mean "..."?} */
  @Override
  public String toString() {
    return at + ": " + what + (expected.isEmpty() ? "" : "; expected " + expected)
        + (suggestion.isEmpty() ? "" : "; did you mean " + quote(suggestion) + "?");
  }
}
