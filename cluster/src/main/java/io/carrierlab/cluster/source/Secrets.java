package io.carrierlab.cluster.source;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Passwords and keys of the input, which messages and results do not repeat. What stands under a key that is called
 * so is one, and under one that is nearly called so: that is where a misspelt key is complained of.
 */
public final class Secrets {
  /** What stands for one. */
  public static final String MASK = "***";

  private static final Set<String> NAMES = Set.of("secret", "password", "passwords", "key", "peer-key", "md5",
      "key-string", "psk",
      "pass", "passphrase");
  private static final Set<String> OWNER = Set.of("address", "hostname");
  private static final int ANYWHERE = 5;
  private static final int AS_A_WORD = 3;

  /** The longest first: one can be a part of another. */
  private final Set<String> values =
      new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

  /** Whether what stands under a key, or after a word, is one. */
  public static boolean name(String key) {
    String name = key.toLowerCase(Locale.ROOT);
    return NAMES.contains(name) || name.contains("secret") || name.contains("passw") || name.endsWith("-key")
        || !Nearest.to(name, NAMES).isEmpty();
  }

  /** A word that names secrets is none: whoever has it for a password, as manuals have, wants to read messages. */
  public void add(String value) {
    if (!value.isEmpty() && !value.equals(MASK) && !NAMES.contains(value)) {
      values.add(value);
    }
  }

  /** Of a line of a router's configuration: what follows a word that names it, up to whose it is. */
  public void addOfLine(List<String> words) {
    int from = 0;
    while (from < words.size() && !name(words.get(from))) {
      from++;
    }
    words.stream().skip(from + 1L).takeWhile(word -> !OWNER.contains(word)).forEach(this::add);
  }

  /**
   * The text without them. A short one may be a part of any word, or a number: it is looked for as a word, and the
   * shortest only where messages quote the input.
   */
  public String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(Problem.quote(value), "\"" + MASK + "\"");
      if (value.length() >= ANYWHERE) {
        masked = masked.replace(value, MASK);
      } else {
        masked = masked.replaceAll((value.length() >= AS_A_WORD ? "(?<![A-Za-z0-9_-])" : "(?<=the number )")
            + Pattern.quote(value) + "(?![A-Za-z0-9_-])", MASK);
      }
    }
    return masked;
  }
}
