package io.carrierlab.cluster.scenario;

import io.carrierlab.cluster.scenario.AccessPlan.Crowd;
import io.carrierlab.cluster.scenario.AccessPlan.Group;
import io.carrierlab.cluster.scenario.Plan.Kind;
import io.carrierlab.cluster.scenario.Plan.Node;
import io.carrierlab.cluster.source.Nearest;
import io.carrierlab.cluster.source.Problem;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.ClientConfig.Life;
import io.carrierlab.node.topology.ClientConfig.Population;
import io.carrierlab.node.topology.ClientConfig.Traffic;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Selector;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the clients of a population are told: read before addresses are known, built after. */
final class ClientBuild {
  static final Duration USUAL_START = Duration.ofSeconds(10);

  private final Plan plan;
  private final AccessPlan access;
  private final Map<String, Population> built = new HashMap<>();

  ClientBuild(Plan plan, AccessPlan access) {
    this.plan = plan;
    this.access = access;
  }

  /** Reads all that can be wrong in a population, for its errors. */
  void read(Crowd crowd) {
    Fields said = crowd.said();
    access.settings.put(crowd.name(), settings(crowd));
    Life life = life(crowd);
    if (!life.stop().isZero() && life.start().plus(life.every().multipliedBy((long) crowd.firstUser() - 1))
        .compareTo(life.stop()) >= 0) {
      plan.problems.error(said.at("stop"), "clients of " + crowd.name() + " stop at " + Build.text(life.stop())
          + ", before the first starts", "a later time");
    }
    for (String key : List.of("traffic", "internet")) {
      Fields traffic = said.fields(key);
      traffic.text("to").filter(to -> NodesReader.address(to).isEmpty()).ifPresent(to -> {
        Node node = plan.nodes.get(to);
        if (node == null || node.kind != Kind.HOST) {
          plan.problems.error(traffic.at("to"), Problem.quote(to) + (node == null ? " is not a host"
              : " is a " + node.kind.text()), "a host or an address", Nearest.to(to,
              plan.nodes.values().stream().filter(n -> n.kind == Kind.HOST).map(n -> n.name).toList()));
        }
      });
    }
  }

  private IkeSettings settings(Crowd crowd) {
    Group group = crowd.group();
    boolean users = group.users().isPresent();
    AuthMethod method = crowd.ike() == 2 && users ? AuthMethod.EAP
        : group.certificates() ? users ? AuthMethod.XAUTH_CERTIFICATE : AuthMethod.CERTIFICATE
        : users ? AuthMethod.XAUTH_PRE_SHARED_KEY : AuthMethod.PRE_SHARED_KEY;
    return new IkeReader(plan).settings(crowd.said(), crowd.ike(), List.of(method), true);
  }

  /**
   * A client's number is its user's, and its turn comes from it: of a population whose first user is not the first,
   * the life begins so much earlier that its first client starts in time.
   */
  private static Life life(Crowd crowd) {
    Fields said = crowd.said();
    Duration every = every(said);
    Fields retry = said.fields("retry");
    return new Life(said.duration("start").orElse(USUAL_START)
        .minus(every.multipliedBy((long) crowd.firstUser() - 1)), every,
        said.duration("session").orElse(Duration.ZERO), said.duration("stop").orElse(Duration.ZERO),
        said.duration("pause").orElse(Duration.ZERO), retry.duration("first").orElse(Duration.ofSeconds(5)),
        retry.duration("most").orElse(Duration.ofSeconds(60)));
  }

  /** Between one client and the next. */
  static Duration every(Fields said) {
    BigDecimal rate = said.quantity("arrival", Quantity.RATE).orElse(BigDecimal.TEN);
    return Quantity.roundedNanos(BigDecimal.valueOf(1_000_000_000L).divide(rate, MathContext.DECIMAL64));
  }

  private static Initiator initiator(Crowd crowd) {
    Fields said = crowd.said();
    Group group = crowd.group();
    String name = said.text("identity").orElse(group.name());
    boolean aggressive = crowd.ike() == 1
        && said.text("mode").map("aggressive"::equals).orElse(!group.certificates());
    Optional<String> user = group.users().map(rule -> said.text("user").orElse(rule.name()));
    Optional<String> password = group.users().map(rule -> said.text("password").orElse(rule.password()));
    return new Initiator(group.certificates() ? LabAuthority.identity(name) : Identity.ofKeyId(name),
        IkeReader.octets(said.text("key").orElse(group.key())), user, password, aggressive, true, Selector.ANY,
        Selector.ANY);
  }

  private Optional<Traffic> traffic(Fields said) {
    if (said == Fields.NONE) {
      return Optional.empty();
    }
    String to = said.text("to").orElse("");
    int destination = NodesReader.address(to)
        .orElseGet(() -> plan.nodes.get(to).ends.getFirst().address.getAsInt());
    Optional<Integer> most = said.integer("most");
    return Optional.of(new Traffic(destination, said.duration("every").orElse(Duration.ofSeconds(1)),
        said.quantity("size", Quantity.OCTETS).map(BigDecimal::intValue).orElse(100), said.flag("ping"),
        most.map(OptionalInt::of).orElse(OptionalInt.empty())));
  }

  private Population population(Crowd crowd) {
    int gateway = crowd.gateway().map(aggregator -> aggregator.publicAddress(plan)).orElse(crowd.gatewayAddress());
    IkeSettings settings = access.settings.get(crowd.name());
    if (crowd.group().certificates()) {
      // The certificate is for who the client should be: who says that it is another will be found out.
      settings = access.authority.certified(settings, crowd.name(), crowd.group().name(),
          LabAuthority.identity(crowd.group().name()),
          crowd.said().text("certificate").orElse("").equals("expired"));
    }
    return new Population(crowd.name(), crowd.group().vpn().orElseThrow().name, gateway, crowd.ike(), settings,
        initiator(crowd), life(crowd), traffic(crowd.said().fields("traffic")),
        traffic(crowd.said().fields("internet")));
  }

  /** Clients of a population share everything but their name, address and number. */
  ClientConfig build(Node node) {
    var member = access.members.get(node);
    Population population = built.computeIfAbsent(member.crowd().name(), _ -> population(member.crowd()));
    return new ClientConfig(node.name, node.ends.getFirst().address.getAsInt(), population, member.number());
  }
}
