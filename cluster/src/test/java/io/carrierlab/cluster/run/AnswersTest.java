package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.Observations.Silence;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import io.carrierlab.loadgen.lab.Inspection;
import io.carrierlab.loadgen.lab.Questions;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is asked answers, with all its parts; and who does not is known by name. */
class AnswersTest {
  private static final Duration SOON = Duration.ofSeconds(3);

  private static Inspection ask(Network network, Duration at) {
    return Questions.now(network, at, Depth.TABLES);
  }

  private static List<String> names(Topology topology, java.util.BitSet nodes) {
    return nodes.stream().mapToObj(node -> topology.nodes().get(node).name()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-customers", "coke", "two-box", "gre-keepalive", "hub-and-spoke"})
  void everyDeviceAnswersWithAllItsParts(String example) {
    Scenario scenario = Examples.load(example);
    var watch = new HostWatch(index -> scenario.topology().nodes().get(index).name());
    try (var network = new Network(scenario.topology(), new Network.Options(1, 2, false, true),
        new Devices(scenario.topology(), host -> watch))) {
      Inspection said = ask(network, SOON);
      assertThat(names(scenario.topology(), said.unanswered())).isEmpty();
      assertThat(said.off().isEmpty()).isTrue();
    }
  }

  @Test
  void whoSaysNothingAndWhoHasNoPowerAreTold() {
    Scenario scenario = Examples.load("two-customers");
    var watch = new HostWatch(index -> scenario.topology().nodes().get(index).name());
    var devices = new Devices(scenario.topology(), host -> watch);
    Behavior<PortMessage> mute = Behaviors.receive(PortMessage.class).onAnyMessage(_ -> Behaviors.same()).build();
    try (var network = new Network(scenario.topology(), new Network.Options(1, 2, false, true),
        (node, config) -> config.name().equals("p1") ? mute : devices.apply(node, config))) {
      network.powerOff(network.links().index("pe1"), SOON.minusSeconds(1));
      Inspection said = ask(network, SOON);
      assertThat(names(scenario.topology(), said.unanswered())).containsExactly("p1");
      assertThat(names(scenario.topology(), said.off())).containsExactly("pe1");
    }
  }

  /** Of real time, too: all answer, however long it takes them, and the state at the end is complete. */
  @Test
  void inRealTimeTheStateIsThatOfAllDevices() throws IOException {
    Scenario scenario = Examples.load("two-customers");
    var options = new RunOptions(1, 1, false, false, Duration.ofMillis(300), List.of(), false, Optional.empty());
    try (var runner = new Runner(scenario, options)) {
      Runner.Outcome outcome = runner.run(reached -> { });
      Map<String, Long> tables = outcome.tables().stream()
          .collect(Collectors.groupingBy(table -> table.node(), TreeMap::new, Collectors.counting()));
      assertThat(tables.keySet()).containsAll(scenario.topology().nodes().stream().map(node -> node.name()).toList());
      assertThat(outcome.seen().devices().silences()).isEmpty();
    }
  }

  @Test
  void aVrfWithoutSasHasNoneAndADeadNodeHasNoCount() throws IOException {
    Scenario scenario = AccessLab.scenario("""
        duration: 20s
        access:
          radius: { secret: between-us }
          groups:
            - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 20 } }
          aggregators:
            - { at: "pe1:ge9", radius: [radius1] }
        drill:
          - { at: 10s, crash: pe1 }
        expect:
          - { id: none, count: sas, node: pe1, vrf: acme, equals: 0, at: 5s }
          - { id: ike, count: ike-sas, node: pe1, vrf: acme, equals: 0, at: 5s }
          - { id: dead, count: sas, node: pe1, vrf: acme, equals: 0, at: 15s }
          - { id: no-table, count: sas, node: pe2, equals: 0, at: 5s }
        """);
    var options = new RunOptions(1, 1, false, true, scenario.duration(), List.of(), false, Optional.empty());
    try (var runner = new Runner(scenario, options)) {
      Runner.Outcome outcome = runner.run(reached -> { });
      assertThat(outcome.verdicts().stream().map(each -> each.id() + ": " + each.outcome() + ": " + each.observed()))
          .containsExactly("none: " + Outcome.PASS + ": 0 IPsec SA pairs", "ike: " + Outcome.PASS + ": 0 IKE SAs",
              "dead: " + Outcome.NOT_EVALUATED + ": not evaluated: pe1 had no power",
              "no-table: " + Outcome.NOT_EVALUATED
                  + ": not evaluated: pe2 gave no count of IPsec SA pairs at that time");
      assertThat(outcome.seen().devices().silences().stream().filter(each -> !each.off())).isEmpty();
      assertThat(outcome.seen().devices().silences()).extracting(Silence::node).containsOnly("pe1");
    }
  }
}
