package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.IosConfig;
import io.carrierlab.cluster.ios.Section;
import io.carrierlab.cluster.ios.TransformWords;
import io.carrierlab.cluster.ios.TransformWords.Read;
import io.carrierlab.cluster.ios.Word;
import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.node.time.Engine;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Timing;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** ISAKMP policies, transform sets and crypto maps of a router's configuration, with the defaults of IOS. */
final class ConfiguredIke {
  private static final Duration CHILD_LIFETIME = Duration.ofHours(1);

  private final Plan plan;
  private final IosConfig config;
  /** Entries of crypto maps by their ISAKMP profile. */
  private final Map<String, List<Section>> entriesOf = new HashMap<>();

  ConfiguredIke(Plan plan, IosConfig config) {
    this.plan = plan;
    this.config = config;
    config.access().forEach(entry -> entry.line("set isakmp-profile").ifPresent(line ->
        entriesOf.computeIfAbsent(line.text("NAME"), _ -> new ArrayList<>()).add(entry)));
  }

  /** Gives the aggregator the IKEv1 settings of the crypto map on its interface. */
  void read(Aggregator aggregator, Word map) {
    List<Section> entries = entries(map);
    entries.forEach(this::checkEntry);
    reverseRoute(aggregator, map, entries);
    var child = child(entries);
    boolean users = aggregator.profiles.stream().anyMatch(profile -> profile.authentication().isPresent());
    List<IkePolicy> policies = policies(users);
    boolean certificates = policies.stream().anyMatch(p -> p.authentication() == AuthMethod.CERTIFICATE
        || p.authentication() == AuthMethod.XAUTH_CERTIFICATE);
    aggregator.certified |= certificates;
    if (!aggregator.said.has("ike-policies")) {
      aggregator.ike1 = Optional.of(new IkeSettings(policies, child, timing(), Optional.empty(),
          IkeReader.NOBODY, Engine.EPOCH, true));
    }
  }

  /** By sequence number, those of dynamic maps in their place. */
  private List<Section> entries(Word map) {
    var found = new ArrayList<Section>();
    var own = ConfiguredAccess.all(config, "crypto map").stream()
        .filter(section -> section.text("NAME").equals(map.text()) && section.value("ipsec-isakmp").isPresent())
        .sorted(Comparator.comparingInt(section -> Integer.parseInt(section.text("NUMBER")))).toList();
    if (own.isEmpty()) {
      ConfiguredAccess.named(plan, config, "crypto map", map).ifPresent(section ->
          plan.problems.error(map.at(), "crypto map " + map.text() + " has no entry", "\"crypto map " + map.text()
              + " 1 ipsec-isakmp\""));
    }
    for (Section section : own) {
      Optional<Word> dynamic = section.value("DYNAMIC");
      if (dynamic.isEmpty()) {
        found.add(section);
      } else if (ConfiguredAccess.named(plan, config, "crypto dynamic-map", dynamic.get()).isPresent()) {
        ConfiguredAccess.all(config, "crypto dynamic-map").stream()
            .filter(each -> each.text("NAME").equals(dynamic.get().text()))
            .sorted(Comparator.comparingInt(each -> Integer.parseInt(each.text("NUMBER")))).forEach(found::add);
      }
    }
    return found;
  }

  /** IOS injects routes to the peers of those entries that say so; here one says it for all. */
  private void reverseRoute(Aggregator aggregator, Word map, List<Section> entries) {
    long with = entries.stream().filter(entry -> entry.line("reverse-route").isPresent()).count();
    aggregator.reverseRoute = with > 0;
    if (aggregator.said.has("rri") || entries.isEmpty()) {
      return;
    }
    if (with == 0) {
      plan.problems.warning(map.at(), "crypto map " + map.text() + " has no reverse-route: nothing finds the way back"
          + " to its peers; \"rri: per-peer\" of the aggregator would inject routes");
    } else if (with < entries.size()) {
      plan.problems.warning(map.at(), "crypto map " + map.text() + " has reverse-route in some entries: it counts for"
          + " all here");
    }
  }

  private void checkEntry(Section entry) {
    entry.line("set isakmp-profile").flatMap(line -> line.value("NAME"))
        .ifPresent(name -> ConfiguredAccess.named(plan, config, "crypto isakmp profile", name));
    entry.line("match address").flatMap(line -> line.value("NAME")).ifPresent(name -> {
      if (rules(name.text()).isEmpty()) {
        plan.problems.warning(name.at(), "there is no access list " + name.text()
            + ": all IP traffic matches, as in IOS");
      }
    });
    if (entry.line("set isakmp-profile").isEmpty()) {
      plan.problems.error(entry.at(), entry.head() + " " + entry.text("NAME") + " " + entry.text("NUMBER")
          + " has no ISAKMP profile", "a line \"set isakmp-profile NAME\", of a profile with a vrf");
    }
    if (entry.head().equals("crypto map") && entry.line("set peer").isEmpty()) {
      plan.problems.error(entry.at(), "crypto map " + entry.text("NAME") + " " + entry.text("NUMBER")
          + " has no peer", "a line \"set peer ADDRESS\"");
    }
  }

  private ChildPolicy child(List<Section> entries) {
    Set<EspTransform> transforms = new LinkedHashSet<>();
    boolean transport = false;
    Optional<DhGroup> pfs = Optional.empty();
    long seconds = lifetime(ConfiguredAccess.all(config, "crypto ipsec security-association lifetime"), "seconds",
        CHILD_LIFETIME.toSeconds());
    long kilobytes = lifetime(ConfiguredAccess.all(config, "crypto ipsec security-association lifetime"), "kilobytes",
        IkeReader.CHILD_KILOBYTES);
    for (Section entry : entries) {
      if (entry.line("set transform-set").isEmpty()) {
        plan.problems.error(entry.at(), entry.head() + " " + entry.text("NAME") + " " + entry.text("NUMBER")
            + " has no transform set", "a line \"set transform-set NAME\"");
      }
      for (Word name : entry.line("set transform-set").map(Section::rest).orElse(List.of())) {
        Optional<Section> set = ConfiguredAccess.named(plan, config, "crypto ipsec transform-set", name);
        set.flatMap(this::transform).ifPresent(transforms::add);
        transport |= set.flatMap(s -> s.line("mode"))
            .filter(line -> line.text("tunnel|transport").equalsIgnoreCase("transport")).isPresent();
      }
      pfs = entry.line("set pfs").map(this::pfs).orElse(pfs);
      seconds = lifetime(entry.lines("set security-association lifetime").toList(), "seconds", seconds);
      kilobytes = lifetime(entry.lines("set security-association lifetime").toList(), "kilobytes", kilobytes);
    }
    return new ChildPolicy(List.copyOf(transforms), transport, pfs, Duration.ofSeconds(seconds), kilobytes);
  }

  private static long lifetime(List<Section> lines, String unit, long usual) {
    return lines.stream().filter(line -> line.text("seconds|kilobytes").equalsIgnoreCase(unit))
        .map(line -> Long.parseLong(line.text("NUMBER"))).reduce((a, b) -> b).orElse(usual);
  }

  private Optional<DhGroup> pfs(Section line) {
    Optional<Word> said = line.value("GROUP");
    if (said.isEmpty()) {
      return Optional.of(DhGroup.MODP_768);
    }
    String digits = said.get().text().toLowerCase(Locale.ROOT).replaceFirst("^group", "");
    Optional<DhGroup> group = digits.matches("[0-9]{1,2}") ? DhGroup.of(Integer.parseInt(digits)) : Optional.empty();
    if (group.isEmpty()) {
      plan.problems.error(said.get().at(), "\"" + said.get().text() + "\" is not a group", "group1, group2, group5, "
          + "group14, group19, group20 or group31");
    }
    return group;
  }

  private Optional<EspTransform> transform(Section set) {
    return switch (TransformWords.read(set.rest().stream().map(Word::text).toList())) {
      case Read.Good(var transform, var weak) -> {
        weak.forEach(word -> plan.problems.warning(set.rest().getFirst().at(), "weak transform " + word));
        yield Optional.of(transform);
      }
      case Read.Bad(int word, var what, var expected, var suggestion) -> {
        plan.problems.error(set.rest().get(word).at(), what, expected, suggestion);
        yield Optional.empty();
      }
    };
  }

  /** By number: DES, SHA, RSA signatures, group 1 and a day, where nothing else is said. */
  private List<IkePolicy> policies(boolean users) {
    var policies = new ArrayList<IkePolicy>();
    var sections = ConfiguredAccess.all(config, "crypto isakmp policy").stream()
        .sorted(Comparator.comparingInt(section -> Integer.parseInt(section.text("NUMBER")))).toList();
    for (Section section : sections) {
      IkeCipher cipher = section.line("encr|encryption").map(ConfiguredIke::cipher).orElse(IkeCipher.DES_CBC);
      Digest digest = section.line("hash").flatMap(line -> IkeReader.digest(
          line.text("sha|md5|sha256|sha384|sha512").toLowerCase(Locale.ROOT))).orElse(Digest.SHA1);
      DhGroup group = section.line("group").map(this::group).orElse(DhGroup.MODP_768);
      Duration lifetime = section.line("lifetime").map(line -> Duration.ofSeconds(Long.parseLong(
          line.text("SECONDS")))).orElse(IkeReader.IKE_LIFETIME);
      boolean shared = section.line("authentication").filter(line -> line.text("pre-share|rsa-sig")
          .equalsIgnoreCase("pre-share")).isPresent();
      weak(section, cipher, digest, group);
      if (users) {
        policies.add(new IkePolicy(cipher, digest, shared ? AuthMethod.XAUTH_PRE_SHARED_KEY
            : AuthMethod.XAUTH_CERTIFICATE, group, lifetime));
      }
      policies.add(new IkePolicy(cipher, digest, shared ? AuthMethod.PRE_SHARED_KEY : AuthMethod.CERTIFICATE, group,
          lifetime));
    }
    if (policies.isEmpty()) {
      plan.problems.error(Position.whole(config.interfaces().getFirst().at().file()), "there is no ISAKMP policy",
          "\"crypto isakmp policy NUMBER\"");
    }
    return policies;
  }

  private static IkeCipher cipher(Section line) {
    return switch (line.text("des|3des|aes").toLowerCase(Locale.ROOT)) {
      case "3des" -> IkeCipher.TRIPLE_DES_CBC;
      case "aes" -> switch (line.value("BITS").map(Word::text).orElse("128")) {
        case "192" -> IkeCipher.AES_CBC_192;
        case "256" -> IkeCipher.AES_CBC_256;
        default -> IkeCipher.AES_CBC_128;
      };
      default -> IkeCipher.DES_CBC;
    };
  }

  private DhGroup group(Section line) {
    Optional<DhGroup> group = DhGroup.of(Integer.parseInt(line.text("NUMBER")));
    if (group.isEmpty()) {
      plan.problems.error(ConfiguredAccess.at(line, "NUMBER"), "group " + line.text("NUMBER") + " is not known",
          "1, 2, 5, 14, 19, 20 or 31");
    }
    return group.orElse(DhGroup.MODP_768);
  }

  private void weak(Section policy, IkeCipher cipher, Digest digest, DhGroup group) {
    var weak = new ArrayList<String>();
    if (cipher == IkeCipher.DES_CBC || cipher == IkeCipher.TRIPLE_DES_CBC) {
      weak.add(cipher == IkeCipher.DES_CBC ? "DES" : "3DES");
    }
    if (digest == Digest.MD5) {
      weak.add("MD5");
    }
    if (group == DhGroup.MODP_768) {
      weak.add("group 1");
    }
    if (!weak.isEmpty()) {
      plan.problems.warning(policy.at(), "weak ISAKMP policy " + policy.text("NUMBER") + ": "
          + String.join(", ", weak));
    }
  }

  /** IOS asks nobody whether he is there unless it is told to, and on demand unless it is told {@code periodic}. */
  private Timing timing() {
    Timing usual = Timing.DEFAULT;
    Optional<Section> said = ConfiguredAccess.all(config, "crypto isakmp keepalive").stream().reduce((a, b) -> b);
    Duration idle = said.map(s -> Duration.ofSeconds(Long.parseLong(s.text("SECONDS")))).orElse(Duration.ZERO);
    Duration retry = said.flatMap(s -> s.value("SECONDS2")).map(word -> Duration.ofSeconds(Long.parseLong(
        word.text()))).orElse(usual.dpdRetry());
    boolean periodic = said.flatMap(s -> s.value("periodic|on-demand"))
        .filter(word -> word.text().equalsIgnoreCase("periodic")).isPresent();
    Duration nat = ConfiguredAccess.all(config, "crypto isakmp nat keepalive").stream().reduce((a, b) -> b)
        .map(s -> Duration.ofSeconds(Long.parseLong(s.text("SECONDS")))).orElse(usual.natKeepalive());
    return new Timing(usual.retransmitFirst(), usual.retransmissions(), usual.setupLimit(), idle, retry,
        usual.dpdMaxAsks(), periodic, nat);
  }

  /** The lines of an access list, numbered or named. */
  private List<Section> rules(String name) {
    var rules = new ArrayList<>(config.access().of("access-list", "NUMBER", name));
    config.access().of("ip access-list extended", "NAME", name).forEach(section -> rules.addAll(section.lines()));
    return rules;
  }

  /** The destinations that a profile's crypto maps permit: what its peers may have behind them; empty: anything. */
  List<Ipv4Prefix> behind(String profile) {
    return entriesOf.getOrDefault(profile, List.of()).stream()
        .flatMap(entry -> entry.line("match address").stream()).flatMap(line -> rules(line.text("NAME")).stream())
        .filter(rule -> rule.text("permit|deny").equalsIgnoreCase("permit"))
        .flatMap(rule -> destination(rule).stream()).toList();
  }

  /** What follows the source, which is one word ({@code any}) or two. */
  private Optional<Ipv4Prefix> destination(Section rule) {
    List<Word> words = rule.rest();
    int at = words.getFirst().text().equalsIgnoreCase("any") ? 1 : 2;
    return at < words.size() ? prefix(words.subList(at, words.size()), "destination") : Optional.empty();
  }

  /** The sources that an access list permits: the networks of a split tunnel. */
  List<Ipv4Prefix> sources(Word name) {
    List<Section> rules = rules(name.text());
    if (rules.isEmpty()) {
      plan.problems.warning(name.at(), "there is no access list " + name.text()
          + ": everything goes through the tunnel");
    }
    return rules.stream().filter(rule -> rule.text("permit|deny").equalsIgnoreCase("permit"))
        .flatMap(rule -> source(rule).stream()).toList();
  }

  private Optional<Ipv4Prefix> source(Section rule) {
    return prefix(rule.rest(), "source");
  }

  private Optional<Ipv4Prefix> prefix(List<Word> words, String what) {
    if (words.getFirst().text().equalsIgnoreCase("any")) {
      return Optional.of(new Ipv4Prefix(0, 0));
    }
    boolean host = words.getFirst().text().equalsIgnoreCase("host");
    if (words.size() < 2) {
      plan.problems.error(words.getFirst().at(), "the " + what + " is incomplete",
          "\"any\", \"host ADDRESS\" or \"ADDRESS WILDCARD\"");
      return Optional.empty();
    }
    Optional<Integer> address = ConfiguredAccess.address(plan, words.get(host ? 1 : 0));
    Optional<Integer> wild = host ? Optional.of(0) : ConfiguredAccess.address(plan, words.get(1));
    if (address.isEmpty() || wild.isEmpty()) {
      return Optional.empty();
    }
    int length = Integer.bitCount(~wild.get());
    if (~wild.get() != Ipv4.mask(length)) {
      plan.problems.error(words.get(1).at(), words.get(1).text() + " is not a wildcard of a prefix",
          "one such as 0.0.255.255");
      return Optional.empty();
    }
    return Optional.of(Ipv4Prefix.covering(address.get(), length));
  }
}
