package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.source.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/** Numbers with units. The schema has their patterns; this reads what matches and explains what does not. */
enum Quantity {
  TIME("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L),
  BANDWIDTH("bps", 1L, "kbps", 1_000L, "Mbps", 1_000_000L, "Gbps", 1_000_000_000L),
  PERCENT("%", 1L),
  RATE("/s", 1L, "k/s", 1_000L),
  OCTETS("B", 1L, "kB", 1_000L);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)([A-Za-z%/]+)");
  private static final Pattern LOOSE = Pattern.compile("\\s*([-+]?[0-9][0-9_,.]*)\\s*(\\S*)\\s*");
  private static final Map<String, String> ALIASES = Map.ofEntries(Map.entry("sec", "s"), Map.entry("secs", "s"),
      Map.entry("second", "s"), Map.entry("seconds", "s"), Map.entry("S", "s"), Map.entry("msec", "ms"),
      Map.entry("millis", "ms"), Map.entry("usec", "us"), Map.entry("\u00b5s", "us"), Map.entry("min", "m"),
      Map.entry("mins", "m"), Map.entry("minutes", "m"), Map.entry("hour", "h"), Map.entry("hours", "h"),
      Map.entry("G", "Gbps"), Map.entry("Gbit", "Gbps"), Map.entry("Gbit/s", "Gbps"), Map.entry("gbps", "Gbps"),
      Map.entry("M", "Mbps"), Map.entry("Mbit", "Mbps"), Map.entry("Mbit/s", "Mbps"), Map.entry("mbps", "Mbps"),
      Map.entry("k", "kbps"), Map.entry("kbit/s", "kbps"), Map.entry("pps", "/s"), Map.entry("kpps", "k/s"),
      Map.entry("percent", "%"), Map.entry("bytes", "B"), Map.entry("byte", "B"), Map.entry("b", "B"),
      Map.entry("octets", "B"), Map.entry("KB", "kB"), Map.entry("kb", "kB"));

  private final SequencedMap<String, Long> units = new LinkedHashMap<>();

  Quantity(Object... unitsAndFactors) {
    for (int i = 0; i < unitsAndFactors.length; i += 2) {
      units.put((String) unitsAndFactors[i], (Long) unitsAndFactors[i + 1]);
    }
  }

  /** As the schema calls it. */
  static Quantity named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The smallest unit, if there are no parts of it. */
  Optional<String> whole() {
    return this == PERCENT || this == RATE ? Optional.empty() : Optional.of(units.firstEntry().getKey());
  }

  static String nameOf(String unit) {
    return switch (unit) {
      case "s" -> "seconds";
      case "ms" -> "milliseconds";
      case "ns" -> "nanoseconds";
      case "B" -> "octets";
      default -> unit;
    };
  }

  /** In the smallest unit: ns, bit/s, percent, 1/s, octets. Empty if the text is no such quantity. */
  Optional<BigDecimal> read(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(units.get(matcher.group(2)))));
  }

  /** Empty if it is no time, or one of parts of a nanosecond. A time of any length has a {@link Duration}. */
  static Optional<Duration> duration(String text) {
    return TIME.read(text).filter(ns -> ns.remainder(BigDecimal.ONE).signum() == 0).map(ns -> {
      BigDecimal[] seconds = ns.divideAndRemainder(BigDecimal.valueOf(TIME.units.get("s")));
      return Duration.ofSeconds(seconds[0].longValueExact(), seconds[1].longValueExact());
    });
  }

  /** What is wrong with this text, and what was probably meant (or empty text). */
  Problem explain(String label, String text, Problem problem) {
    var matcher = LOOSE.matcher(text);
    if (!matcher.matches()) {
      return problem;
    }
    String number = matcher.group(1);
    String unit = matcher.group(2);
    if (unit.isEmpty()) {
      return new Problem(problem.at(), label + " is " + number + ", without a unit", problem.expected(), "");
    }
    if (number.startsWith("-")) {
      return new Problem(problem.at(), label + " is negative: " + text, problem.expected(), "");
    }
    String known = units.containsKey(unit) ? unit : ALIASES.getOrDefault(unit, "");
    if (!units.containsKey(known)) {
      return new Problem(problem.at(), label + " has the unit " + Problem.quote(unit), problem.expected(), "");
    }
    if (known.equals(unit) && new BigDecimal(digits(number)).signum() == 0) {
      return new Problem(problem.at(), label + " is zero", problem.expected(), "");
    }
    String meant = digits(number) + known;
    return new Problem(problem.at(), problem.what(), problem.expected(), meant.equals(text) ? "" : meant);
  }

  private static String digits(String loose) {
    String digits = loose.replaceAll("[+_,]", "").replaceAll("\\.(?=.*\\.)|\\.$", "");
    return digits.isEmpty() ? "0" : digits;
  }

  static Duration roundedNanos(BigDecimal nanos) {
    return Duration.ofNanos(nanos.setScale(0, RoundingMode.HALF_UP).longValueExact());
  }
}
