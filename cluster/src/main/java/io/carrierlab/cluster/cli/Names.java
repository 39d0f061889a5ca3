package io.carrierlab.cluster.cli;

import io.carrierlab.cluster.source.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many names for people: in the order of their numbers, those that differ by their number only as one. */
final class Names {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(0|[1-9][0-9]{0,8})", Pattern.DOTALL);
  /** Of a list in a message. */
  private static final int MOST = 24;
  private static final int LINE = 100;
  /** Of a name without a number. */
  private static final int ALONE = -1;

  private Names() {}

  /** By the text before the number at the end, then by that number. */
  static <T> Comparator<T> order(Function<T, String> name) {
    return Comparator.comparing((T each) -> stem(name.apply(each)))
        .thenComparing(each -> name.apply(each).length()).thenComparing(name);
  }

  private static String stem(String name) {
    Matcher numbered = NUMBERED.matcher(name);
    return numbered.matches() ? numbered.group(1) : name;
  }

  /** As the names of nodes are written in scenarios: {@code p1, pe[1..3]}. */
  static List<String> ranges(Collection<String> names) {
    var texts = new ArrayList<String>();
    var runs = new TreeMap<String, List<Integer>>();
    names.stream().distinct().sorted(order(Function.identity())).forEach(name -> {
      Matcher numbered = NUMBERED.matcher(name);
      if (numbered.matches()) {
        runs.computeIfAbsent(numbered.group(1), any -> new ArrayList<>()).add(Integer.valueOf(numbered.group(2)));
      } else {
        runs.computeIfAbsent(name, any -> new ArrayList<>()).add(ALONE);
      }
    });
    runs.forEach((stem, numbers) -> {
      if (numbers.removeIf(number -> number == ALONE)) {
        texts.add(stem);
      }
      for (int from = 0; from < numbers.size();) {
        int to = from;
        while (to + 1 < numbers.size() && numbers.get(to + 1) == numbers.get(to) + 1) {
          to++;
        }
        texts.add(stem + (from == to ? numbers.get(from) : "[" + numbers.get(from) + ".." + numbers.get(to) + "]"));
        from = to + 1;
      }
    });
    return texts;
  }

  /** For a message: on one line, not all of them if there are many. */
  static String list(Collection<String> names) {
    List<String> all = ranges(names);
    return String.join(", ", all.subList(0, Math.min(MOST, all.size())))
        + (all.size() > MOST ? " and " + (all.size() - MOST) + " more" : "");
  }

  /** All of them, in lines. */
  static String lines(String title, Collection<String> names) {
    var text = new StringBuilder(title);
    int used = title.length();
    List<String> all = ranges(names);
    for (int i = 0; i < all.size(); i++) {
      String word = all.get(i) + (i + 1 < all.size() ? "," : "");
      if (used + word.length() + 1 > LINE) {
        text.append(System.lineSeparator()).append(" ".repeat(title.length()));
        used = title.length();
      }
      text.append(' ').append(word);
      used += word.length() + 1;
    }
    return text.toString();
  }

  /** @throws InputException if it is not among those there are */
  static void known(String what, String given, Collection<String> there) {
    if (!there.contains(given)) {
      throw new InputException(what + " \"" + given + "\" is unknown in this run; there are: " + list(there)
          + Nearest.hint(given, there));
    }
  }
}
