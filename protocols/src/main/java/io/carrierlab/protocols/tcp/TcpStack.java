package io.carrierlab.protocols.tcp;

import static io.carrierlab.protocols.tcp.TcpSegment.ACK;
import static io.carrierlab.protocols.tcp.TcpSegment.FIN;
import static io.carrierlab.protocols.tcp.TcpSegment.RST;
import static io.carrierlab.protocols.tcp.TcpSegment.SYN;

import io.carrierlab.protocols.wire.DecodeException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * All TCP connections of one routing context. Events come one at a time, with the time of the run; what they cause
 * goes out as actions, to be performed in order.
 */
public final class TcpStack {
  private static final byte[] NO_KEY = {};
  private static final int FIRST_EPHEMERAL = 49_152;   // RFC 6335 §6
  private static final int EPHEMERALS = 65_536 - FIRST_EPHEMERAL;

  /** Counters as they grow. */
  static final class Tally {
    long received;
    long sent;
    long retransmitted;
    long malformed;
    long badSignature;
    long refused;
    long halfOpenEvicted;
    long resetsSent;
    long resetsReceived;
    long challengeAcks;
  }

  private final TcpConfig config;
  private final RandomGenerator random;
  private final MessageDigest md5;
  private final Map<Flow, TcpConnection> connections = new HashMap<>();
  private final LinkedHashSet<Flow> halfOpen = new LinkedHashSet<>();
  private final TreeSet<Integer> listening = new TreeSet<>();
  private final Map<Integer, byte[]> keys = new HashMap<>();
  private final Map<Integer, Integer> ttls = new HashMap<>();
  private final TreeMap<Integer, Md5Failures> failures = new TreeMap<>(Integer::compareUnsigned);
  private final Tally tally = new Tally();
  private int lastEphemeral;
  private long nowNanos;
  private List<TcpAction> actions = new ArrayList<>();

  /** @param random draws initial sequence numbers (RFC 6528 in spirit) and the first ephemeral port (RFC 6056) */
  public TcpStack(TcpConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.lastEphemeral = random.nextInt(EPHEMERALS);
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /** @param nowNanos since the start of the run; never less than in the call before */
  public List<TcpAction> on(TcpEvent event, long nowNanos) {
    this.nowNanos = nowNanos;
    switch (event) {
      case TcpEvent.Listen(int port) -> listening.add(port);
      case TcpEvent.Unlisten(int port) -> listening.remove(port);
      case TcpEvent.Connect(Flow flow, int ttl) -> connect(flow, ttl);
      case TcpEvent.Arrived arrived -> arrived(arrived);
      case TcpEvent.Send(Flow flow, byte[] octets) -> Optional.ofNullable(connections.get(flow))
          .ifPresentOrElse(it -> it.send(octets), () -> emit(new TcpAction.SendRefused(flow, octets)));
      case TcpEvent.Close(Flow flow) -> existing(flow).ifPresent(TcpConnection::close);
      case TcpEvent.Abort(Flow flow) -> existing(flow).ifPresent(TcpConnection::abort);
      case TcpEvent.Pause(Flow flow) -> existing(flow).ifPresent(TcpConnection::pause);
      case TcpEvent.Resume(Flow flow) -> existing(flow).ifPresent(TcpConnection::resume);
      case TcpEvent.TimerFired(TcpTimer timer) -> existing(timer.flow()).ifPresent(it -> it.fired(timer));
      case TcpEvent.SetKey(int remoteAddress, byte[] key) -> setKey(remoteAddress, key.clone());
      case TcpEvent.ClearKey(int remoteAddress) -> setKey(remoteAddress, NO_KEY);
      case TcpEvent.SetTtl(int remoteAddress, int ttl) -> {
        ttls.put(remoteAddress, ttl);
        connections.values().stream().filter(it -> it.flow().remoteAddress() == remoteAddress)
            .forEach(it -> it.ttl(ttl));
      }
    }
    List<TcpAction> result = actions;
    actions = new ArrayList<>();
    return result;
  }

  /** A local port for {@link TcpEvent.Connect}: each call gives the next one that is not in use with this peer. */
  public OptionalInt freePort(int localAddress, int remoteAddress, int remotePort) {
    for (int tries = 0; tries < EPHEMERALS; tries++) {
      lastEphemeral = (lastEphemeral + 1) % EPHEMERALS;
      int port = FIRST_EPHEMERAL + lastEphemeral;
      if (!listening.contains(port)
          && !connections.containsKey(new Flow(localAddress, port, remoteAddress, remotePort))) {
        return OptionalInt.of(port);
      }
    }
    return OptionalInt.empty();
  }

  /** Octets that {@link TcpEvent.Send} may add before the buffer is full; 0 if the connection does not send. */
  public int writable(Flow flow) {
    return existing(flow).map(TcpConnection::writable).orElse(0);
  }

  public Optional<TcpView> connection(Flow flow) {
    return existing(flow).map(TcpConnection::view);
  }

  /** All connections, ordered by flow. */
  public List<TcpView> connections() {
    return connections.values().stream().map(TcpConnection::view)
        .sorted((one, other) -> one.flow().compareTo(other.flow())).toList();
  }

  public Md5Failures md5Failures(int remoteAddress) {
    return failures.getOrDefault(remoteAddress, Md5Failures.NONE);
  }

  /** By remote address; addresses beyond {@link TcpConfig.Limits#addressesCounted} are in the counters only. */
  public SortedMap<Integer, Md5Failures> md5Failures() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(failures));
  }

  public TcpCounters counters() {
    return new TcpCounters(tally.received, tally.sent, tally.retransmitted, tally.malformed, tally.badSignature,
        tally.refused, tally.halfOpenEvicted, tally.resetsSent, tally.resetsReceived, tally.challengeAcks);
  }

  TcpConfig config() {
    return config;
  }

  Tally tally() {
    return tally;
  }

  long nowNanos() {
    return nowNanos;
  }

  void emit(TcpAction action) {
    actions.add(action);
  }

  /** Sends a segment, signed if there is a key. */
  void transmit(Flow flow, int ttl, byte[] key, TcpSegment segment) {
    tally.sent++;
    int source = flow.localAddress();
    int destination = flow.remoteAddress();
    byte[] octets = key.length == 0 ? segment.encode(source, destination)
        : segment.encodeSigned(source, destination, md5, key);
    emit(new TcpAction.Transmit(source, destination, ttl, octets));
  }

  /** RST for a segment that belongs to no connection, or not to this one (RFC 9293 §3.5.2). */
  void resetFor(Flow flow, TcpSegment segment) {
    tally.resetsSent++;
    boolean ack = segment.has(ACK);
    transmit(flow, ttl(flow.remoteAddress()), key(flow.remoteAddress()), new TcpSegment(flow.localPort(),
        flow.remotePort(), ack ? segment.acknowledgment() : 0, ack ? 0 : segment.sequence() + segment.span(),
        ack ? RST : RST | ACK, 0, OptionalInt.empty(), new byte[0]));
  }

  void forget(TcpConnection connection) {
    connections.remove(connection.flow());
    halfOpen.remove(connection.flow());
  }

  private Optional<TcpConnection> existing(Flow flow) {
    return Optional.ofNullable(connections.get(flow));
  }

  private byte[] key(int remoteAddress) {
    return keys.getOrDefault(remoteAddress, NO_KEY);
  }

  private int ttl(int remoteAddress) {
    return ttls.getOrDefault(remoteAddress, config.ttl());
  }

  private void setKey(int remoteAddress, byte[] key) {
    if (key.length == 0) {
      keys.remove(remoteAddress);
    } else {
      keys.put(remoteAddress, key);
    }
    connections.values().stream().filter(it -> it.flow().remoteAddress() == remoteAddress).forEach(it -> it.key(key));
  }

  private void connect(Flow flow, int ttl) {
    if (connections.containsKey(flow) || connections.size() >= config.limits().connections()) {
      emit(new TcpAction.Closed(flow, CloseReason.IN_USE));
      return;
    }
    var connection = new TcpConnection(flow, this, false, random.nextInt(), ttl, key(flow.remoteAddress()));
    connections.put(flow, connection);
    connection.open();
  }

  private void arrived(TcpEvent.Arrived packet) {
    tally.received++;
    TcpSegment segment;
    try {
      segment = TcpSegment.decode(packet.source(), packet.destination(), packet.buffer(), packet.offset(),
          packet.length());
    } catch (DecodeException e) {
      tally.malformed++;
      return;
    }
    if (!authentic(packet, segment)) {
      return;
    }
    var flow = new Flow(packet.destination(), segment.destinationPort(), packet.source(), segment.sourcePort());
    TcpConnection connection = connections.get(flow);
    boolean opens = segment.has(SYN) && !segment.has(ACK) && !segment.has(RST);
    if (connection == null) {
      arrivedForNone(flow, segment, random.nextInt());
    } else if (opens && connection.state() == TcpState.TIME_WAIT && listening.contains(flow.localPort())
        && segment.sequence() - connection.expected() > 0) {
      int after = connection.sequenceAfter();          // the peer's port comes round again (RFC 9293 §3.6.1)
      connection.end(CloseReason.CLOSED);
      arrivedForNone(flow, segment, after + random.nextInt(1 << 20));
    } else {
      connection.arrived(segment);
      if (!connection.halfOpen()) {
        halfOpen.remove(flow);
      }
    }
  }

  /** RFC 9293 §3.10.7.1 and §3.10.7.2. */
  private void arrivedForNone(Flow flow, TcpSegment segment, int initialSequence) {
    if (segment.has(RST)) {
      return;
    }
    if (segment.has(ACK) || !segment.has(SYN) || !listening.contains(flow.localPort())) {
      resetFor(flow, segment);
      return;
    }
    if (segment.has(FIN)) {
      return;
    }
    if (halfOpen.size() >= config.limits().halfOpen()) {
      tally.halfOpenEvicted++;
      connections.get(halfOpen.getFirst()).end(CloseReason.TIMEOUT);
    }
    if (connections.size() >= config.limits().connections()) {
      tally.refused++;
      return;
    }
    int remote = flow.remoteAddress();
    var connection = new TcpConnection(flow, this, true, initialSequence, ttl(remote), key(remote));
    connections.put(flow, connection);
    halfOpen.add(flow);
    connection.accept(segment);
  }

  /** RFC 2385 §2.0: signed if and only if there is a key, and with that key; else it never came. */
  private boolean authentic(TcpEvent.Arrived packet, TcpSegment segment) {
    byte[] key = key(packet.source());
    Md5Failures failure;
    if (key.length == 0) {
      if (!segment.signed()) {
        return true;
      }
      failure = new Md5Failures(0, 1, 0);
    } else if (!segment.signed()) {
      failure = new Md5Failures(1, 0, 0);
    } else if (!MessageDigest.isEqual(segment.signature(), TcpSegment.digest(packet.source(), packet.destination(),
        packet.buffer(), packet.offset(), packet.length(), md5, key))) {
      failure = new Md5Failures(0, 0, 1);
    } else {
      return true;
    }
    tally.badSignature++;
    if (keys.containsKey(packet.source()) || failures.containsKey(packet.source())
        || failures.size() < config.limits().addressesCounted()) {
      failures.merge(packet.source(), failure, (one, more) -> new Md5Failures(one.missing() + more.missing(),
          one.unexpected() + more.unexpected(), one.mismatch() + more.mismatch()));
    }
    return false;
  }
}
