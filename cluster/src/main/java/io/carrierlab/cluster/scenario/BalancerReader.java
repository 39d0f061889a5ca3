package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.Balancer.Farm;
import io.carrierlab.cluster.scenario.Balancer.Real;
import io.carrierlab.cluster.scenario.Balancer.Virtual;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ip.IpProtocol;
import io.carrierlab.protocols.slb.SlbConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code slb} of nodes of this kind, or their configurations. */
final class BalancerReader {
  private static final int GROUP = 1;
  /** Not IOS's: those are for connections of seconds. */
  private static final Duration STICKY = Duration.ofSeconds(6000);
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int FAILDETECT = 3;

  private final Plan plan;

  BalancerReader(Plan plan) {
    this.plan = plan;
  }

  void read() {
    for (Node node : plan.nodes.values()) {
      boolean configured = node.config.filter(ConfiguredBalancer::says).isPresent();
      if (node.kind != Kind.SLB) {
        node.config.filter(_ -> configured).ifPresent(config -> plan.problems.error(ConfiguredBalancer.at(config),
            "ip slb means nothing to a " + node.kind.text(), "a node of kind slb"));
      } else if (configured == node.settings.has("slb")) {
        plan.problems.error(node.at, "slb " + node.name + (configured ? " has \"slb\" and ip slb in its configuration"
            : " balances nothing"), "\"slb\", or \"config\" with ip slb");
        plan.balancers.put(node, new Balancer(node));
      } else {
        var balancer = new Balancer(node);
        if (configured) {
          new ConfiguredBalancer(plan, node.config.get()).read(balancer);
        } else {
          said(balancer, node.settings.fields("slb"));
        }
        balancer.checkLinks(plan);
        plan.balancers.put(node, balancer);
      }
    }
  }

  private void said(Balancer balancer, Fields said) {
    String name = balancer.node.name;
    boolean probed = !said.has("probe") || said.fields("probe") != Fields.NONE;
    if (probed) {
      Fields probe = said.fields("probe");
      balancer.probes.add(new SlbConfig.Probe(name, probe.duration("interval").orElse(INTERVAL),
          probe.integer("faildetect").orElse(FAILDETECT)));
    }
    var reals = new ArrayList<Real>();
    for (Yaml item : said.list("reals")) {
      Fields own = Fields.of(item, plan.problems).orElse(Fields.NONE);
      String text = (own == Fields.NONE ? Fields.text(item) : own.text("at")).orElse("");
      Position at = own == Fields.NONE ? item.at() : own.at("at");
      int weight = own.integer("weight").or(() -> said.integer("weight")).orElse(1);
      OptionalInt most = most(own).or(() -> most(said)).map(OptionalInt::of).orElse(OptionalInt.empty());
      NodesReader.address(text).ifPresent(address ->
          reals.add(new Real(Optional.empty(), address, at, weight, most, true)));
      if (NodesReader.address(text).isEmpty() && text.indexOf(':') > 0) {
        for (String each : plan.expandEnd(text, at)) {
          plan.end(each, at).ifPresent(end -> add(balancer, end, at, new Real(Optional.of(end), 0, at, weight, most,
              true), reals));
        }
      }
    }
    balancer.farms.add(new Farm(name, reals, probed ? List.of(name) : List.of(),
        !said.has("purge") || said.flag("purge")));
    balancer.mostConnections = said.integer("most-connections").orElse(balancer.mostConnections);
    said.text("address").flatMap(NodesReader::address).ifPresent(address -> {
      server(balancer, said, "esp", address, IpProtocol.ESP, OptionalInt.empty());
      server(balancer, said, "isakmp", address, IpProtocol.UDP, OptionalInt.of(Path.IKE));
      server(balancer, said, "nat-t", address, IpProtocol.UDP, OptionalInt.of(Path.NAT_TRAVERSAL));
    });
  }

  private static Optional<Integer> most(Fields said) {
    return said.integer("maxconns");
  }

  private void add(Balancer balancer, End end, Position at, Real real, List<Real> reals) {
    if (end.link.ends.stream().noneMatch(far -> far.node == balancer.node)) {
      plan.problems.error(at, end.name() + " is on no link of " + balancer.node.name,
          "a server on a link of its own: packets go to its MAC address");
    } else if (end.node == balancer.node) {
      plan.problems.error(at, balancer.node.name + " is its own real server", "another node's end");
    } else {
      reals.add(real);
    }
  }

  private static void server(Balancer balancer, Fields said, String service, int address, int protocol,
      OptionalInt port) {
    Duration sticky = said.duration("sticky").orElse(STICKY);
    balancer.servers.add(new Virtual(new SlbConfig.VirtualServer(service, address, protocol, port,
        balancer.node.name, sticky.isZero() ? Optional.empty() : Optional.of(sticky), GROUP,
        said.duration("idle").orElse(SlbConfig.USUAL_IDLE), true), said.at("address")));
  }
}
