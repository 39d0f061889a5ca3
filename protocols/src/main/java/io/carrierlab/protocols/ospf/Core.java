package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ospf.OspfMachine.Action;
import io.carrierlab.protocols.ospf.OspfMachine.Config;
import io.carrierlab.protocols.ospf.OspfMachine.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** What the parts of an OSPF process share: configuration, database, the event's time and its actions so far. */
final class Core {
  /** More LSAs than this are not stored: a router must not be filled up by another. */
  static final int MAX_LSAS = 50_000;
  /** MD5 sequence numbers follow the clock at 60 a second, and last 2 years: a restart does not make them go back. */
  private static final int SEQUENCE_CLOCK_SHIFT = 24;

  final Config config;
  final List<Link> links;
  final LinkStateDatabase database = new LinkStateDatabase();
  /** LSAs on their way out of the database (§14). */
  final TreeSet<LsaKey> maxAged = new TreeSet<>();
  final long retransmitNanos;
  final long minLsArrivalNanos;
  long nowNanos;

  boolean originationDue;
  boolean electionDue;
  boolean requestsAnswered;
  private boolean spfArmed;
  private long spfRanNanos = Long.MIN_VALUE / 2;
  private long ageingArmedNanos = Neighbor.NEVER;
  private int cryptographicSequence;
  private List<Action> actions = new ArrayList<>();

  final long[] receivedPackets = new long[5];
  final long[] sentPackets = new long[5];
  long rejected;
  long lsasRefused;
  long lsasOriginated;
  long lsasRetransmitted;
  long adjacencyResets;
  long spfRuns;

  Core(Config config) {
    this.config = config;
    this.links = config.interfaces().stream().map(Link::new).sorted(Comparator.comparingInt(Link::index)).toList();
    this.retransmitNanos = config.timers().retransmit().toNanos();
    this.minLsArrivalNanos = config.timers().minLsArrival().toNanos();
  }

  List<Action> takeActions() {
    if (actions.isEmpty()) {
      return List.of();
    }
    List<Action> taken = actions;
    actions = new ArrayList<>(4);
    return taken;
  }

  /** What one part did at the end of an event left something to another. */
  boolean unsettled() {
    return electionDue || originationDue || requestsAnswered;
  }

  Link link(int index) {
    for (Link link : links) {
      if (link.index() == index) {
        return link;
      }
    }
    throw new IllegalArgumentException("no interface has index " + index);
  }

  void send(Link link, int destination, OspfBody body) {
    sendPacket(link, destination, body.type(), packet(link, body));
  }

  void sendPacket(Link link, int destination, OspfBody.Type type, byte[] packet) {
    sentPackets[type.ordinal()]++;
    actions.add(new Action.Send(link.index(), destination, packet));
  }

  byte[] packet(Link link, OspfBody body) {
    if (link.config.md5().isEmpty()) {
      return OspfPacket.encode(config.routerId(), body);
    }
    int clock = (int) (nowNanos >>> SEQUENCE_CLOCK_SHIFT);
    cryptographicSequence = Integer.compareUnsigned(clock, cryptographicSequence) > 0 ? clock
        : cryptographicSequence + 1;
    return OspfPacket.encode(config.routerId(), body, link.config.md5().get(), cryptographicSequence);
  }

  void arm(Timer timer, long afterNanos) {
    actions.add(new Action.Arm(timer, Duration.ofNanos(Math.max(0, afterNanos))));
  }

  void disarm(Timer timer) {
    actions.add(new Action.Disarm(timer));
  }

  void act(Action action) {
    actions.add(action);
  }

  /** Sees to it that the retransmission timer fires when the next thing is due. */
  void armRetransmission(Neighbor neighbor) {
    long next = neighbor.nextDueNanos();
    if (next < neighbor.retransmitArmedNanos) {
      neighbor.retransmitArmedNanos = next;
      arm(new Timer.Retransmit(neighbor.link.index(), neighbor.key), next - nowNanos);
    }
  }

  /** Sees to it that the ageing timer fires at this time or before. */
  void wakeAt(long nanos) {
    if (nanos < ageingArmedNanos) {
      ageingArmedNanos = nanos;
      arm(new Timer.Ageing(), nanos - nowNanos);
    }
  }

  void ageingFired() {
    ageingArmedNanos = Neighbor.NEVER;
  }

  void scheduleSpf() {
    if (!spfArmed) {
      spfArmed = true;
      long earliest = Math.max(nowNanos + config.timers().spfDelay().toNanos(),
          spfRanNanos + config.timers().spfHold().toNanos());
      arm(new Timer.Spf(), earliest - nowNanos);
    }
  }

  void spfFired() {
    spfArmed = false;
    spfRanNanos = nowNanos;
    spfRuns++;
  }

  void reject(Link link, RejectReason reason, int source, String detail) {
    rejected++;
    link.rejections.note(reason, source, detail, nowNanos);
  }

  /** One of our neighbours is in Exchange or Loading, so LSAs that are on their way out must stay (§14). */
  boolean anyExchanging() {
    for (Link link : links) {
      for (Neighbor neighbor : link.neighbors.values()) {
        if (neighbor.exchangingOrLoading()) {
          return true;
        }
      }
    }
    return false;
  }

  boolean anyoneListens() {
    for (Link link : links) {
      for (Neighbor neighbor : link.neighbors.values()) {
        if (neighbor.state.atLeast(NeighborState.EXCHANGE)) {
          return true;
        }
      }
    }
    return false;
  }
}
