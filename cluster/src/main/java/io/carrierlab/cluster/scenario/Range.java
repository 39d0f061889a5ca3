package io.carrierlab.cluster.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names with one range in them: {@code pe[1..3]} is pe1, pe2, pe3 and {@code pe[01..10]} pe01 to pe10. */
final class Range {
  static final int MAX = 100_000;
  private static final Pattern FORM = Pattern.compile("([^\\[\\]]*)\\[([0-9]{1,6})\\.\\.([0-9]{1,6})\\]([^\\[\\]]*)");

  private Range() {}

  static boolean isRange(String text) {
    return text.indexOf('[') >= 0;
  }

  /** How many names {@link #expand} makes; 0 if the range is not one. */
  static int count(String text) {
    var matcher = FORM.matcher(text);
    if (!isRange(text)) {
      return 1;
    }
    return matcher.matches() ? Math.clamp(1L + Integer.parseInt(matcher.group(3)) - Integer.parseInt(matcher.group(2)),
        0, MAX + 1) : 0;
  }

  /** The names in order, or the text itself if it has no range; empty if the range is not one. */
  static Optional<List<String>> expand(String text) {
    if (!isRange(text)) {
      return Optional.of(List.of(text));
    }
    int count = count(text);
    var matcher = FORM.matcher(text);
    if (!matcher.matches() || count == 0 || count > MAX) {
      return Optional.empty();
    }
    int from = Integer.parseInt(matcher.group(2));
    int to = Integer.parseInt(matcher.group(3));
    int width = matcher.group(2).length() > 1 && matcher.group(2).startsWith("0") ? matcher.group(2).length() : 0;
    var names = new ArrayList<String>(count);
    for (int i = from; i <= to; i++) {
      String digits = Integer.toString(i);
      names.add(matcher.group(1) + "0".repeat(Math.max(0, width - digits.length())) + digits + matcher.group(4));
    }
    return Optional.of(names);
  }
}
