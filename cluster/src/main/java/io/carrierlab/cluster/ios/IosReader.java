package io.carrierlab.cluster.ios;

import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.cluster.source.Problems;
import io.carrierlab.loadgen.report.Printable;
import io.carrierlab.cluster.source.VpnNumber;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Line by line, as IOS does: a command belongs to the mode that the last {@code ip vrf} or {@code interface} entered,
 * and
 * a command of the global mode leaves it. Indentation means nothing; keywords may be in any case.
 */
public final class IosReader {
  private static final int MAX_LINES = 100_000;
  private static final List<String> GLOBAL = List.of("hostname NAME", "ip vrf NAME", "interface NAME", "end");
  private static final List<String> ACCESS = AccessForms.all();
  private static final List<String> IN_VRF = List.of("rd NUMBER", "route-target export|import|both NUMBER",
      "description TEXT", "exit");
  private static final List<String> IN_INTERFACE = List.of("ip vrf forwarding NAME", "ip address ADDRESS MASK",
      "no ip address", "crypto map NAME [redundancy NAME]", "standby GROUP ...", "description TEXT", "no shutdown",
      "exit");

  private enum Mode { GLOBAL, VRF, INTERFACE, ACCESS }

  private final String file;
  private final Problems problems;
  private final AccessForms access;
  private final SequencedMap<String, IosConfig.Vrf> vrfs = new LinkedHashMap<>();
  private final SequencedMap<String, IosConfig.Interface> interfaces = new LinkedHashMap<>();
  private final Map<String, Targets> targetsOf = new HashMap<>();
  private final Map<String, List<Section>> standbyOf = new HashMap<>();
  private final Set<String> numbered = new HashSet<>();      // VRFs with an rd line, good or bad
  private Optional<String> hostname = Optional.empty();
  private Mode mode = Mode.GLOBAL;
  private boolean ended;
  private String current = "";

  /** Of a VRF: they grow behind what it shows of them. */
  private record Targets(SequencedMap<Long, Position> imports, SequencedMap<Long, Position> exports) {}

  private IosReader(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
    this.access = new AccessForms(problems);
  }

  /** Reads all that can be read; what cannot is in {@code problems}. */
  public static IosConfig read(String file, String text, Problems problems) {
    var reader = new IosReader(file, problems);
    int number = 0;
    for (String line : (Iterable<String>) text.lines().limit(MAX_LINES + 1L)::iterator) {
      number++;
      if (number > MAX_LINES) {
        problems.error(new Position(file, number, 1), "more than " + MAX_LINES + " lines");
        break;
      }
      reader.line(number, line);
    }
    reader.checkBindings();
    return new IosConfig(reader.hostname, List.copyOf(reader.vrfs.values()),
        reader.interfaces.values().stream().map(each ->
            each.with(reader.standbyOf.getOrDefault(each.name(), List.of()))).toList(),
        new Sections(reader.access.sections()));
  }

  private List<Word> words(int number, String line) {
    var words = new ArrayList<Word>();
    int at = 0;
    while (at < line.length()) {
      if (Character.isWhitespace(line.charAt(at))) {
        at++;
        continue;
      }
      int start = at;
      while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      words.add(new Word(line.substring(start, at), new Position(file, number, start + 1)));
    }
    return words;
  }

  private void line(int number, String line) {
    var bad = line.codePoints().filter(c -> !Printable.isPrintable(c) && c != '\t').findFirst();
    if (bad.isPresent()) {
      problems.error(new Position(file, number, 1), String.format("the character U+%04X is in this line",
          bad.getAsInt()), "visible characters");
      return;
    }
    List<Word> words = words(number, line);
    problems.secrets().addOfLine(words.stream().map(Word::text).toList());
    if (words.isEmpty() || words.getFirst().text().startsWith("!") || ended) {
      return;
    }
    boolean known = switch (mode) {
      case GLOBAL -> global(words);
      case VRF -> inVrf(words) || global(words);
      case INTERFACE -> inInterface(words) || global(words);
      case ACCESS -> inAccess(words) || global(words);
    };
    if (!known) {
      unknown(words);
    }
  }

  private static boolean begins(List<Word> words, String... keywords) {
    if (words.size() < keywords.length) {
      return false;
    }
    for (int i = 0; i < keywords.length; i++) {
      if (!words.get(i).is(keywords[i])) {
        return false;
      }
    }
    return true;
  }

  /** True if exactly {@code count} words are there; says what is wrong otherwise. */
  private boolean count(List<Word> words, int count, String form) {
    if (words.size() == count) {
      return true;
    }
    Word last = words.get(Math.min(words.size() - 1, count));
    problems.error(last.at(), words.size() < count ? "the command is incomplete"
        : "the command goes on with " + Problem.quote(last.text()), form);
    return false;
  }

  private boolean global(List<Word> words) {
    if (begins(words, "hostname")) {
      if (count(words, 2, "hostname NAME")) {
        hostname = Optional.of(words.get(1).text());
      }
    } else if (begins(words, "ip", "vrf") && !(words.size() > 2 && words.get(2).is("forwarding"))) {
      if (count(words, 3, "ip vrf NAME")) {
        enterVrf(words.get(2));
      }
    } else if (begins(words, "interface")) {
      enterInterface(words);
    } else if (begins(words, "end") && words.size() == 1) {
      ended = true;
      return true;
    } else if (access.command(words)) {
      mode = access.open() ? Mode.ACCESS : Mode.GLOBAL;
    } else {
      return false;
    }
    return true;
  }

  private boolean inAccess(List<Word> words) {
    if (words.size() == 1 && words.getFirst().is("exit")) {
      mode = Mode.GLOBAL;
      return true;
    }
    return access.line(words);
  }

  private void enterVrf(Word name) {
    mode = Mode.VRF;
    current = name.text();
    Targets targets = targetsOf.computeIfAbsent(current, _ -> new Targets(new LinkedHashMap<>(),
        new LinkedHashMap<>()));
    vrfs.putIfAbsent(current, new IosConfig.Vrf(current, name.at(), OptionalLong.empty(), targets.imports(),
        targets.exports()));
  }

  private void enterInterface(List<Word> words) {
    // IOS accepts "interface Serial 0/1" as well.
    boolean apart = words.size() == 3 && words.get(1).text().matches("[A-Za-z-]+")
        && words.get(2).text().matches("[0-9].*");
    if (apart || count(words, 2, "interface NAME")) {
      String name = apart ? words.get(1).text() + words.get(2).text() : words.get(1).text();
      mode = Mode.INTERFACE;
      current = name;
      interfaces.putIfAbsent(name,
          new IosConfig.Interface(name, words.get(1).at(), Optional.empty(), Optional.empty(), Optional.empty(),
              Optional.empty(), List.of()));
    }
  }

  private boolean inVrf(List<Word> words) {
    IosConfig.Vrf vrf = vrfs.get(current);
    if (begins(words, "rd")) {
      numbered.add(current);
      if (count(words, 2, "rd NUMBER such as 100:110")) {
        OptionalLong rd = VpnNumber.routeDistinguisher(words.get(1).text());
        badNumber(rd, words.get(1), "a route distinguisher such as 100:110");
        if (vrf.rd().isPresent() && rd.isPresent() && vrf.rd().getAsLong() != rd.getAsLong()) {
          problems.error(words.get(1).at(), "VRF " + current + " has the route distinguisher "
              + RouteDistinguisher.format(vrf.rd().getAsLong()) + " already");
        }
        vrfs.put(current, new IosConfig.Vrf(vrf.name(), vrf.at(), rd, vrf.imports(), vrf.exports()));
      }
    } else if (begins(words, "route-target")) {
      routeTarget(words);
    } else {
      return ignored(words);
    }
    return true;
  }

  private void routeTarget(List<Word> words) {
    String form = "route-target export|import|both NUMBER such as 100:1000";
    String way = words.size() > 1 ? words.get(1).text().toLowerCase(Locale.ROOT) : "";
    boolean named = List.of("export", "import", "both").contains(way);
    if (!named && words.size() == 3) {
      problems.error(words.get(1).at(), "the direction is " + Problem.quote(words.get(1).text()), form,
          Nearest.to(way, List.of("export", "import", "both")));
      return;
    }
    if (!count(words, named ? 3 : 2, form)) {
      return;
    }
    Word number = words.getLast();
    OptionalLong target = VpnNumber.routeTarget(number.text());
    badNumber(target, number, "a route target such as 100:1000");
    if (target.isPresent()) {
      // Without a direction IOS takes both.
      Targets targets = targetsOf.get(current);
      if (!way.equals("export")) {
        targets.imports().putIfAbsent(target.getAsLong(), number.at());
      }
      if (!way.equals("import")) {
        targets.exports().putIfAbsent(target.getAsLong(), number.at());
      }
    }
  }

  private void badNumber(OptionalLong number, Word word, String expected) {
    if (number.isEmpty()) {
      problems.error(word.at(), Problem.quote(word.text()) + " is not AS:number or address:number", expected);
    }
  }

  private boolean inInterface(List<Word> words) {
    IosConfig.Interface on = interfaces.get(current);
    if (begins(words, "ip", "vrf", "forwarding")) {
      if (count(words, 4, "ip vrf forwarding NAME")) {
        if (on.address().isPresent()) {
          problems.warning(words.getFirst().at(), "ip vrf forwarding removes the address that " + current
              + " has, as in IOS; give ip address after it");
        }
        interfaces.put(current, on.with(Optional.of(words.get(3).text()), Optional.empty()));
      }
    } else if (begins(words, "ip", "address")) {
      if (count(words, 4, "ip address ADDRESS MASK")) {
        address(on, words.get(2), words.get(3));
      }
    } else if (begins(words, "no", "ip", "address") && words.size() == 3) {
      interfaces.put(current, on.with(on.vrf(), Optional.empty()));
    } else if (begins(words, "crypto", "map") && (words.size() == 3
        || words.size() == 5 && words.get(3).is("redundancy"))) {
      interfaces.put(current, new IosConfig.Interface(current, on.at(), on.vrf(), on.address(),
          Optional.of(words.get(2)), words.size() == 5 ? Optional.of(words.get(4)) : Optional.empty(), on.standby()));
    } else if (begins(words, "standby")) {
      StandbyForms.read(words, problems).ifPresent(line ->
          standbyOf.computeIfAbsent(current, _ -> new ArrayList<>()).add(line));
    } else if (!(begins(words, "no", "shutdown") && words.size() == 2)) {
      return ignored(words);
    }
    return true;
  }

  private void address(IosConfig.Interface on, Word address, Word mask) {
    Optional<Integer> host = ipv4(address);
    Optional<Integer> bits = ipv4(mask);
    if (host.isEmpty() || bits.isEmpty()) {
      return;
    }
    int length = Integer.bitCount(bits.get());
    if (bits.get() != Ipv4.mask(length) || length == 0) {
      problems.error(mask.at(), mask.text() + " is not a mask", "one such as 255.255.255.252");
      return;
    }
    interfaces.put(current,
        on.with(on.vrf(), Optional.of(new IosConfig.Address(address.at(), host.get(), length))));
  }

  private Optional<Integer> ipv4(Word word) {
    try {
      return Optional.of(Ipv4.parse(word.text()));
    } catch (IllegalArgumentException e) {
      problems.error(word.at(), Problem.quote(word.text()) + " is not an IPv4 address", "one such as 10.0.0.1");
      return Optional.empty();
    }
  }

  /** Lines that change nothing. */
  private boolean ignored(List<Word> words) {
    if (begins(words, "exit") && words.size() == 1) {
      mode = Mode.GLOBAL;
      return true;
    }
    return begins(words, "description") && words.size() > 1;
  }

  private void unknown(List<Word> words) {
    List<String> here = switch (mode) {
      case GLOBAL -> List.of();
      case VRF -> IN_VRF;
      case INTERFACE -> IN_INTERFACE;
      case ACCESS -> access.lines();
    };
    var understood = new ArrayList<String>(here);
    understood.addAll(GLOBAL);
    int shown = understood.size();
    understood.addAll(ACCESS);
    String said = String.join(" ", words.stream().limit(4).map(Word::text).toList());
    if (problems.full()) {
      return;                                              // nobody reads it
    }
    // Only the keywords of a form can be misspelt: compare as many words as it has of them.
    String suggestion = "";
    for (String form : understood) {
      String keywords = form.replaceAll(" [\\[A-Z|a-z]*[A-Z].*| export.*", "");
      int count = keywords.split(" ").length;
      String head = String.join(" ", words.stream().limit(count).map(Word::text).toList());
      if (suggestion.isEmpty() && !Nearest.to(head, List.of(keywords)).isEmpty()) {
        suggestion = keywords;
      }
    }
    String where = switch (mode) {
      case GLOBAL -> "";
      case VRF -> " in VRF " + current;
      case INTERFACE -> " on interface " + current;
      case ACCESS -> " after " + access.where();
    };
    problems.error(words.getFirst().at(), "unknown command " + Problem.quote(said) + where,
        "one of " + String.join(", ", understood.subList(0, shown))
        + ", or a command of crypto, aaa, access-list, ip local pool, ip slb, radius-server or username", suggestion);
  }

  private void checkBindings() {
    for (IosConfig.Interface on : interfaces.values()) {
      if (on.vrf().isPresent() && !vrfs.containsKey(on.vrf().get()) && !problems.full()) {
        problems.error(on.at(),
            on.name() + " is bound to VRF " + Problem.quote(on.vrf().get()) + ", which is not configured",
            vrfs.isEmpty() ? "an \"ip vrf\" block" : "one of " + String.join(", ", vrfs.keySet()),
            Nearest.to(on.vrf().get(), vrfs.keySet()));
      }
    }
    for (IosConfig.Vrf vrf : vrfs.values()) {
      if (!numbered.contains(vrf.name())) {
        problems.error(vrf.at(), "VRF " + vrf.name() + " has no route distinguisher", "a line such as \"rd 100:110\"");
      }
    }
  }
}
