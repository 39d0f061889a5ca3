package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.ios.IosConfig;
import io.carrierlab.cluster.ios.Section;
import io.carrierlab.cluster.ios.Word;
import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.node.topology.AccessConfig.RadiusServerRef;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** AAA of a router's configuration: lists of methods, and the RADIUS servers that they ask. */
final class ConfiguredAaa {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int RETRANSMIT = 3;

  private final Plan plan;
  private final IosConfig config;
  private final Set<String> groups = new HashSet<>();

  ConfiguredAaa(Plan plan, IosConfig config) {
    this.plan = plan;
    this.config = config;
    ConfiguredAccess.all(config, "aaa group server radius").forEach(section -> groups.add(section.text("NAME")));
  }

  /**
   * What a profile's list says, or that of the crypto map if the profile has none.
   *
   * @param line of the profile, and {@code value}: what names the list there
   * @param lists command that defines lists
   * @param ofMap what the crypto map's command goes on with
   */
  Optional<Method> method(Optional<Section> line, String value, String lists, String map, String ofMap) {
    Optional<Word> name = line.flatMap(section -> section.value(value))
        .or(() -> ConfiguredAccess.all(config, "crypto map").stream()
            .filter(section -> section.text("NAME").equals(map) && section.value("LIST").isPresent()
                && section.value(ofMap.substring(0, ofMap.indexOf(' '))).isPresent())
            .findFirst().flatMap(section -> section.value("LIST")));
    return name.flatMap(word -> ConfiguredAccess.named(plan, config, lists, word)).map(this::method);
  }

  private Method method(Section list) {
    List<Word> words = list.rest();
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      String text = word.text().toLowerCase(Locale.ROOT);
      if (text.equals("local")) {
        return Method.LOCAL;
      }
      if (text.equals("group") && i + 1 < words.size()) {
        group(words.get(i + 1), words.get(i + 1).text());
        return Method.RADIUS;
      }
      if (text.startsWith("group") && text.length() > 5) {
        plan.problems.warning(word.at(), "\"" + word.text() + "\" is read as \"group " + word.text().substring(5)
            + "\"");
        group(word, word.text().substring(5));
        return Method.RADIUS;
      }
    }
    plan.problems.error(list.at(), "the list " + list.text("NAME") + " names no method",
        "\"local\", \"group radius\" or \"group NAME\"");
    return Method.LOCAL;
  }

  private void group(Word at, String name) {
    if (!name.equals("radius") && !groups.contains(name)) {
      ConfiguredAccess.named(plan, config, "aaa group server radius", new Word(name, at.at()));
    }
  }

  void servers(Aggregator aggregator) {
    Duration timeout = ConfiguredAccess.all(config, "radius-server timeout").stream().findFirst()
        .map(section -> Duration.ofSeconds(Long.parseLong(section.text("SECONDS")))).orElse(TIMEOUT);
    int tries = 1 + ConfiguredAccess.all(config, "radius-server retransmit").stream().findFirst()
        .map(section -> Integer.parseInt(section.text("NUMBER"))).orElse(RETRANSMIT);
    for (Section section : ConfiguredAccess.all(config, "radius-server host")) {
      server(aggregator, section, timeout, tries);
    }
    for (Section group : ConfiguredAccess.all(config, "aaa group server radius")) {
      for (Section line : group.lines()) {
        if (line.head().equals("server-priavate")) {
          plan.problems.warning(line.at(), "\"server-priavate\" is read as \"server-private\"");
        }
        if (line.head().startsWith("server-")) {
          server(aggregator, line, timeout, tries);
        }
        if (line.head().equals("ip vrf forwarding")) {
          plan.problems.warning(line.at(), "the servers of group " + group.text("NAME")
              + " are asked from the global table: AAA of a VRF of its own is not emulated");
        }
      }
    }
  }

  private void server(Aggregator aggregator, Section said, Duration timeout, int tries) {
    Optional<Integer> address = ConfiguredAccess.address(plan, said.value("ADDRESS").get());
    String secret = said.value("KEY").or(() -> ConfiguredAccess.all(config, "radius-server key").stream().findFirst()
        .flatMap(section -> section.value("KEY"))).map(Word::text).orElse("");
    if (secret.isEmpty()) {
      plan.problems.error(said.at(), "the RADIUS server " + said.text("ADDRESS") + " has no key",
          "\"key KEY\", or \"radius-server key KEY\"");
    }
    // The ports that IOS uses where nothing is said are those from before RFC 2865.
    address.ifPresent(a -> aggregator.configured.add(new RadiusServerRef(a, port(said, "PORT", 1645),
        port(said, "PORT2", 1646), secret, timeout, tries)));
  }

  private int port(Section said, String key, int usual) {
    int port = said.value(key).map(word -> Integer.parseInt(word.text())).orElse(usual);
    if (port < 1 || port > 65_535) {
      plan.problems.error(ConfiguredAccess.at(said, key), "the port " + port, "1 to 65535");
    }
    return port;
  }
}
