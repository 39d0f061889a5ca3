package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Observations.Holdings;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.GatewayView;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Judges whether a network has come to rest after a drill: both ends agree, and nothing is left over. One end always
 * knows before the other: while a session is set up, renewed or deleted, they differ, for a path's delay as a rule and
 * for as long as messages are repeated where some are lost. So both ends are looked at several times, and what is wrong
 * at every look is wrong; what is wrong at some is on its way.
 */
final class Settled {
  /** How long before the time of the judgement both ends are looked at, too, in seconds. */
  private static final List<Integer> BEFORE = List.of(10, 5, 2, 1, 0);

  private final Observations seen;
  private final Silences silences;
  private final long sitePeers;
  private final Set<String> gateways = new TreeSet<>();
  private final Set<String> servers = new TreeSet<>();
  /** Who is at the other end of gateways. */
  private final Set<String> peers = new TreeSet<>();

  Settled(Observations seen, Topology topology) {
    this.seen = seen;
    silences = new Silences(seen);
    topology.nodes().forEach(node -> {
      if (node instanceof RouterConfig router && router.access().isPresent()) {
        gateways.add(node.name());
      } else if (node instanceof RadiusConfig) {
        servers.add(node.name());
      } else if (node instanceof ClientConfig || node instanceof IpsecPeerConfig || node instanceof RouterConfig) {
        peers.add(node.name());
      }
    });
    this.sitePeers = topology.nodes().stream().filter(node -> node instanceof IpsecPeerConfig).count();
  }

  static String what(Expectation.SasConsistent e) {
    return "gateways and clients have the same IPsec SAs at " + Words.seconds(e.at());
  }

  static String what(Expectation.NothingLeaks e) {
    return "gateways and RADIUS servers keep at " + Words.seconds(e.at())
        + " what the clients that are connected account for, and nothing else";
  }

  static List<Duration> looks(Duration at) {
    return BEFORE.stream().map(at::minusSeconds).filter(look -> !look.isNegative()).toList();
  }

  /** At the times of {@link #looks}, the one that is judged last. */
  private List<Holdings> seenAt(Duration when) {
    List<Duration> looks = looks(when);
    return seen.devices().holdings().stream().filter(each -> looks.contains(Duration.ofNanos(each.atNanos())))
        .toList();
  }

  /** Why it cannot be judged. Who has no power keeps nothing, and that is known. */
  private Optional<String> unknown(Duration when, Set<String> asked) {
    List<Holdings> looks = seenAt(when);
    if (looks(when).size() == 1) {
      return Optional.of("one look, as before 1 s, does not tell what is wrong from what is on its way");
    }
    if (gateways.isEmpty() || looks.size() < looks(when).size()) {
      return Optional.of(gateways.isEmpty() ? "there is no gateway" : "nobody was asked at that time");
    }
    return looks(when).stream().flatMap(look -> silences.whyOn(look, asked::contains).stream()).findFirst()
        .or(() -> looks.stream().flatMap(look -> unsaid(look).stream()).findFirst());
  }

  /** A gateway that has power says what it keeps. */
  private Optional<String> unsaid(Holdings look) {
    return gateways.stream().filter(gateway -> look.gateways().stream().noneMatch(it -> it.node().equals(gateway))
        && !silences.off(Duration.ofNanos(look.atNanos()), gateway)).findFirst()
        .map(gateway -> gateway + " did not say what it keeps at " + Words.seconds(look.atNanos()));
  }

  /** A pair of SAs at one end. */
  private record End(String node, boolean gateway, int spiIn, int spiOut) {
    static End of(SaView sa) {
      return new End(sa.node(), sa.gateway(), sa.spiIn(), sa.spiOut());
    }
  }

  /** A pair, whichever end has it. @param toGateway the SPI of packets to the gateway */
  private record Pair(int toGateway, int fromGateway) {
    static Pair of(SaView sa) {
      return sa.gateway() ? new Pair(sa.spiIn(), sa.spiOut()) : new Pair(sa.spiOut(), sa.spiIn());
    }
  }

  /** What one end has and the other has not. */
  private static List<SaView> alone(Holdings look) {
    var ends = new HashSet<Pair>();
    var both = new HashSet<Pair>();
    look.sas().stream().filter(SaView::gateway).forEach(sa -> ends.add(Pair.of(sa)));
    look.sas().stream().filter(sa -> !sa.gateway() && ends.contains(Pair.of(sa))).forEach(sa -> both.add(Pair.of(sa)));
    return look.sas().stream().filter(sa -> !both.contains(Pair.of(sa))).toList();
  }

  Verdict judge(Expectation.SasConsistent e) {
    var asked = new HashSet<>(gateways);
    asked.addAll(peers);
    Optional<String> unknown = unknown(e.at(), asked);
    if (unknown.isPresent()) {
      return Evaluation.notEvaluated(e.id(), what(e), unknown.get());
    }
    List<Holdings> looks = seenAt(e.at());
    List<SaView> alone = alone(looks.getLast());
    var always = new HashSet<>(alone.stream().map(End::of).toList());
    looks.forEach(look -> always.retainAll(new HashSet<>(alone(look).stream().map(End::of).toList())));
    List<SaView> stale = alone.stream().filter(sa -> always.contains(End.of(sa))).toList();
    long underWay = alone.size() - stale.size();
    long pairs = looks.getLast().sas().stream().filter(SaView::gateway).count()
        - alone.stream().filter(SaView::gateway).count();
    if (pairs == 0 && stale.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), underWay == 0 ? "nobody has an SA then"
          : "no pair is at both ends, " + underWay + " are being set up or deleted");
    }
    String observed = pairs + " pairs agree" + (underWay == 0 ? "" : ", " + underWay + " being set up or deleted")
        + (stale.isEmpty() ? "" : "; " + stale.size() + " stale: "
        + Words.some(stale.stream().map(Settled::named).toList(), 4));
    var rows = stale.stream().limit(Reach.ROWS).map(sa -> List.of(sa.node(), sa.gateway() ? "gateway" : "client",
        sa.vrf(), sa.name(), spi(sa.spiIn()), spi(sa.spiOut()), Words.seconds(sa.sinceNanos()))).toList();
    return new Verdict(e.id(), what(e), Evaluation.passIf(stale.isEmpty()), observed,
        List.of(new Table("SAs that their other end does not have",
            List.of("node", "end", "vrf", "name", "inbound SPI", "outbound SPI", "since"), rows,
            stale.size() - rows.size())));
  }

  private static String named(SaView sa) {
    return sa.gateway() ? sa.node() + " has " + spi(sa.spiIn()) + " of " + sa.name()
        + (sa.vrf().isEmpty() ? "" : " in VRF " + sa.vrf()) + " since " + Words.seconds(sa.sinceNanos())
        : sa.node() + " has " + spi(sa.spiIn()) + " since " + Words.seconds(sa.sinceNanos()) + " and no gateway has it";
  }

  private static String spi(int spi) {
    return String.format("0x%08x", spi);
  }

  /** One thing that is kept. @param least and {@code most}: what there may be of it */
  private record Kept(String what, long count, long least, long most) {
    /** More than 0: there is too much; less: too little. */
    int wrong() {
      return count > most ? 1 : count < least ? -1 : 0;
    }

    String expected() {
      return least == most ? Long.toString(least) : least + " to " + most;
    }
  }

  Verdict judge(Expectation.NothingLeaks e) {
    var asked = new HashSet<>(gateways);
    asked.addAll(peers);
    asked.addAll(servers);
    Optional<String> unknown = unknown(e.at(), asked);
    if (unknown.isPresent()) {
      return Evaluation.notEvaluated(e.id(), what(e), unknown.get());
    }
    List<Map<String, Kept>> looks = seenAt(e.at()).stream().map(this::kept).toList();
    List<Kept> now = List.copyOf(looks.getLast().values());
    List<Kept> off = now.stream().filter(each -> each.wrong() != 0).toList();
    List<Kept> wrong = off.stream().filter(each -> looks.stream().allMatch(look -> look.containsKey(each.what)
        && look.get(each.what).wrong() == each.wrong())).toList();
    List<Kept> underWay = off.stream().filter(each -> !wrong.contains(each)).toList();
    String observed = connected(seenAt(e.at()).getLast()) + " clients are connected"
        + (wrong.isEmpty() ? ", and all is theirs" : "; " + texts(wrong))
        + (underWay.isEmpty() ? "" : "; only just now " + texts(underWay));
    return new Verdict(e.id(), what(e), Evaluation.passIf(wrong.isEmpty()), observed, List.of(new Table(
        "What is kept", List.of("what", "count", "expected"), now.stream().map(each -> List.of(each.what,
            Long.toString(each.count), each.expected())).toList(), 0)));
  }

  private static String texts(List<Kept> kept) {
    return String.join("; ", kept.stream().map(each -> each.what + ": " + each.count + " instead of "
        + each.expected()).toList());
  }

  private static long connected(Holdings look) {
    return look.clients().stream().filter(ClientView::connected).count();
  }

  private Map<String, Kept> kept(Holdings look) {
    long connected = connected(look);
    var all = new ArrayList<Kept>();
    all.add(new Kept("addresses of pools in use", look.gateways().stream().mapToLong(GatewayView::leases).sum(),
        connected, connected));
    all.add(new Kept("sessions of gateways", look.gateways().stream().mapToLong(GatewayView::sessions).sum(), connected,
        connected + sitePeers));
    all.add(new Kept("sessions half open", look.gateways().stream().mapToLong(GatewayView::halfOpen).sum(), 0, 0));
    var sas = new TreeMap<String, Long>();
    look.sas().stream().filter(SaView::gateway).forEach(sa -> sas.merge(sa.node(), 1L, Long::sum));
    for (GatewayView gateway : look.gateways()) {
      long pairs = sas.getOrDefault(gateway.node(), 0L);
      all.add(new Kept("IPsec SPIs that " + gateway.node() + " knows", gateway.ipsecSpis(), pairs, pairs));
    }
    if (!look.accounting().isEmpty()) {
      all.add(accounting(look));
    }
    var byWhat = new LinkedHashMap<String, Kept>();
    all.forEach(each -> byWhat.put(each.what, each));
    return byWhat;
  }

  /**
   * A server's books are exact as long as every record comes: a gateway that loses its power sends no Stop for the
   * sessions that it had just before, and does not tell its servers of its restart ({@code aaa accounting system} is
   * what IOS does so by); records are lost while no server answers; and a server that loses its power has lost its
   * books.
   */
  private Kept accounting(Holdings look) {
    long users = look.clients().stream().filter(client -> client.connected() && !client.user().isEmpty()).count();
    long open = look.accounting().stream().filter(Settled::open).count();
    List<Fault> off = seen.faults().stream().flatMap(fault -> fault.steps().stream())
        .filter(step -> step instanceof Fault.Crash && step.at().toNanos() <= look.atNanos()).toList();
    long unended = off.stream().filter(crash -> gateways.contains(crash.place().name()))
        .mapToLong(crash -> before(crash, users)).sum();
    // A gateway without a RADIUS server has no records to lose.
    long lost = look.gateways().stream().flatMapToLong(gateway -> gateway.recordsLost().stream()).sum();
    boolean books = off.stream().noneMatch(crash -> servers.contains(crash.place().name()));
    return new Kept("accounting sessions that have not ended", open, books && lost == 0 ? users : 0,
        users + unended + lost);
  }

  /** Sessions of a gateway just before it lost its power. @param most where it was off already */
  private long before(Fault crash, long most) {
    return seen.devices().holdings().stream().filter(each -> each.atNanos() == crash.at().toNanos() - 1)
        .flatMap(each -> each.gateways().stream()).filter(gateway -> gateway.node().equals(crash.place().name()))
        .findFirst().map(GatewayView::sessions).orElse(most);
  }

  private static boolean open(AccountingView session) {
    return session.started() && !session.stopped();
  }
}
