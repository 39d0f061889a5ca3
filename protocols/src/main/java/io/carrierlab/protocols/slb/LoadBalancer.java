package io.carrierlab.protocols.slb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine: it says where a packet to a virtual server goes, and sends the pings that find out who is alive. All
 * times in nanoseconds since the start of the run. After each call whoever owns it looks at {@link #wakeAt()}.
 *
 * <p>Bounded by {@link SlbConfig#mostConnections}: a connection costs about 100 octets and a sticky client as many.
 */
public final class LoadBalancer {
  /** So that interfaces are up before the first ping. */
  private static final long FIRST_PING_NANOS = 1_000_000_000L;
  private static final Verdict NOT_OURS = new Verdict.NotOurs();

  private final SlbConfig config;
  private final Map<String, ServerFarm> farms = new LinkedHashMap<>();
  private final List<VirtualServer> servers = new ArrayList<>();
  private final List<PingProbe> probes = new ArrayList<>();
  /** Both only looked up, never walked. */
  private final Map<Long, Connection> connections = new HashMap<>();
  private final Map<Long, Sticky> stickies = new HashMap<>();
  /** No connection and no leftover ends before. */
  private long sweepNanos = Long.MAX_VALUE;
  private long probeNanos = Long.MAX_VALUE;

  public LoadBalancer(SlbConfig config, long nowNanos) {
    this.config = config;
    var probeOfName = new HashMap<String, SlbConfig.Probe>();
    config.probes().forEach(probe -> probeOfName.put(probe.name(), probe));
    for (SlbConfig.Farm said : config.farms()) {
      var farm = new ServerFarm(said);
      farms.put(said.name(), farm);
      for (String name : said.probes()) {
        SlbConfig.Probe probe = probeOfName.get(name);
        long first = nowNanos + Math.min(FIRST_PING_NANOS, probe.interval().toNanos());
        farm.reals.stream().filter(real -> real.config.inService())
            .forEach(real -> probes.add(new PingProbe(real, probe, probes.size() + 1 & 0xffff, first)));
      }
    }
    for (SlbConfig.VirtualServer said : config.servers()) {
      servers.add(new VirtualServer(servers.size(), said, farms.get(said.farm())));
    }
    probeNanos = nextProbe();
  }

  /** When {@link #wake} wants to be called, at the latest; {@code Long.MAX_VALUE}: never. */
  public long wakeAt() {
    return Math.min(sweepNanos, probeNanos);
  }

  /**
   * Where a packet goes.
   *
   * @param destination and {@code client}: IPv4, network order
   * @param protocol of IPv4: 8 bits
   * @param port and {@code clientPort}: 16 bits; 0 for protocols without
   */
  public Verdict packet(int destination, int protocol, int port, int client, int clientPort, long nowNanos) {
    VirtualServer server = server(destination, protocol, port);
    if (server == null) {
      return NOT_OURS;
    }
    sweep(nowNanos);
    long key = Connection.key(server.number, clientPort, client);
    Connection connection = connections.get(key);
    if (connection != null) {
      connection.seenNanos = nowNanos;
      server.connections.add(connection);                // to the end of the list
      return connection.real.here;
    }
    return open(server, key, client, nowNanos);
  }

  /** One with this port goes before one for all. */
  private VirtualServer server(int destination, int protocol, int port) {
    VirtualServer found = null;
    for (VirtualServer each : servers) {
      if (each.takes(destination, protocol, port) && (found == null || found.config.port().isEmpty())) {
        found = each;
      }
    }
    return found;
  }

  private Verdict open(VirtualServer server, long key, int client, long nowNanos) {
    if (connections.size() >= config.mostConnections()) {
      return drop(server, Verdict.Reason.TABLE_FULL);
    }
    Sticky sticky = server.sticky() ? stickies.get(Sticky.key(server.group, client)) : null;
    RealServer real = sticky == null ? null : sticky.real;
    if (real != null && !real.takesNew() && sticky.connections > 0) {
      return drop(server, real.failed() ? Verdict.Reason.SERVER_FAILED : Verdict.Reason.SERVER_FULL);
    }
    if (real == null || !real.takesNew()) {
      real = server.farm.next();
      if (real == null) {
        return drop(server, Verdict.Reason.NO_SERVER);
      }
    }
    if (server.sticky()) {
      sticky = stick(sticky, server, client, real);
    }
    var opened = new Connection(key, server, real, sticky);
    opened.seenNanos = nowNanos;
    connections.put(key, opened);
    server.connections.add(opened);
    server.total++;
    real.connections++;
    real.total++;
    sweepNanos = Math.min(sweepNanos, nowNanos + server.idleNanos);
    return real.here;
  }

  private Sticky stick(Sticky known, VirtualServer server, int client, RealServer real) {
    Sticky sticky = known;
    if (sticky == null) {
      if (stickies.size() >= config.mostConnections()) {
        forgetOldest();
      }
      sticky = new Sticky(Sticky.key(server.group, client), real);
      stickies.put(sticky.key, sticky);
    }
    sticky.real = real;
    sticky.connections++;
    sticky.remove();                                     // no leftover any more
    return sticky;
  }

  /** There is one: who has connections is outnumbered by them, and they are fewer than what sticks may be. */
  private void forgetOldest() {
    Sticky oldest = null;
    for (VirtualServer server : servers) {
      Sticky first = server.leftovers.first();
      if (first != null && (oldest == null || first.endNanos < oldest.endNanos)) {
        oldest = first;
      }
    }
    if (oldest != null) {
      oldest.remove();
      stickies.remove(oldest.key);
    }
  }

  private static Verdict drop(VirtualServer server, Verdict.Reason reason) {
    server.drops.merge(reason, 1L, Long::sum);
    return new Verdict.Drop(reason);
  }

  /** Pings, and forgets what is over. */
  public List<SlbAction> wake(long nowNanos) {
    var actions = new ArrayList<SlbAction>();
    sweep(nowNanos);
    if (nowNanos >= probeNanos) {
      for (PingProbe probe : probes) {
        if (probe.wake(nowNanos, actions)) {
          failed(probe, actions);
        }
        probe.target.unanswered = Math.max(probe.unanswered, otherUnanswered(probe));
      }
      probeNanos = nextProbe();
    }
    return actions;
  }

  private int otherUnanswered(PingProbe than) {
    int most = 0;
    for (PingProbe probe : probes) {
      if (probe != than && probe.target == than.target) {
        most = Math.max(most, probe.unanswered);
      }
    }
    return most;
  }

  private long nextProbe() {
    long next = Long.MAX_VALUE;
    for (PingProbe probe : probes) {
      next = Math.min(next, probe.wakeAt());
    }
    return next;
  }

  private void failed(PingProbe probe, List<SlbAction> actions) {
    RealServer real = probe.target;
    if (real.failedProbes++ > 0) {
      return;                                            // another probe has said so
    }
    real.failures++;
    int closed = 0;
    int left = 0;
    if (real.farm.purge()) {
      for (VirtualServer server : servers) {
        for (Connection each = server.connections.first(); each != null;) {
          Connection next = each.next();
          if (each.real == real) {
            close(each, each.seenNanos, false);
            closed++;
          }
          each = next;
        }
        for (Sticky each = server.leftovers.first(); each != null;) {
          Sticky next = each.next();
          if (each.real == real) {
            each.remove();
            stickies.remove(each.key);
            left++;
          }
          each = next;
        }
      }
    }
    actions.add(new SlbAction.Failed(real.farm.name(), real.config.address(), probe.unanswered, closed, left));
  }

  /** An ICMP echo reply for this router: an answer to one of our pings, or nothing to us. */
  public List<SlbAction> echoReply(int source, int identifier, int sequence, long nowNanos) {
    for (PingProbe probe : probes) {
      if (probe.answered(source, identifier, sequence)) {
        RealServer real = probe.target;
        real.unanswered = otherUnanswered(probe);
        probeNanos = nextProbe();
        if (probe.failed) {
          probe.failed = false;
          if (--real.failedProbes == 0) {
            return List.of(new SlbAction.Back(real.farm.name(), real.config.address()));
          }
        }
        return List.of();
      }
    }
    return List.of();
  }

  /** @param stays its client is to stay with the server for a while, if it has no other connection */
  private void close(Connection connection, long atNanos, boolean stays) {
    connection.remove();
    connections.remove(connection.key);
    connection.real.connections--;
    Sticky sticky = connection.sticky;
    if (sticky == null || --sticky.connections > 0) {
      return;
    }
    if (stays) {
      sticky.endNanos = atNanos + connection.server.stickyNanos;
      connection.server.leftovers.add(sticky);
    } else {
      stickies.remove(sticky.key);
    }
  }

  /** Forgets connections that were idle too long, and then clients that have been away too long. */
  private void sweep(long nowNanos) {
    if (nowNanos < sweepNanos) {
      return;
    }
    long next = Long.MAX_VALUE;
    for (VirtualServer server : servers) {
      for (Connection first = server.connections.first(); first != null; first = server.connections.first()) {
        long end = first.seenNanos + server.idleNanos;
        if (end > nowNanos) {
          next = Math.min(next, end);
          break;
        }
        close(first, end, true);
      }
    }
    for (VirtualServer server : servers) {
      for (Sticky first = server.leftovers.first(); first != null; first = server.leftovers.first()) {
        if (first.endNanos > nowNanos) {
          next = Math.min(next, first.endNanos);
          break;
        }
        first.remove();
        stickies.remove(first.key);
      }
    }
    sweepNanos = next;
  }

  public SlbView view() {
    var reals = new ArrayList<SlbView.Real>();
    farms.values().forEach(farm -> farm.reals.forEach(real -> reals.add(real.view())));
    return new SlbView(reals, servers.stream().map(VirtualServer::view).toList(), connections.size(),
        stickies.size());
  }

  /** Some of the connections, by virtual server, the longest silent first. */
  public List<SlbView.Connection> connections(int most, long nowNanos) {
    var shown = new ArrayList<SlbView.Connection>();
    for (VirtualServer server : servers) {
      for (Connection each = server.connections.first(); each != null && shown.size() < most; each = each.next()) {
        shown.add(new SlbView.Connection(server.config.name(), each.client(), each.port(),
            each.real.config.address(), nowNanos - each.seenNanos));
      }
    }
    return shown;
  }
}
