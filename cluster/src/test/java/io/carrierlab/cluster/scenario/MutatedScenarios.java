package io.carrierlab.cluster.scenario;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Scenario files with faults in their numbers, names or structure. One seed makes the same ones again. */
public final class MutatedScenarios {
  /** What the faults of a mutant are in; of a MIXED one each in something else. */
  public enum Kind { NUMBERS, NAMES, STRUCTURE, MIXED }

  /** @param base the file that it was, or the test whose good text it was */
  public record Mutant(Kind kind, String base, String text) {}

  private static final Path EXAMPLES = Path.of("../examples");
  private static final int MANY = 10;
  private static final int FEW = 3;
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.:/-])([0-9]+(?:\\.[0-9]+)?)([A-Za-z%/]*)(?![\\w.:/-])");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern WORD = Pattern.compile("[^\\s,{}\\[\\]\":]+");
  private static final Pattern SCALAR = Pattern.compile("\"[^\"\\n]*\"|[^\\s,{}\\[\\]\"]+(?=[\\s,}\\]])");
  private static final Pattern KEY = Pattern.compile("([a-z][a-z0-9-]*): ");
  private static final List<String> NUMBERS = List.of("0", "1", "-1", "2", "3", "9", "32", "33", "64", "255", "256",
      "65535", "65536", "4294967295", "4294967296", "999999999", "9999999999", "1000000000000000000",
      "9223372036854775807", "9223372036854775808", "1e3", "1e308", "1E-9", "0.5", "1.5", "0.000001", "0.0000001",
      "007", "+1", ".5", "1_000", "NaN", "", "1..3");
  private static final List<String> QUANTITIES = List.of("0s", "0.4ns", "1ns", "999999999h", "9999999999h", "0bps",
      "1bps", "999999999Gbps", "0%", "0.000001%", "100%", "100.1%", "0/s", "1000k/s", "999999999k/s", "0B", "1B",
      "999999999kB");
  private static final List<String> STRANGE = List.of("nobody", "x[1..3]", "\"pe[1..9]\"", "\"p[1..9]:x\"",
      "\"x[1..100000]\"", "\"x[9..1]\"", "\"x[1..3][1..3]\"", "a".repeat(300), "ñandú", "💥", "\"\\a\"", "\"xx\\n\"",
      "\"a b\"", "\"\"", "a/b", "..", "\"<b>\"", "\"a:b\"", "-", "~", "true", "*x", "&x", "!!str", "\"%s\"", "all",
      "internet", "default", "Tunnel0", "0.0.0.0", "255.255.255.255", "224.0.0.1", "127.0.0.1", "0.0.0.0/0",
      "10.0.0.0/8", "10.0.0.0/31", "10.0.0.1/32", "\"65000:1\"", "\"1.2.3.4:65535\"");
  private static final List<String> SHAPES = List.of("null", "[]", "{}", "0", "text", "[null]", "{ x: null }", "[[]]");

  private final SchemaEdges schema = new SchemaEdges();
  private final List<String> bounds = List.copyOf(schema.bounds());
  private final List<Map.Entry<String, String>> bases;
  private final SplittableRandom random;

  /** @param folder where mutants will be read: the configurations that they include go there */
  public MutatedScenarios(long seed, Path folder) throws IOException {
    random = new SplittableRandom(seed);
    var texts = new LinkedHashMap<String, String>();
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".cfg")) {
          Files.copy(file, folder.resolve(name));
        } else {
          texts.put(name, Files.readString(file));
        }
      }
    }
    texts.put("ScenarioErrorsTest", ScenarioErrorsTest.GOOD);
    texts.put("ScenarioAccessErrorsTest", ScenarioAccessErrorsTest.GOOD);
    texts.put("ScenarioTunnelsTest", ScenarioTunnelsTest.GOOD);
    texts.put("ScenarioDevicesTest", ScenarioDevicesTest.GOOD);
    texts.put("ScenarioHsrpTest", ScenarioHsrpTest.NETWORK);
    texts.put("ScenarioSlbTest", ScenarioSlbTest.GOOD);
    bases = texts.entrySet().stream().map(base -> Map.entry(base.getKey(), small(base.getValue()))).toList();
  }

  /** Without comments, with few of whatever is counted, and twenty times as quick: something happens in seconds. */
  private static String small(String text) {
    String bare = Pattern.compile("^\\s*#.*\\n|\\s+#.*$|^\\s*\\n", Pattern.MULTILINE).matcher(text).replaceAll("");
    String few = Pattern.compile("(?<!users: .{0,60})\\b(count|equals|at-least|at-most): ([0-9]+)").matcher(bare)
        .replaceAll(found -> Long.parseLong(found.group(2)) > MANY ? found.group(1) + ": " + FEW : found.group());
    return Pattern.compile("\\b(start|stop|at|after|from|until): ([0-9]+)s").matcher(few)
        .replaceAll(found -> found.group(1) + ": " + Long.parseLong(found.group(2)) * 50 + "ms");
  }

  /** What the mutants are mutants of. */
  public List<Mutant> originals() {
    return bases.stream().map(base -> new Mutant(Kind.MIXED, base.getKey(), base.getValue())).toList();
  }

  public Mutant next() {
    Map.Entry<String, String> base = one(bases);
    Kind kind = one(List.of(Kind.values()));
    String text = base.getValue();
    for (int faults = 1 + random.nextInt(2) * random.nextInt(3); faults > 0; faults--) {
      text = fault(kind == Kind.MIXED ? one(List.of(Kind.NUMBERS, Kind.NAMES, Kind.STRUCTURE)) : kind, text);
    }
    return new Mutant(kind, base.getKey(), text);
  }

  private String fault(Kind kind, String text) {
    return switch (kind) {
      case NUMBERS -> random.nextInt(4) > 0 ? replaced(text, NUMBER, this::number) : replaced(text, DIGITS, _ ->
          random.nextInt(4) > 0 ? String.valueOf(random.nextInt(260)) : one(NUMBERS));
      case NAMES -> name(text);
      default -> structure(text);
    };
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String replaced(String text, Pattern pattern, UnaryOperator<String> by) {
    List<MatchResult> found = pattern.matcher(text).results().toList();
    if (found.isEmpty()) {
      return text;
    }
    MatchResult at = one(found);
    return text.substring(0, at.start()) + by.apply(at.group()) + text.substring(at.end());
  }

  /** At an edge, or near what it was. */
  private String number(String was) {
    var form = NUMBER.matcher(was);
    form.matches();
    var value = new BigDecimal(form.group(1));
    String unit = form.group(2);
    return switch (random.nextInt(5)) {
      case 0 -> one(NUMBERS) + unit;
      case 1 -> one(QUANTITIES);
      case 2 -> one(bounds);
      case 3 -> value.add(BigDecimal.valueOf(random.nextInt(5) - 2)).toPlainString() + unit;
      default -> value.multiply(BigDecimal.valueOf(one(List.of(1, 2, 5, 10, 20, 100, 1000)), random.nextInt(4)))
          .stripTrailingZeros().toPlainString() + unit;
    };
  }

  private String name(String text) {
    Pattern pattern = random.nextBoolean() ? WORD : SCALAR;
    List<String> words = pattern.matcher(text).results().map(MatchResult::group).toList();
    if (words.isEmpty()) {
      return text;
    }
    String by = random.nextInt(3) > 0 ? one(words) : one(STRANGE);
    // Everywhere: a name that is used elsewhere is still there.
    return random.nextInt(4) > 0 ? replaced(text, pattern, _ -> by) : text.replace(one(words), by);
  }

  private String structure(String text) {
    return switch (random.nextInt(5)) {
      case 0 -> keyAdded(text);
      case 1 -> lines(text);
      case 2 -> blocks(text);
      case 3 -> replaced(text, SCALAR, _ -> one(SHAPES));
      default -> items(text);
    };
  }

  /** A key that belongs there, if there is not one already. */
  private String keyAdded(String text) {
    List<MatchResult> keys = KEY.matcher(text).results().toList();
    if (keys.isEmpty()) {
      return text;
    }
    MatchResult at = one(keys);
    List<String> words = SCALAR.matcher(text).results().map(MatchResult::group).toList();
    Optional<String> more = schema.beside(at.group(1), random, () ->
        random.nextInt(8) == 0 || words.isEmpty() ? one(STRANGE) : one(words));
    String before = text.substring(text.lastIndexOf('\n', at.start()) + 1, at.start());
    String between = before.isBlank() || before.strip().equals("-") ? "\n" + before.replace('-', ' ') : ", ";
    return more.map(key -> text.substring(0, at.start()) + key + between + text.substring(at.start())).orElse(text);
  }

  private String lines(String text) {
    var lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      return text;
    }
    int at = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(at));
      case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
      default -> lines.set(at, indented(lines.get(at), random.nextInt(9) - 4));
    }
    return joined(lines);
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static String indented(String line, int more) {
    return " ".repeat(Math.max(0, indent(line) + more)) + line.stripLeading();
  }

  /** A line with all that is indented under it is deleted, doubled, moved, indented or becomes something else. */
  private String blocks(String text) {
    var lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      return text;
    }
    int from = random.nextInt(lines.size());
    int until = from + 1;
    while (until < lines.size() && indent(lines.get(until)) > indent(lines.get(from))) {
      until++;
    }
    List<String> block = lines.subList(from, until);
    List<String> copy = List.copyOf(block);
    String head = copy.getFirst();
    switch (random.nextInt(6)) {
      case 0 -> block.clear();
      case 1 -> lines.addAll(until, copy);
      case 2 -> block.replaceAll(line -> indented(line, 2));
      case 3 -> {
        block.clear();
        block.add(head.replaceFirst(":.*", ": " + one(SHAPES)));
      }
      default -> {
        if (random.nextBoolean()) {
          block.clear();
        }
        int to = random.nextInt(lines.size() + 1);
        int more = (to == lines.size() ? 0 : indent(lines.get(to))) - indent(head);
        lines.addAll(to, copy.stream().map(line -> indented(line, more)).toList());
      }
    }
    return joined(lines);
  }

  /** An item in brackets is deleted, doubled, replaced by another, or two change places. */
  private String items(String text) {
    List<int[]> spans = spans(text);
    if (spans.isEmpty()) {
      return text;
    }
    int[] at = one(spans);
    int[] other = one(spans);
    String item = text.substring(at[0], at[1]);
    String another = text.substring(other[0], other[1]);
    String before = text.substring(0, at[0]);
    String after = text.substring(at[1]);
    return switch (random.nextInt(6)) {
      case 0 -> before.replaceFirst(",$", "") + after;
      case 1 -> before + item + "," + item + after;
      case 2 -> before + item + "," + another + after;
      case 3 -> before + (random.nextBoolean() ? " [" + item + "] " : " {" + item + "} ") + after;
      case 4 -> before + another + after;
      default -> at[1] <= other[0] ? before + another + text.substring(at[1], other[0]) + item
          + text.substring(other[1]) : before + item.replaceFirst(":.*", ": " + one(SHAPES)) + after;
    };
  }

  private static List<int[]> spans(String text) {
    var spans = new ArrayList<int[]>();
    var open = new ArrayList<Integer>();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (quoted) {
        continue;
      }
      if ((c == ',' || c == ']' || c == '}') && !open.isEmpty()) {
        spans.add(new int[] {open.removeLast(), i});
      }
      if (c == '[' || c == '{' || c == ',') {
        open.add(i + 1);
      }
    }
    return spans;
  }
}
