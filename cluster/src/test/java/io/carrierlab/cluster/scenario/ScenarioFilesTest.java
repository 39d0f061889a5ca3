package io.carrierlab.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario.Loaded;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.RouterConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files: what cannot be read, includes, overrides, device configurations, and bounds. */
class ScenarioFilesTest {
  @TempDir
  Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Loaded load(String name, String... overrides) {
    return Scenario.load(folder.resolve(name), List.of(overrides));
  }

  private Scenario valid(String name, String... overrides) {
    var loaded = load(name, overrides);
    assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    return ((Loaded.Valid) loaded).scenario();
  }

  private List<String> errors(String name, String... overrides) {
    return load(name, overrides) instanceof Loaded.Refused refused ? texts(refused.errors()) : List.of();
  }

  private List<String> texts(List<Problem> problems) {
    return problems.stream().map(problem -> problem.toString().replace(folder + "/", "")).toList();
  }

  @Test
  void refusesWhatIsNoTextFile() throws IOException {
    assertThat(errors("none.yaml")).containsExactly("none.yaml: there is no file none.yaml");
    Files.createDirectory(folder.resolve("dir.yaml"));
    assertThat(errors("dir.yaml"))
        .containsExactly("dir.yaml: cannot read dir.yaml: it is a directory; expected a file");
    write("empty.yaml", "# nothing\n");
    assertThat(errors("empty.yaml"))
        .containsExactly("empty.yaml: the file is empty; expected a mapping such as \"name: my-network\"");
    write("list.yaml", "- a\n");
    assertThat(errors("list.yaml"))
        .containsExactly("list.yaml:1:1: the file is a list; expected a mapping such as \"name: my-network\"");
    Files.write(folder.resolve("latin.yaml"), "name: x\nseed: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(errors("latin.yaml"))
        .containsExactly("latin.yaml:2:7: octet 0xe9 is not UTF-8; expected a text file in UTF-8");
    write("control.yaml", "name: x\nseed: \u0007\n");
    assertThat(errors("control.yaml"))
        .containsExactly("control.yaml:2:7: the character U+0007 is not allowed in YAML");
    write("large.yaml", "# " + "x".repeat(5 << 20));
    assertThat(errors("large.yaml"))
        .containsExactly("large.yaml: large.yaml is larger than 4 MiB; expected a smaller file");
  }

  @Test
  void boundsWhatAFileExpandsTo() throws IOException {
    var bomb = new StringBuilder("name: x\nx-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("x-").append(i).append(": &a").append(i).append(" [").append(("*a" + (i - 1) + ", ").repeat(9))
          .append("*a").append(i - 1).append("]\n");
    }
    write("bomb.yaml", bomb.toString());
    assertThat(errors("bomb.yaml"))
        .containsExactly("bomb.yaml:7:21: the file has more than 400000 values, aliases expanded");
    write("deep.yaml", "[".repeat(1_000_000));
    assertThat(errors("deep.yaml")).containsExactly("deep.yaml:1:41: nested more than 40 deep");
    write("cycle.yaml", "x-a: &a [*a]\n");
    assertThat(errors("cycle.yaml"))
        .containsExactly("cycle.yaml:1:10: there is no anchor &a before this; expected an anchor above");
  }

  @Test
  void reportsAllErrorsInTheOrderOfTheFile() throws IOException {
    write("many.yaml", ScenarioErrorsTest.GOOD.replace("seed: 1", "sede: 1").replace("2ms, loss", "2, loss")
        .replace("\"ce-a1:ge0\"", "\"ce-a3:ge0\"").replace("targets: [\"65000:1\"]", "import: [\"65000:7\"]")
        .replace("reach: [host-a1", "reach: [host-b1"));
    assertThat(errors("many.yaml")).extracting(text -> text.split(";")[0]).containsExactly(
        "many.yaml:2:1: unknown key \"sede\"", "many.yaml:16:43: delay is 2, without a unit",
        "many.yaml:17:25: link end \"ce-a3\" is not a node",
        "many.yaml:24:14: nothing exports the route target 65000:7 that VRF A imports",
        "many.yaml:31:25: \"host-b1\" is not a host");
  }

  @Test
  void mergesIncludesUnderTheFile() throws IOException {
    write("parts/core.yaml", """
        duration: 90s
        nodes: { p1: { kind: p }, p2: { kind: p, ospf: { hello: 2s, dead: 8s } } }
        links: [{ ends: ["p1:ge0", "p2:ge0"] }]
        """);
    write("main.yaml", """
        name: main
        include: [parts/core.yaml, parts/core.yaml]
        duration: 30s
        nodes: { p2: { ospf: { hello: 1s } }, p3: { kind: p } }
        links: [{ ends: ["p2:ge1", "p3:ge0"] }]
        """);
    var scenario = valid("main.yaml");
    assertThat(scenario.duration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(scenario.topology().links()).extracting(LinkConfig::name).containsExactly("p1--p2", "p2--p3");
    var ospf = ((RouterConfig) scenario.topology().nodes().get(1)).ospf().orElseThrow();
    assertThat(ospf.hello()).isEqualTo(Duration.ofSeconds(1));
    assertThat(ospf.dead()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void namesTheFileInWhichAnErrorIs() throws IOException {
    write("a.yaml", "name: a\ninclude: sub/b.yaml\n");
    write("sub/b.yaml", "include: ../c.yaml\nseed: x\n");
    write("c.yaml", "duratoin: 5s\ninclude: a.yaml\n");
    assertThat(errors("a.yaml")).extracting(text -> text.split(";")[0]).containsExactly(
        "sub/b.yaml:2:7: seed is the text \"x\"",
        "sub/../c.yaml:1:1: unknown key \"duratoin\"",
        "sub/../c.yaml:2:10: include loop: a.yaml -> b.yaml -> c.yaml -> a.yaml");
    write("d.yaml", "name: d\ninclude: [gone.yaml, 5]\n");
    assertThat(errors("d.yaml")).containsExactly("d.yaml:2:11: there is no file gone.yaml",
        "d.yaml:2:22: include is the number 5; expected a file name or a list of them");
  }

  @Test
  void overridesByPath() throws IOException {
    write("x.yaml", ScenarioErrorsTest.GOOD);
    var scenario = valid("x.yaml", "links.0.delay=5ms", "links.a1.delay=7ms", "kinds.pe.ospf.hello=1s", "seed=9",
        "capture.+=pe2:ge1", "vpns.A.labels=per-prefix", "expect.outage.within=10s", "nodes.p1.ospf.dead=20s");
    assertThat(scenario.seed()).isEqualTo(9);
    assertThat(scenario.topology().links()).extracting(LinkConfig::delay)
        .startsWith(Duration.ofMillis(5)).contains(Duration.ofMillis(7));
    assertThat(scenario.captures()).extracting(Scenario.Capture::node).containsExactly("pe1", "pe2");
  }

  @Test
  void explainsOverridesThatFail() throws IOException {
    write("x.yaml", ScenarioErrorsTest.GOOD);
    assertThat(errors("x.yaml", "seed")).containsExactly(
        "--set seed: no value; expected PATH=VALUE such as links.0.delay=5ms");
    assertThat(errors("x.yaml", "links.99.delay=5ms")).containsExactly(
        "--set links.99.delay=5ms: the list links has no item \"99\"; expected 0 to 5, a name, or + to append one");
    assertThat(errors("x.yaml", "links.0.delay=5")).containsExactly(
        "--set links.0.delay=5: delay is 5, without a unit; "
        + "expected a time of more than 0, with a unit (ns, us, ms, s, m, h), such as 10ms or 3s");
    assertThat(errors("x.yaml", "links.0.dely=5ms")).hasSize(1).first().asString()
        .startsWith("--set links.0.dely=5ms: unknown key \"dely\" in links[0]").endsWith("did you mean \"delay\"?");
    assertThat(errors("x.yaml", "seed.x=5")).containsExactly("--set seed.x=5: seed is the number 1 and has no \"x\"");
    assertThat(errors("x.yaml", "a..b=5")).containsExactly(
        "--set a..b=5: the path \"a..b\" has an empty step or too many; expected keys joined by dots, such as "
            + "links.0.delay");
    assertThat(errors("x.yaml", "seed=[")).hasSize(1).first().asString().startsWith("--set seed=[: not YAML: ");
  }

  @Test
  void readsAConfigurationBesideTheFileThatNamesIt() throws IOException {
    String good = ScenarioErrorsTest.GOOD.replace("pe1: { kind: pe }", "pe1: { kind: pe, config: cfg/pe1.cfg }")
        .replace("sites: [\"pe1:ge1\", ", "sites: [");
    write("x.yaml", good);
    write("cfg/pe1.cfg", """
        ip vrf A
         rd 65000:1
         route-target both 65000:1
        interface ge1
         ip vrf forwarding A
         ip address 192.168.1.2 255.255.255.252
        """);
    var pe1 = (RouterConfig) valid("x.yaml").topology().nodes().get(1);
    assertThat(pe1.vrfs()).hasSize(1);
    assertThat(pe1.vrfs().getFirst().bgp().orElseThrow().neighbors()).hasSize(1);
    assertThat(pe1.interfaces().get(1).vrf()).contains("A");
    assertThat(pe1.interfaces().get(1).address() & 0xff).isEqualTo(2);

    write("cfg/pe1.cfg",
        "ip vrf A\n rd 65000:1\n route-traget both 65000:1\ninterface ge1\n ip address 10.7.0.1 /24\n");
    assertThat(errors("x.yaml")).hasSize(2).satisfies(errors -> {
      assertThat(errors.get(0)).startsWith("cfg/pe1.cfg:3:2: unknown command \"route-traget both 65000:1\" in VRF A; "
          + "expected one of rd NUMBER, ").endsWith("did you mean \"route-target\"?");
      assertThat(errors.get(1)).isEqualTo("cfg/pe1.cfg:5:22: \"/24\" is not an IPv4 address; expected one such as "
          + "10.0.0.1");
    });
    write("x.yaml", ScenarioErrorsTest.GOOD.replace("pe1: { kind: pe }", "pe1: { kind: pe, config: cfg/pe1.cfg }"));
    write("cfg/pe1.cfg", "interface ge1\n ip address 10.7.0.1 255.255.255.0\n");
    assertThat(errors("x.yaml")).contains(
        "cfg/pe1.cfg:2:13: pe1:ge1 is in 10.7.0.0/24 and its link in 192.168.1.0/30, "
        + "from x.yaml:17:47; expected the same subnet");
  }

  @Test
  void warnsOfWhatIsProbablyWrong() throws IOException {
    write("x.yaml", ScenarioErrorsTest.GOOD.replace("as: 65002", "as: 65001")
        .replace("targets: [\"65000:1\"]", "targets: [\"65000:1\"]\n    export: [\"65000:9\"]"));
    var loaded = load("x.yaml");
    assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    assertThat(texts(loaded.warnings())).containsExactly(
        "x.yaml:25:14: nothing imports the route target 65000:9 that VRF A exports",
        "x.yaml:26:24: CEs ce-a1 and ce-a2 of VPN A are both in AS 65001: without \"as-override\" they refuse each "
            + "other's routes");
  }
}
