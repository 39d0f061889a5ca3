package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.AccessPlan.Aggregator;
import io.carrierlab.cluster.scenario.AccessPlan.Crowd;
import io.carrierlab.cluster.scenario.AccessPlan.Group;
import io.carrierlab.cluster.scenario.AccessPlan.Member;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Link;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Position;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.ike.GroupPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads {@code load.clients} and makes the nodes of each population {@code NAME}: last miles {@code NAME-lm1} ...,
 * each with one uplink, and clients {@code NAME-1} ..., each with a line to a last mile, taken one after the other.
 */
final class ClientsReader {
  private static final int USUAL_LINES = 50;

  private final Plan plan;
  private final Fields load;
  private final AccessPlan access;
  private final NodesReader nodes;
  private final Map<String, Integer> nextUser = new HashMap<>();

  ClientsReader(Plan plan, Fields root, AccessPlan access, NodesReader nodes) {
    this.plan = plan;
    this.load = root.fields("load");
    this.access = access;
    this.nodes = nodes;
  }

  void read() {
    access.clientsSaid = load.has("clients");
    for (Yaml item : load.list("clients")) {
      Fields.of(item, plan.problems).ifPresent(this::population);
    }
  }

  private void population(Fields said) {
    Optional<Group> group = said.text("group")
        .flatMap(name -> AccessReader.group(access, plan, name, said.at("group")));
    String name = said.text("name").or(() -> said.text("group")).orElse("");
    Crowd earlier = access.crowds.get(name);
    if (earlier != null) {
      plan.problems.error(said.at(said.has("name") ? "name" : "group"), "duplicate population "
          + Problem.quote(name) + ", first at " + earlier.said().at(), "a \"name\" of its own");
      return;
    }
    Optional<Gateway> gateway = group.isEmpty() ? Optional.empty() : gateway(said, group.get());
    List<Node> upstream = upstream(said);
    if (!name.isEmpty() && !name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      plan.problems.error(said.at("group"), "nodes cannot be called after group " + name, "a \"name\"");
      return;
    }
    if (group.isEmpty() || name.isEmpty() || gateway.isEmpty() || upstream.isEmpty()) {
      plan.doubtful.add(name);
      return;
    }
    int count = said.integer("count").orElse(1);
    int ike = said.integer("ike").orElseGet(() -> gateway.get().aggregator()
        .map(a -> IkeReader.versions(a.said, List.of(1, 2)).getFirst()).orElse(1));
    gateway.get().aggregator().filter(a -> !IkeReader.versions(a.said, List.of(1, 2)).contains(ike)).ifPresent(a ->
        plan.problems.error(said.at("ike"), "aggregator " + a.end.name() + " does not speak IKEv" + ike,
            "\"ike: [1, 2]\" there"));
    int first = said.integer("first-user")
        .orElseGet(() -> nextUser.getOrDefault(group.get().name(),
            group.get().users().map(users -> users.first()).orElse(1)));
    nextUser.put(group.get().name(), first + count);
    group.get().users().filter(users -> first < users.first() || first + count - 1 > users.last()).ifPresent(users ->
        plan.problems.warning(said.at("count"), "clients of " + name + " are users " + first + " to "
            + (first + count - 1) + " and group " + group.get().name() + " has " + users.first() + " to "
            + users.last()));
    var crowd = new Crowd(name, said, group.get(), gateway.get().aggregator(),
        gateway.get().address(), ike, count, first);
    access.crowds.put(name, crowd);
    checkMode(crowd);
    new ClientBuild(plan, access).read(crowd);
    make(crowd, upstream);
  }

  private void checkMode(Crowd crowd) {
    Fields said = crowd.said();
    if (crowd.ike() == 2 && said.has("mode")) {
      plan.problems.error(said.at("mode"), "IKEv2 has no " + said.text("mode").orElse("") + " mode",
          "no \"mode\", or \"ike: 1\"");
    }
    int networks = crowd.group().policy().splitTunnel().size();
    if (crowd.ike() == 2 && networks > GroupPolicy.MOST_SPLIT_IN_IKE_2) {
      plan.problems.error(said.at(said.has("ike") ? "ike" : "group"), "group " + crowd.group().name() + " has "
          + networks + " networks in \"split\", and IKEv2 agrees on " + GroupPolicy.MOST_SPLIT_IN_IKE_2,
          "\"ike: 1\", or fewer networks");
    }
    if (crowd.ike() == 1 && said.text("mode").orElse("").equals("main") && !crowd.group().certificates()) {
      plan.problems.warning(said.at("mode"), "in main mode a shared key is found by the client's address, not by its"
          + " group: an aggregator has a group's key in aggressive mode only");
    }
  }

  private record Gateway(Optional<Aggregator> aggregator, int address) {}

  /**
   * What is said, or the only aggregator that serves the group, or its only HSRP group of aggregators, or those behind
   * its only load balancer.
   */
  private Optional<Gateway> gateway(Fields said, Group group) {
    Optional<String> text = said.text("gateway");
    Optional<Integer> address = text.flatMap(NodesReader::address);
    if (address.isPresent()) {
      return Optional.of(new Gateway(access.serving(group).stream().filter(a -> Balancer.before(plan, a.end)
          .filter(balancer -> balancer.addresses().contains(address.get())).isPresent()).findFirst(), address.get()));
    }
    List<Aggregator> serving = access.sharers(group);
    List<String> names = Stream.concat(serving.stream().flatMap(a -> a.redundancy.stream()).map(it -> it.group()),
        access.serving(group).stream().map(a -> a.end.name())).toList();
    if (text.isEmpty() && serving.size() != 1 && !balanced(serving)) {
      if (!access.aggregators.isEmpty() && (plan.balancers.isEmpty() || !plan.problems.anyErrors())) {
        plan.problems.error(said.at(), serving.isEmpty() ? "no aggregator serves group " + group.name()
            : "several aggregators serve group " + group.name(), serving.isEmpty() ? "one under access.aggregators"
            : "\"gateway\", one of " + String.join(", ", names)
            + (plan.balancers.isEmpty() ? "" : ", or the virtual address of a load balancer"));
      }
      return Optional.empty();
    }
    Optional<Aggregator> found = text.isEmpty() ? Optional.of(serving.getFirst())
        : access.aggregator(text.get());
    if (found.isEmpty() && !plan.doubtful.contains(text.get())) {
      plan.problems.error(said.at("gateway"), Problem.quote(text.get()) + " is not an aggregator", names.isEmpty()
          ? "an end under access.aggregators, or an address" : "one of " + String.join(", ", names),
          Nearest.to(text.get(), names));
    }
    found.ifPresent(one -> access.aggregators.values().stream()
        .filter(other -> other != one && other.standsInFor(one) && !other.groups.contains(group)).forEach(other ->
            plan.problems.error(said.at("gateway"), "aggregator " + other.end.name() + " of HSRP group "
                + one.redundancy.get().group() + " does not serve group " + group.name(),
                "the same groups at all of them")));
    return found.map(aggregator -> new Gateway(Optional.of(aggregator), 0));
  }

  /** Whether all are behind one load balancer. */
  private boolean balanced(List<Aggregator> serving) {
    List<Optional<Balancer>> before = serving.stream().map(a -> Balancer.before(plan, a.end)).distinct().toList();
    return before.size() == 1 && before.getFirst().isPresent();
  }

  private List<Node> upstream(Fields said) {
    List<Yaml> items = said.has("via") && said.list("via").isEmpty()
        ? said.mapping().get("via").stream().toList() : said.list("via");
    var found = new ArrayList<Node>();
    for (Yaml item : items) {
      for (String name : Fields.text(item).flatMap(plan::expand).orElse(List.of())) {
        Node node = plan.nodes.get(name);
        if (node == null || node.kind != Kind.ISP) {
          plan.problems.error(item.at(), Problem.quote(name) + (node == null ? " is not a node" : " is a "
              + node.kind.text()), "a node of kind isp", Nearest.to(name,
              plan.nodes.values().stream().filter(n -> n.kind == Kind.ISP).map(n -> n.name).toList()));
        } else {
          found.add(node);
        }
      }
    }
    return found;
  }

  private void make(Crowd crowd, List<Node> upstream) {
    Fields said = crowd.said();
    Position at = said.at("count");
    int lines = said.integer("lines").orElse(USUAL_LINES);
    int miles = (crowd.count() + lines - 1) / lines;
    for (int mile = 0; mile < miles; mile++) {
      Optional<Node> lastMile = nodes.add(crowd.name() + "-lm" + (mile + 1), Kind.LAST_MILE, at, nat(said, at));
      if (lastMile.isEmpty() || !uplink(said, lastMile.get(), upstream.get(mile % upstream.size()), at)) {
        return;
      }
      for (int n = mile * lines; n < Math.min(crowd.count(), (mile + 1) * lines); n++) {
        Optional<Node> client = nodes.add(crowd.name() + "-" + (n + 1), Kind.CLIENT, at, Fields.NONE);
        if (client.isEmpty() || !line(said, lastMile.get(), client.get(), n - mile * lines + 1, at)) {
          return;
        }
        access.members.put(client.get(), new Member(crowd, crowd.firstUser() + n));
      }
    }
  }

  private Fields nat(Fields said, Position at) {
    var entries = new LinkedHashMap<String, Yaml.Entry>();
    said.mapping().get("nat").ifPresent(nat -> entries.put("nat", new Yaml.Entry(at, nat)));
    return new Fields(new Yaml.Mapping(at, entries), plan.problems);
  }

  private boolean uplink(Fields said, Node lastMile, Node isp, Position at) {
    Fields own = said.has("uplink") ? said.fields("uplink") : new Fields(Yaml.Mapping.empty(at), plan.problems);
    var link = new Link(plan.freeLinkName(isp.name + "--" + lastMile.name), false, own);
    return join(link, own, lastMile, "up0", isp, plan.freeInterface(isp), at);
  }

  private boolean line(Fields said, Node lastMile, Node client, int number, Position at) {
    var link = new Link(plan.freeLinkName(lastMile.name + "--" + client.name), false, said);
    return join(link, said, client, "eth0", lastMile, "line" + number, at);
  }

  private boolean join(Link link, Fields said, Node near, String nearInterface, Node far, String farInterface,
      Position at) {
    said.duration("delay").ifPresent(delay -> link.delay = delay);
    link.vpn = VpnConfig.INTERNET;
    if (!plan.addEnd(link, near, nearInterface, at, Fields.NONE)
        || !plan.addEnd(link, far, farInterface, at, Fields.NONE)) {
      return false;
    }
    plan.addLink(link);
    return true;
  }
}
