package io.carrierlab.cluster.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a benchmark can be told, {@code --name VALUE}.
 *
 * @param form of its value, for people
 * @param about in words
 * @param usual the value or values where nothing is said; none: it has none
 */
public record Argument(String name, Form form, String about, long... usual) {
  /** Of the value. */
  public enum Form { NUMBER, NUMBERS, FILE }

  static Argument number(String name, String about, long usual) {
    return new Argument(name, Form.NUMBER, about, usual);
  }

  /** Separated by commas: one measurement for each. */
  static Argument numbers(String name, String about, int... usual) {
    return new Argument(name, Form.NUMBERS, about, Arrays.stream(usual).asLongStream().toArray());
  }

  static Argument file(String name, String about) {
    return new Argument(name, Form.FILE, about);
  }

  /** As it is typed. */
  public String usage() {
    return "--" + name + switch (form) {
      case NUMBER -> " N";
      case NUMBERS -> " N,N...";
      case FILE -> " FILE";
    };
  }

  /** What it is, and what it is if nothing is said. */
  public String text() {
    return about + (usual.length == 0 ? "" : "; default: "
        + Arrays.stream(usual).mapToObj(Long::toString).collect(Collectors.joining(",")));
  }
}
