package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a device would refuse at its start is refused with its place when the file is read. */
class ScenarioDevicesTest {
  static final String GOOD = """
      name: good
      nodes:
        pe1: { kind: pe }
        isp1: { kind: isp }
        radius1: { kind: radius }
        ce1: { kind: ce, as: 65001 }
        host-a: { kind: host }
      links:
        - { ends: ["pe1:ge9", "isp1:ge0"], delay: 1ms }
        - { lan: aaa, ends: ["pe1:ge8", "radius1:eth0"] }
        - { lan: a, ends: ["pe1:ge1", "host-a:eth0"], subnet: 10.1.0.0/16 }
        - { ends: ["pe1:ge2", "ce1:ge0"] }
      vpns:
        - { name: acme, sites: ["pe1:ge1", "pe1:ge2"] }
      hsrp:
        - { name: h1, version: 2, address: 10.1.0.99, routers: ["pe1:ge1"] }
      access:
        groups:
          - { name: ra, vpn: acme, key: secret, pool: 10.200.0.0/24, users: { name: "u-#", count: 9 } }
        aggregators:
          - { at: "pe1:ge9", radius: [radius1] }
      load:
        clients:
          - { group: ra, via: isp1, ike: 1, traffic: { to: host-a } }
      """;

  record Row(String replace, String by, String... errors) {
    @Override
    public String toString() {
      return replace + " -> " + (by.length() > 60 ? by.substring(0, 60) + "..." : by);
    }
  }

  @TempDir
  Path folder;

  private static String networks(int count) {
    return "key: secret, split: [" + IntStream.range(0, count).mapToObj(i -> "10." + i / 256 + "." + i % 256 + ".0/24")
        .collect(Collectors.joining(", ")) + "]";
  }

  static Stream<Row> rows() {
    String banner = "key: secret, banner: \"" + "€".repeat(200) + "\"";
    return Stream.of(
        new Row("name: good", "name: better"),
        new Row("key: secret", networks(60)),
        new Row("key: secret", banner),
        new Row("key: secret", networks(400), "19:15: what RADIUS says of group ra does not fit: a RADIUS packet of "
            + "5957 octets, and at most 4096 are allowed; expected fewer networks in \"split\", or servers "
            + "in \"dns\" and \"wins\""),
        new Row("key: secret", "key: secret, dns: [" + String.join(", ", Collections.nCopies(400, "10.1.0.2")) + "]",
            "19:15: what RADIUS says of group ra does not fit: a RADIUS packet of 4121 octets, and at most 4096 are "
            + "allowed; expected fewer networks in \"split\", or servers in \"dns\" and \"wins\""),
        new Row("key: secret", "authorization: local, " + networks(400)),
        new Row("key: secret", "authorization: local, " + networks(5_000), "19:7: clients of group ra are told "
            + "networks and servers in 70000 octets; expected at most 60000, which one message has room for"),
        new Row("vpn: acme, key", "vpn: acme, vrf: from-radius, key"),
        new Row("radius: [radius1]", "radius: [radius1, radius1]",
            "21:42: RADIUS server radius1 is named twice; expected each server once"),
        new Row("u-#", "u-#-#", "19:79: \"u-#-#\" needs one run of # for the number; expected one \"#\", or as many "
            + "together as the last number has digits"),
        new Row("u-#\", count: 9", "u-##\", count: 100", "19:79: 100 users from 1 on do not fit \"u-##\"; expected one "
            + "\"#\", or as many together as the last number has digits"),
        new Row("version: 2", "version: 2, hold: 1194h",
            "16:35: hold is 1194h; expected whole milliseconds, 15ms to 3600s"),
        new Row("version: 2", "version: 2, hello: 999h",
            "16:36: hello is 999h; expected whole milliseconds, 15ms to 3600s"),
        new Row("pe1: { kind: pe }", "pe1: { kind: pe, loopback: 0.0.0.0 }",
            "3:30: 0.0.0.0 is nobody's address; expected a unicast address"),
        new Row("as: 65001 }", "as: 65001, loopback: 224.0.0.1 }",
            "6:41: 224.0.0.1 is nobody's address; expected a unicast address"),
        new Row("kind: radius }", "kind: radius, accounting-port: 1812 }",
            "5:3: radius radius1 has one port for authentication and accounting; expected two ports"),
        new Row("  - { lan: aaa, ends: [\"pe1:ge8\", \"radius1:eth0\"] }\n", "",
            "5:3: radius radius1 has no link; expected a link that ends at radius1:eth0"),
        new Row("delay: 1ms", "delay: 0.1ns", "9:45: delay is 0.1ns; expected whole nanoseconds, at most 87600h"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void saysWhatCannotBeBuilt(Row row) throws IOException {
    assertThat(GOOD).contains(row.replace());
    assertThat(errors(GOOD.replace(row.replace(), row.by()))).containsExactly(row.errors());
  }

  @Test
  void saysWhatIkeV2CannotAgreeOn() throws IOException {
    String second = GOOD.replace("ike: 1", "ike: 2");
    assertThat(errors(second.replace("key: secret", "authorization: local, " + networks(255)))).isEmpty();
    assertThat(errors(second.replace("key: secret", "authorization: local, " + networks(256)))).containsExactly(
        "24:36: group ra has 256 networks in \"split\", and IKEv2 agrees on 255; expected \"ike: 1\", or fewer "
            + "networks");
  }

  private List<String> errors(String text) throws IOException {
    Path file = folder.resolve("x.yaml");
    Files.writeString(file, text);
    List<Problem> errors = switch (Scenario.load(file, List.of())) {
      case Loaded.Valid _ -> List.of();
      case Loaded.Refused refused -> refused.errors();
    };
    return errors.stream().map(problem -> problem.toString().replace(file + ":", "")).toList();
  }
}
