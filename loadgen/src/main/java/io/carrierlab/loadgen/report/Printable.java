package io.carrierlab.loadgen.report;

/** Text from anybody, for a terminal: nothing of it moves the cursor, sets a title or turns the writing round. */
public final class Printable {
  private Printable() {}

  /** The same, with what is no visible character as {@code \\u001b}. */
  public static String of(String text) {
    if (text.codePoints().allMatch(Printable::isPrintable)) {
      return text;
    }
    var shown = new StringBuilder();
    text.codePoints().forEach(point -> {
      if (isPrintable(point)) {
        shown.appendCodePoint(point);
      } else {
        shown.append(String.format("\\u%04x", point));
      }
    });
    return shown.toString();
  }

  /** The same for several lines. */
  public static String lines(String text) {
    return String.join("\n", text.lines().map(Printable::of).toList());
  }

  public static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> false;
      default -> true;
    };
  }
}
