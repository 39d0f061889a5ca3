package io.carrierlab.protocols.aaa;

import java.util.OptionalInt;

/**
 * Users by rule instead of by table, so that a hundred thousand of them cost nothing. In name and password {@code #}
 * stands for the user's number, {@code user-#} with {@code pw-#}; a run of them for as many digits, {@code user-#####}.
 *
 * @param first number of the first user
 * @param count of users
 * @param policy the same for all
 */
public record NumberedUsers(String name, String password, int first, int count, UserPolicy policy) {
  public NumberedUsers {
    if (digits(name) == 0 || name.indexOf('#') + digits(name) <= name.lastIndexOf('#')) {
      throw new IllegalArgumentException("\"" + name + "\" needs one run of # for the number");
    }
    if (digits(name) > 9 || first < 0 || count < 0
        || digits(name) > 1 && (long) first + count > Math.round(Math.pow(10, digits(name)))) {
      throw new IllegalArgumentException(count + " users from " + first + " on do not fit \"" + name + "\"");
    }
  }

  /** The number in this name; empty if it is not one of these users. */
  public OptionalInt number(String user) {
    int start = name.indexOf('#');
    int end = user.length() - (name.length() - start - digits(name));
    int digits = end - start;
    boolean fits = digits(name) == 1 ? digits >= 1 && digits <= 9 : digits == digits(name);
    if (!fits || !user.startsWith(name.substring(0, start))
        || !user.endsWith(name.substring(start + digits(name)))
        || digits(name) == 1 && digits > 1 && user.charAt(start) == '0') {
      return OptionalInt.empty();
    }
    int number = 0;
    for (int i = start; i < end; i++) {
      int digit = user.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalInt.empty();
      }
      number = number * 10 + digit;
    }
    return number >= first && number - first < count ? OptionalInt.of(number) : OptionalInt.empty();
  }

  public String nameOf(int number) {
    return filled(name, number);
  }

  public String passwordOf(int number) {
    return filled(password, number);
  }

  /** A pattern with the digits of this number in place of its run of {@code #}; one without stays as it is. */
  public static String filled(String pattern, int number) {
    int start = pattern.indexOf('#');
    int digits = digits(pattern);
    if (digits == 0) {
      return pattern;
    }
    String text = Integer.toString(number);
    String padded = "0".repeat(Math.max(0, digits - text.length())) + text;
    return pattern.substring(0, start) + padded + pattern.substring(start + digits);
  }

  private static int digits(String pattern) {
    int start = pattern.indexOf('#');
    int end = start;
    while (end >= 0 && end < pattern.length() && pattern.charAt(end) == '#') {
      end++;
    }
    return end - start;
  }
}
