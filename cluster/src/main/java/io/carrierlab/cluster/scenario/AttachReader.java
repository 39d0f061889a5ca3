package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.Plan.End;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.AttachConfig;
import io.carrierlab.node.topology.AttachConfig.Listen;
import io.carrierlab.node.topology.AttachConfig.Role;
import io.carrierlab.node.topology.VpnConfig;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads where real peers take part: nodes of kind {@code attach}, and the list {@code attach} that makes them. */
final class AttachReader {
  private static final int IKE = 500;
  private static final int NAT_TRAVERSAL = 4_500;
  private static final int APART = NAT_TRAVERSAL - IKE;
  private static final List<String> KEYS = List.of("to", "vpn", "listen", "nat-t-port");

  private final Plan plan;
  private final Fields root;
  private final AccessPlan access;
  private final NodesReader nodes;
  /** Where a socket is already, by address and port. */
  private final Map<String, Position> sockets = new HashMap<>();

  AttachReader(Plan plan, Fields root, AccessPlan access, NodesReader nodes) {
    this.plan = plan;
    this.root = root;
    this.access = access;
    this.nodes = nodes;
  }

  void read() {
    for (Yaml item : root.list("attach")) {
      Fields.of(item, plan.problems).ifPresent(this::item);
    }
    for (Node node : List.copyOf(plan.nodes.values())) {
      if (node.kind == Kind.ATTACH) {
        check(node);
      }
    }
  }

  /** Sockets for an attachment that is there, or an attachment of its own at the isp of the aggregator's link. */
  private void item(Fields said) {
    String to = said.text("to").orElse("");
    Optional<Node> there = plan.nodes.values().stream().filter(node -> node.kind == Kind.ATTACH)
        .filter(node -> node.name.equals(to) || node.settings.text("to").orElse("").equals(to)).findFirst();
    if (there.isPresent()) {
      there.get().attached = Optional.of(said);
      said.text("vpn").ifPresent(vpn -> there.get().vpn = vpn);
      return;
    }
    Optional<Aggregator> aggregator = aggregator(to, said.at("to"));
    Optional<Node> isp = aggregator.flatMap(each -> each.end.others().stream().map(far -> far.node)
        .filter(far -> far.kind == Kind.ISP).findFirst());
    if (isp.isEmpty()) {
      aggregator.ifPresent(each -> plan.problems.error(said.at("to"), "no isp is on the link of " + to,
          "a node of kind attach with a link to the Internet"));
      return;
    }
    var settings = new LinkedHashMap<String, Yaml.Entry>();
    KEYS.forEach(key -> said.mapping().get(key).ifPresent(value ->
        settings.put(key, new Yaml.Entry(said.at(key), value))));
    nodes.add(free(), Kind.ATTACH, said.at(), new Fields(new Yaml.Mapping(said.at(), settings), plan.problems))
        .ifPresent(node -> link(node, isp.get(), said.at()));
  }

  private String free() {
    int number = 1;
    while (plan.nodes.containsKey("attach" + number)) {
      number++;
    }
    return "attach" + number;
  }

  private void link(Node node, Node isp, Position at) {
    var link = new Link(plan.freeLinkName(isp.name + "--" + node.name), false,
        new Fields(Yaml.Mapping.empty(at), plan.problems));
    link.vpn = VpnConfig.INTERNET;
    if (plan.addEnd(link, isp, plan.freeInterface(isp), at, Fields.NONE)
        && plan.addEnd(link, node, "eth0", at, Fields.NONE)) {
      plan.addLink(link);
    }
  }

  private Optional<Aggregator> aggregator(String name, Position at) {
    Aggregator found = access.aggregators.get(name);
    if (found == null && !plan.doubtful.contains(name)) {
      plan.problems.error(at, Problem.quote(name) + " is not an aggregator", access.aggregators.isEmpty()
          ? "an end under access.aggregators" : "one of " + Plan.some(access.aggregators.keySet()),
          Nearest.to(name, access.aggregators.keySet()));
    }
    return Optional.ofNullable(found);
  }

  private void check(Node node) {
    Fields said = node.settings;
    if (node.ends.isEmpty()) {
      plan.problems.error(node.at, "attach " + node.name + " has no link", "a link that ends at " + node.name
          + ":eth0");
    }
    Optional<String> to = said.text("to");
    if (to.isEmpty()) {
      plan.problems.error(node.at, "attach " + node.name + " leads nowhere",
          "\"to\", an aggregator such as pe1:ge9 or a real RADIUS server such as 127.0.0.1:1812");
    } else if (server(node)) {
      for (String key : List.of("listen", "nat-t-port", "vpn")) {
        if (said.has(key)) {
          plan.problems.error(said.at(key), Problem.quote(key) + " means nothing to a RADIUS server outside",
              "\"to\", \"authentication-port\" and \"accounting-port\"");
        }
      }
    } else {
      aggregator(to.get(), said.at("to")).ifPresent(aggregator -> clients(node, aggregator));
    }
  }

  private void clients(Node node, Aggregator aggregator) {
    Fields said = node.settings;
    for (String key : List.of("authentication-port", "accounting-port")) {
      if (said.has(key)) {
        plan.problems.error(said.at(key), Problem.quote(key) + " means nothing to IPsec clients outside",
            "\"listen\" and \"nat-t-port\"");
      }
    }
    if (!node.ends.isEmpty() && !node.ends.getFirst().link.internet()) {
      plan.problems.error(node.ends.getFirst().at, "attach " + node.name + " is not on the Internet",
          "a link to an isp, or one with \"vpn: internet\"");
    }
    if (node.vpn.isEmpty()) {
      List<String> served = aggregator.groups.stream().flatMap(group -> group.vpn().stream()).map(vpn -> vpn.name)
          .distinct().toList();
      if (served.size() == 1) {
        node.vpn = served.getFirst();
      } else {
        plan.problems.error(node.at, aggregator.end.name() + " serves "
            + (served.isEmpty() ? "no VPN" : "the VPNs " + Plan.some(served)),
            "\"vpn\": the one whose clients are outside " + node.name);
      }
    } else {
      AccessReader.vpn(plan, node.attached.filter(own -> own.has("vpn")).orElse(said), "vpn");
    }
    listen(node).ifPresent(sockets -> {
      socket(node, sockets.address() + ":" + sockets.ikePort());
      socket(node, sockets.address() + ":" + sockets.natTraversalPort());
    });
  }

  private void socket(Node node, String socket) {
    Position earlier = sockets.putIfAbsent(socket, node.at);
    if (earlier != null) {
      plan.problems.error(node.at, "attach " + node.name + " has a socket that another has, from " + earlier,
          "ports of its own for \"listen\" and \"nat-t-port\"");
    }
  }

  /** Whether a real server is outside, not clients. */
  static boolean server(Node node) {
    return node.settings.text("to").flatMap(AttachReader::real).isPresent();
  }

  private static Optional<Listen> listen(Node node) {
    Fields said = node.attached.filter(own -> own.has("listen")).orElse(node.settings);
    return said.text("listen").flatMap(AttachReader::real).map(real -> new Listen(real.address(), real.port(),
        said.integer("nat-t-port").orElse(real.port() == IKE ? NAT_TRAVERSAL
            : real.port() + APART <= 65_535 ? real.port() + APART : real.port() - APART)));
  }

  private record Real(int address, int port) {}

  private static Optional<Real> real(String text) {
    int colon = text.indexOf(':');
    return colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}") ? Optional.empty()
        : NodesReader.address(text.substring(0, colon))
            .map(address -> new Real(address, Integer.parseInt(text.substring(colon + 1))))
            .filter(real -> real.port() > 0 && real.port() < 65_536);
  }

  static AttachConfig build(Plan plan, Node node, AccessPlan access) {
    End end = node.ends.getFirst();
    Fields said = node.settings;
    String to = said.text("to").orElseThrow();
    Role role = real(to).<Role>map(real -> new AttachConfig.Server(
        AccessBuild.port(node, "authentication-port"), AccessBuild.port(node, "accounting-port"), real.address(),
        real.port())).orElseGet(() -> new AttachConfig.Clients(
        access.aggregators.get(to).publicAddress(plan),
        node.vpn, listen(node)));
    return new AttachConfig(node.name, end.address.getAsInt(), end.link.subnet.orElseThrow().length(),
        said.text("gateway").flatMap(NodesReader::address).orElseGet(() -> LastMiles.nextHop(end)), role);
  }
}
