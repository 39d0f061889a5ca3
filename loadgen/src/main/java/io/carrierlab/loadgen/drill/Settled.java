package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Observations.AccessSample;
import io.carrierlab.loadgen.drill.Observations.DeviceSample;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.SaView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.IpsecPeerConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Judges whether a network has come to rest after a drill: both ends agree, and nothing is left over. */
final class Settled {
  /** A pair that was made so short before is just being set up: one end has it a round trip before the other. */
  private static final long FRESH_NANOS = 2_000_000_000L;

  private final Observations seen;
  private final long sitePeers;
  private final Set<String> gateways = new TreeSet<>();
  private final Set<String> servers = new TreeSet<>();

  Settled(Observations seen, Topology topology) {
    this.seen = seen;
    topology.nodes().forEach(node -> {
      if (node instanceof RouterConfig router && router.access().isPresent()) {
        gateways.add(node.name());
      } else if (node instanceof RadiusConfig) {
        servers.add(node.name());
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

  private Optional<DeviceSample> at(Duration when) {
    return seen.devices().samples().stream().filter(sample -> sample.atNanos() == when.toNanos()).findFirst();
  }

  /** A pair is found by what its other end calls inbound and outbound. */
  private static long key(int spiIn, int spiOut) {
    return (long) spiIn << 32 | spiOut & 0xffff_ffffL;
  }

  Verdict judge(Expectation.SasConsistent e) {
    Optional<DeviceSample> sample = at(e.at());
    if (sample.isEmpty() || sample.get().sas().isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), sample.isEmpty() ? "nobody was asked at that time"
          : "nobody has an SA then");
    }
    Map<Long, SaView> clients = new HashMap<>();
    sample.get().sas().stream().filter(sa -> !sa.gateway()).forEach(sa -> clients.put(key(sa.spiIn(), sa.spiOut()),
        sa));
    int pairs = 0;
    var stale = new ArrayList<SaView>();
    for (SaView sa : sample.get().sas()) {
      if (sa.gateway()) {
        SaView other = clients.remove(key(sa.spiOut(), sa.spiIn()));
        if (other == null) {
          stale.add(sa);
        } else {
          pairs++;
        }
      }
    }
    sample.get().sas().stream().filter(sa -> !sa.gateway() && clients.containsKey(key(sa.spiIn(), sa.spiOut())))
        .forEach(stale::add);
    stale.removeIf(sa -> e.at().toNanos() - sa.sinceNanos() < FRESH_NANOS);
    String observed = pairs + " pairs agree" + (stale.isEmpty() ? "" : "; " + stale.size() + " stale: "
        + Words.some(stale.stream().map(Settled::named).toList(), 4));
    var rows = stale.stream().limit(Reach.ROWS).map(sa -> List.of(sa.node(), sa.gateway() ? "gateway" : "client",
        sa.vrf(), sa.name(), spi(sa.spiIn()), spi(sa.spiOut()), Words.seconds(sa.sinceNanos()))).toList();
    return new Verdict(e.id(), what(e), Evaluation.passIf(stale.isEmpty() && pairs > 0), observed,
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
    boolean right() {
      return count >= least && count <= most;
    }

    String expected() {
      return least == most ? Long.toString(least) : least + " to " + most;
    }
  }

  Verdict judge(Expectation.NothingLeaks e) {
    Optional<DeviceSample> sample = at(e.at());
    Optional<AccessSample> access = seen.access().stream().filter(each -> each.atNanos() == e.at().toNanos())
        .findFirst();
    if (sample.isEmpty() || access.isEmpty() || sample.get().tables().isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "no gateway was asked at that time");
    }
    List<Kept> kept = kept(sample.get(), access.get());
    List<Kept> wrong = kept.stream().filter(each -> !each.right()).toList();
    long connected = access.get().clients().stream().filter(ClientView::connected).count();
    String observed = connected + " clients are connected" + (wrong.isEmpty() ? ", and all is theirs" : "; "
        + String.join("; ", wrong.stream().map(each -> each.what + ": " + each.count + " instead of "
            + each.expected()).toList()));
    return new Verdict(e.id(), what(e), Evaluation.passIf(wrong.isEmpty()), observed, List.of(new Table(
        "What is kept", List.of("what", "count", "expected"), kept.stream().map(each -> List.of(each.what,
            Long.toString(each.count), each.expected())).toList(), 0)));
  }

  private List<Kept> kept(DeviceSample sample, AccessSample access) {
    long connected = access.clients().stream().filter(ClientView::connected).count();
    long users = access.clients().stream().filter(client -> client.connected() && !client.user().isEmpty()).count();
    var all = new ArrayList<Kept>();
    long leased = sum(sample, "pools", "", "in-use");
    all.add(new Kept("addresses of pools in use", leased, connected, connected));
    all.add(new Kept("sessions of gateways", sum(sample, "ipsec-causes", "peers known", "count"), connected,
        connected + sitePeers));
    all.add(new Kept("sessions half open", sum(sample, "ipsec-causes", "sessions half open", "count"), 0, 0));
    var sas = new TreeMap<String, Long>();
    sample.sas().stream().filter(SaView::gateway).forEach(sa -> sas.merge(sa.node(), 1L, Long::sum));
    for (StateTable table : sample.tables()) {
      if (table.kind().equals("ipsec-causes")) {
        long pairs = sas.getOrDefault(table.node(), 0L);
        all.add(new Kept("IPsec SPIs that " + table.node() + " knows", of(table, "IPsec SPIs known", "count"), pairs,
            pairs));
      }
    }
    if (!access.accounting().isEmpty()) {
      all.add(accounting(sample, access, users));
    }
    return all;
  }

  /**
   * A server's books are exact as long as every record comes: a gateway that loses its power sends no Stop for the
   * sessions that it had just before, and does not tell its servers of its restart ({@code aaa accounting system} is
   * what IOS does so by); records are lost while no server answers; and a server that loses its power has lost its
   * books.
   */
  private Kept accounting(DeviceSample sample, AccessSample access, long users) {
    long open = access.accounting().stream().filter(Settled::open).count();
    List<Fault> off = seen.faults().stream().flatMap(fault -> fault.steps().stream())
        .filter(step -> step instanceof Fault.Crash && step.at().toNanos() <= sample.atNanos()).toList();
    long unended = off.stream().filter(crash -> gateways.contains(crash.place().name()))
        .mapToLong(crash -> before(crash, users)).sum();
    long lost = sum(sample, "radius-counters", "accounting records lost", "count");
    boolean books = off.stream().noneMatch(crash -> servers.contains(crash.place().name()));
    return new Kept("accounting sessions that have not ended", open, books && lost == 0 ? users : 0,
        users + unended + lost);
  }

  /** Sessions of a gateway just before it lost its power. @param most where it was not asked, or was off already */
  private long before(Fault crash, long most) {
    return seen.devices().samples().stream().filter(sample -> sample.atNanos() == crash.at().toNanos() - 1)
        .flatMap(sample -> sample.tables().stream()).filter(table -> table.kind().equals("ipsec-causes")
            && table.node().equals(crash.place().name())).findFirst()
        .map(table -> of(table, "peers known", "count")).orElse(most);
  }

  private static boolean open(AccountingView session) {
    return session.started() && !session.stopped();
  }

  private static long sum(DeviceSample sample, String kind, String what, String column) {
    return sample.tables().stream().filter(table -> table.kind().equals(kind))
        .mapToLong(table -> of(table, what, column)).sum();
  }

  /** @param what in the first column; empty: every row */
  private static long of(StateTable table, String what, String column) {
    int at = table.columns().indexOf(column);
    return table.rows().stream().filter(row -> what.isEmpty() || row.getFirst().equals(what))
        .mapToLong(row -> ((Number) row.get(at)).longValue()).sum();
  }
}
