package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.node.device.Devices;
import io.carrierlab.node.host.HostCommand;
import io.carrierlab.node.inspect.Depth;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.network.NodeOrder;
import io.carrierlab.node.network.NodeReport;
import io.carrierlab.node.network.NodeReport.Reported;
import io.carrierlab.node.topology.HostConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes report is a part of the run: the same, in the same order, whoever ran them. */
class ReportsTest {
  private static final String CLIENTS = """
      duration: 60s
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 20 } }
        aggregators:
          - { at: "pe1:ge9", radius: [radius1] }
      load:
        clients:
          - { name: home, group: acme-ra, count: 8, via: isp1, start: 20s, arrival: 4/s, traffic: { to: host-acme } }
      """;

  private static List<Reported> reports(Scenario scenario, int threads) {
    var all = new ArrayList<Reported>();
    try (var network = new Network(scenario.topology(), new Network.Options(1, threads, false, true), new Devices(
        scenario.topology(), host -> new HostWatch(index -> scenario.topology().nodes().get(index).name())))) {
      for (int second = 5; second <= 40; second += 5) {
        for (int node = 0; node < scenario.topology().nodes().size(); node++) {
          network.order(node, Duration.ofSeconds(second), new NodeOrder.Show(second, Depth.TABLES));
        }
      }
      int pe1 = network.links().index("pe1");
      network.powerOff(pe1, Duration.ofSeconds(29));
      network.powerOn(pe1, Duration.ofSeconds(33));
      network.runUntil(Duration.ofSeconds(17), all::add);
      network.runUntil(Duration.ofSeconds(40), all::add);
    }
    return all;
  }

  @Test
  void areTheSameAtAnyNumberOfThreads() {
    Scenario scenario = AccessLab.scenario(CLIENTS);
    List<Reported> all = reports(scenario, 1);
    assertThat(all).extracting(Reported::atNanos).isSorted();
    assertThat(all).extracting(report -> report.what().getClass().getSimpleName())
        .contains("Event", "Table", "Count", "Client", "Sa", "Gateway", "Accounting", "Ports", "Done", "Off");
    assertThat(reports(scenario, 4)).isEqualTo(all);
    List<Integer> off = all.stream().filter(report -> report.what() instanceof NodeReport.Off).map(Reported::node)
        .toList();
    assertThat(off).isEqualTo(List.of(index(scenario, "pe1")));
  }

  private static int index(Scenario scenario, String name) {
    return scenario.topology().nodes().stream().map(node -> node.name()).toList().indexOf(name);
  }

  /** An order to a device that has no power is lost, and so says nothing. */
  @Test
  void anOrderToADeviceWithoutPowerIsLost() {
    Scenario scenario = Examples.load("two-customers");
    var heard = new ArrayList<Reported>();
    int host = index(scenario, scenario.topology().nodes().stream().filter(HostConfig.class::isInstance).findFirst()
        .orElseThrow().name());
    var watch = new HostWatch(index -> scenario.topology().nodes().get(index).name());
    try (var network = new Network(scenario.topology(), new Network.Options(1, 1, false, true),
        new Devices(scenario.topology(), name -> watch))) {
      network.powerOff(host, Duration.ofSeconds(1));
      network.tell(host, Duration.ofSeconds(2), new HostCommand.Ping(1, 1, 1));
      network.order(host, Duration.ofSeconds(3), new NodeOrder.Show(1, Depth.COUNTS));
      network.runUntil(Duration.ofSeconds(4), report -> {
        if (report.node() == host) {
          heard.add(report);
        }
      });
    }
    assertThat(heard).containsExactly(new Reported(3_000_000_000L, host, new NodeReport.Off(1)));
  }
}
