package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ldp.LdpMessage.Address;
import io.carrierlab.protocols.ldp.LdpMessage.AddressWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.Hello;
import io.carrierlab.protocols.ldp.LdpMessage.Initialization;
import io.carrierlab.protocols.ldp.LdpMessage.KeepAlive;
import io.carrierlab.protocols.ldp.LdpMessage.LabelAbort;
import io.carrierlab.protocols.ldp.LdpMessage.LabelMapping;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRelease;
import io.carrierlab.protocols.ldp.LdpMessage.LabelRequest;
import io.carrierlab.protocols.ldp.LdpMessage.LabelWithdraw;
import io.carrierlab.protocols.ldp.LdpMessage.Notification;
import io.carrierlab.protocols.ldp.LdpMessage.Refused;
import io.carrierlab.protocols.ldp.LdpView.Count;
import io.carrierlab.protocols.ldp.LdpView.State;
import io.carrierlab.protocols.tcp.Flow;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Session establishment and maintenance (RFC 5036 §2.5): one session per neighbour. */
final class Sessions {
  private static final int MAX_NEIGHBOURS = 1024;
  /** How long a connection may take to become a session: a neighbour's first hellos may be on their way. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(15);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(15);
  private static final Duration LAST_RETRY = Duration.ofSeconds(120);

  private final LdpConfig config;
  private final Turn turn;
  private final LabelBase labels;
  private final TreeMap<Integer, Neighbour> neighbours = new TreeMap<>(Integer::compareUnsigned);
  private final Map<Flow, Session> byFlow = new HashMap<>();
  private final Strangers strangers;

  Sessions(LdpConfig config, Turn turn, LabelBase labels) {
    this.config = config;
    this.turn = turn;
    this.labels = labels;
    this.strangers = new Strangers(config.lsrId(), turn, HANDSHAKE, this::introduced);
  }

  // ---- from discovery

  /**
   * The neighbour that a hello speaks of; empty, and counted, if the hello must be ignored.
   *
   * @param onNewLink whether its sender was not yet heard on this link
   */
  Optional<Neighbour> neighbour(int lsrId, int transport, boolean onNewLink) {
    Neighbour known = neighbours.get(lsrId);
    boolean moved = known != null && known.transportAddress != transport;
    boolean elsewhere = known != null && known.adjacencies > (onNewLink ? 0 : 1);
    Optional<Neighbour> holder = byTransport(transport);
    // All hellos of a router must name one transport address (§2.5.2), and no two routers the same.
    if (moved && elsewhere || holder.isPresent() && holder.get().lsrId != lsrId && holder.get().adjacencies > 0) {
      turn.count(Count.TRANSPORT_CONFLICT);
      return Optional.empty();
    }
    holder.filter(other -> other.lsrId != lsrId).ifPresent(gone -> neighbours.remove(gone.lsrId));
    if (known == null) {
      return add(new Neighbour(lsrId, transport));
    }
    if (moved) {
      known.session.ifPresent(session -> close(session, LdpStatus.SHUTDOWN, "transport address changed"));
      stopRetrying(known);
      known.transportAddress = transport;
    }
    return Optional.of(known);
  }

  private Optional<Neighbour> add(Neighbour neighbour) {
    if (neighbours.size() >= MAX_NEIGHBOURS) {
      Optional<Neighbour> gone = neighbours.values().stream().filter(one -> one.adjacencies == 0).findFirst();
      if (gone.isEmpty()) {
        turn.count(Count.TOO_MANY_NEIGHBOURS);
        return Optional.empty();
      }
      neighbours.remove(gone.get().lsrId);
    }
    neighbours.put(neighbour.lsrId, neighbour);
    return Optional.of(neighbour);
  }

  /** A hello that says something new was accepted. */
  void heard(Neighbour neighbour, boolean newAdjacency, OptionalInt configurationSequence) {
    boolean reconfigured = !newAdjacency && !configurationSequence.equals(neighbour.configurationSequence);
    neighbour.configurationSequence = configurationSequence;
    if (newAdjacency) {
      neighbour.adjacencies++;
    }
    boolean first = newAdjacency && neighbour.adjacencies == 1;
    if (active(neighbour)) {
      // What made the peer refuse us may have changed with its configuration (§2.5.3).
      if (first || reconfigured) {
        neighbour.failures = 0;
      }
      if (neighbour.session.isEmpty() && (first || reconfigured || !neighbour.retrying)) {
        connect(neighbour);
      }
    } else if (first) {
      neighbour.whyDown = "waiting for the peer to connect";
      strangers.heard(neighbour.lsrId);
    }
  }

  /** A link adjacency is gone; with the last one goes the session (§2.5.5). */
  void adjacencyDown(Neighbour neighbour, LdpStatus status, String why) {
    neighbour.adjacencies--;
    if (neighbour.adjacencies == 0) {
      stopRetrying(neighbour);
      neighbour.session.ifPresentOrElse(session -> close(session, status, why), () -> neighbour.whyDown = why);
    }
  }

  // ---- connections

  private boolean active(Neighbour neighbour) {
    return Integer.compareUnsigned(config.lsrId(), neighbour.transportAddress) > 0;
  }

  private void connect(Neighbour neighbour) {
    stopRetrying(neighbour);
    var flow = new Flow(config.lsrId(), 0, neighbour.transportAddress, LdpMachine.PORT);
    neighbour.session = Optional.of(new Session(neighbour, flow, new LdpFramer(), config.lsrId()));
    turn.add(new LdpAction.TcpConnect(flow));
  }

  void connected(Flow flow, boolean passive) {
    Optional<Neighbour> neighbour = byTransport(flow.remoteAddress());
    if (passive) {
      if (neighbour.filter(one -> one.adjacencies > 0 && active(one)).isPresent()) {
        turn.count(Count.CONNECTION_OF_WRONG_ROLE);
        turn.add(new LdpAction.TcpClose(flow));
      } else {
        strangers.accept(flow);
      }
      return;
    }
    Optional<Session> attempt = neighbour.flatMap(one -> one.session).filter(Sessions::connecting);
    if (attempt.isEmpty()) {
      turn.count(Count.CONNECTION_UNEXPECTED);
      turn.add(new LdpAction.TcpClose(flow));
      return;
    }
    attempt.get().flow = flow;
    begin(attempt.get());
    propose(attempt.get());
    attempt.get().state = State.OPENSENT;
  }

  private void begin(Session session) {
    session.state = State.INITIALIZED;
    session.neighbour.messagesIn = 0;
    session.neighbour.messagesOut = 0;
    session.neighbour.refused = Optional.empty();
    byFlow.put(session.flow, session);
    long patience = Math.min(HANDSHAKE.toNanos(), config.keepAlive().toNanos());
    session.heardUntilNanos = turn.now() + patience;
    turn.arm(new LdpTimer.KeepAliveHold(session.neighbour.lsrId), patience);
  }

  void received(Flow flow, byte[] octets) {
    Session session = byFlow.get(flow);
    if (session != null) {
      session.framer.feed(octets);
      drain(session);
      return;
    }
    strangers.received(flow, octets);
  }

  private void drain(Session session) {
    try {
      while (alive(session)) {
        Optional<byte[]> octets = session.framer.next();
        if (octets.isEmpty()) {
          return;
        }
        take(session, LdpPdu.decode(octets.get()));
      }
    } catch (DecodeException malformed) {
      turn.count(Count.MALFORMED_PDU);
      LdpStatus status = LdpStatus.of(malformed.error());
      close(session, status, status.text() + ": " + malformed.error());
    }
  }

  private void take(Session session, LdpPdu pdu) {
    if (!pdu.sender().equals(LdpId.platform(session.neighbour.lsrId))) {
      close(session, LdpStatus.BAD_LDP_IDENTIFIER, "peer names itself " + pdu.sender());
      return;
    }
    session.heardUntilNanos = turn.now() + Duration.ofSeconds(session.keepAliveSeconds).toNanos();
    for (LdpMessage message : pdu.messages()) {
      if (!alive(session)) {
        return;
      }
      session.neighbour.messagesIn++;
      message(session, message);
    }
  }

  /** The first PDU of a connection is known: if a hello of its sender is too, this is its session (§2.5.3). */
  private Strangers.Verdict introduced(Flow flow, LdpFramer framer, LdpPdu pdu) {
    Neighbour neighbour = neighbours.get(pdu.sender().lsrId());
    if (neighbour == null || neighbour.adjacencies == 0) {
      return Strangers.Verdict.UNKNOWN_YET;
    }
    if (neighbour.transportAddress != flow.remoteAddress() || active(neighbour)) {
      neighbour.session.ifPresentOrElse(_ -> { }, () -> neighbour.whyDown = LdpStatus.NO_HELLO.text());
      return Strangers.Verdict.REFUSED;
    }
    // A peer has one session with us: it has lost the one that we still know.
    neighbour.session.ifPresent(old -> close(old, LdpStatus.SHUTDOWN, "the peer opened another connection"));
    var session = new Session(neighbour, flow, framer, config.lsrId());
    neighbour.session = Optional.of(session);
    begin(session);
    take(session, pdu);
    drain(session);
    return Strangers.Verdict.SESSION;
  }

  void closed(Flow flow, String reason) {
    if (strangers.closed(flow)) {
      return;
    }
    Optional<Neighbour> neighbour = byTransport(flow.remoteAddress());
    Session session = byFlow.get(flow);
    if (session != null) {
      gone(session, reason);
    } else if (flow.remotePort() == LdpMachine.PORT) {
      neighbour.filter(one -> !one.lastClosed.equals(Optional.of(flow))).flatMap(one -> one.session)
          .filter(Sessions::connecting).ifPresent(attempt -> {
            attempt.neighbour.unreachable = true;
            gone(attempt, reason);
          });
    }
  }

  /** The stack dropped segments of a neighbour's, say for a wrong MD5 digest. */
  void tcpRefused(int remoteAddress, String reason) {
    byTransport(remoteAddress).filter(one -> !one.operational()).ifPresent(one -> one.refused = Optional.of(reason));
  }

  private static boolean alive(Session session) {
    return session.neighbour.session.filter(session::equals).isPresent();
  }

  private static boolean connecting(Session session) {
    return session.state == State.NON_EXISTENT;
  }

  private Optional<Neighbour> byTransport(int address) {
    return neighbours.values().stream().filter(one -> one.transportAddress == address).findFirst();
  }

  // ---- the session state machine (§2.5.4)

  private void message(Session session, LdpMessage message) {
    switch (message) {
      case Notification note -> notified(session, note);
      case Refused refused when refused.silently() -> { }
      case Refused refused when session.state == State.OPERATIONAL -> {
        turn.count(Count.MESSAGE_REFUSED);
        session.send(notification(refused.why(), refused.id(), refused.type()));
      }
      case Initialization init when session.state == State.INITIALIZED || session.state == State.OPENSENT ->
          initialize(session, init);
      case KeepAlive _ when session.state == State.OPENREC -> operational(session);
      case KeepAlive _ when session.state == State.OPERATIONAL -> { }
      case Address it when session.state == State.OPERATIONAL -> labels.addresses(session, it);
      case AddressWithdraw it when session.state == State.OPERATIONAL -> labels.addressesGone(session, it);
      case LabelMapping it when session.state == State.OPERATIONAL -> labels.mapping(session, it);
      case LabelRequest it when session.state == State.OPERATIONAL -> labels.request(session, it);
      case LabelWithdraw it when session.state == State.OPERATIONAL -> labels.withdraw(session, it);
      case LabelRelease it when session.state == State.OPERATIONAL -> labels.release(session, it);
      // Each request is answered at once, so there is none left to abort (§3.5.9.1).
      case LabelAbort _ when session.state == State.OPERATIONAL -> { }
      case Hello _, Initialization _, KeepAlive _, Address _, AddressWithdraw _, LabelMapping _, LabelRequest _,
          LabelWithdraw _, LabelRelease _, LabelAbort _, Refused _ -> {
        String what = message.getClass().getSimpleName() + " in state " + session.state;
        close(session, notification(LdpStatus.SHUTDOWN, message.id(), LdpCodec.type(message)), what);
      }
    }
  }

  private void initialize(Session session, Initialization init) {
    Optional<LdpStatus> objection = !init.receiver().equals(LdpId.platform(config.lsrId()))
        ? Optional.of(LdpStatus.NO_HELLO)
        : init.protocolVersion() != LdpPdu.VERSION ? Optional.of(LdpStatus.BAD_PROTOCOL_VERSION)
        : init.keepAliveSeconds() == 0 ? Optional.of(LdpStatus.BAD_KEEPALIVE_TIME) : Optional.empty();
    if (objection.isPresent()) {
      turn.count(Count.SESSION_REJECTED);
      var note = notification(objection.get(), init.id(), LdpCodec.INITIALIZATION);
      close(session, note, "we: " + objection.get().text());
      return;
    }
    // Where the modes differ, it is downstream unsolicited (§3.5.3): there is nothing to object to in the A bit.
    session.keepAliveSeconds = Math.min(init.keepAliveSeconds(), (int) config.keepAlive().toSeconds());
    int theirMax = init.maxPduOctets() <= 255 ? LdpPdu.DEFAULT_MAX_OCTETS : init.maxPduOctets();
    session.maxPduOctets = Math.min(LdpPdu.DEFAULT_MAX_OCTETS, theirMax);
    session.framer.limit(session.maxPduOctets);
    if (session.state == State.INITIALIZED) {
      propose(session);
    }
    session.send(new KeepAlive(turn.messageId()));
    session.state = State.OPENREC;
    long hold = Duration.ofSeconds(session.keepAliveSeconds).toNanos();
    session.heardUntilNanos = turn.now() + hold;
    turn.arm(new LdpTimer.KeepAliveHold(session.neighbour.lsrId), hold);
    turn.arm(new LdpTimer.KeepAliveDue(session.neighbour.lsrId), keepAliveInterval(session));
  }

  private void propose(Session session) {
    session.send(new Initialization(turn.messageId(), LdpPdu.VERSION, (int) config.keepAlive().toSeconds(), false,
        false, 0, LdpPdu.DEFAULT_MAX_OCTETS, LdpId.platform(session.neighbour.lsrId)));
  }

  private void operational(Session session) {
    session.state = State.OPERATIONAL;
    session.upSinceNanos = turn.now();
    session.neighbour.failures = 0;
    labels.peerUp(session);
  }

  private void notified(Session session, Notification note) {
    turn.count(Count.NOTIFICATION_RECEIVED);
    if (note.fatal()) {
      flowClose(session);
      gone(session, "peer: " + note.text());
    }
  }

  // ---- the end of a session

  private void close(Session session, LdpStatus status, String why) {
    close(session, notification(status, 0, 0), why);
  }

  /** Says why, closes the connection, forgets the session. */
  private void close(Session session, Notification note, String why) {
    if (!connecting(session)) {
      session.send(note);
    }
    flowClose(session);
    gone(session, why);
  }

  private void flowClose(Session session) {
    session.flush(turn);
    turn.add(new LdpAction.TcpClose(session.flow));
  }

  private void gone(Session session, String why) {
    Neighbour neighbour = session.neighbour;
    boolean wasOperational = session.state == State.OPERATIONAL;
    byFlow.remove(session.flow);
    if (session.flow.localPort() != 0) {
      neighbour.lastClosed = Optional.of(session.flow);
    }
    neighbour.session = Optional.empty();
    neighbour.whyDown = why;
    if (!connecting(session)) {
      neighbour.unreachable = false;
      turn.disarm(new LdpTimer.KeepAliveHold(neighbour.lsrId));
      turn.disarm(new LdpTimer.KeepAliveDue(neighbour.lsrId));
    }
    if (wasOperational) {
      turn.count(Count.SESSION_LOST);
      labels.peerDown(session);
    }
    if (neighbour.adjacencies > 0 && active(neighbour)) {
      retryLater(neighbour, wasOperational);
    }
  }

  /** Attempts that fail are throttled (§2.5.3); the loss of a session that worked is not a failed attempt. */
  private void retryLater(Neighbour neighbour, boolean wasOperational) {
    Duration delay = config.helloInterval();
    if (!wasOperational) {
      delay = FIRST_RETRY.multipliedBy(1L << Math.min(neighbour.failures, 3));
      delay = delay.compareTo(LAST_RETRY) < 0 ? delay : LAST_RETRY;
      neighbour.failures++;
    }
    neighbour.retrying = true;
    turn.arm(new LdpTimer.Retry(neighbour.lsrId), delay.toNanos());
  }

  private void stopRetrying(Neighbour neighbour) {
    if (neighbour.retrying) {
      neighbour.retrying = false;
      turn.disarm(new LdpTimer.Retry(neighbour.lsrId));
    }
  }

  private Notification notification(LdpStatus status, int aboutId, int aboutType) {
    return new Notification(turn.messageId(), status.fatal(), false, status.code(), aboutId, aboutType);
  }

  void clear(int lsrId) {
    session(lsrId).ifPresent(session -> close(session, LdpStatus.SHUTDOWN, "cleared"));
  }

  /** A way to this prefix is new: connections that failed for want of one are tried again at once. */
  void routeTo(Ipv4Prefix prefix) {
    for (Neighbour neighbour : neighbours.values()) {
      if (neighbour.retrying && neighbour.unreachable && prefix.contains(neighbour.transportAddress)) {
        connect(neighbour);
      }
    }
  }

  // ---- timers

  private Optional<Session> session(int lsrId) {
    return Optional.ofNullable(neighbours.get(lsrId)).flatMap(neighbour -> neighbour.session);
  }

  private static long keepAliveInterval(Session session) {
    return Duration.ofSeconds(session.keepAliveSeconds).toNanos() / 3;
  }

  void keepAliveDue(int lsrId) {
    session(lsrId).filter(session -> session.keepAliveSeconds > 0).ifPresent(session -> {
      long interval = keepAliveInterval(session);
      long quiet = turn.now() - session.sentAtNanos;
      if (quiet >= interval) {
        session.send(new KeepAlive(turn.messageId()));
        quiet = 0;
      }
      turn.arm(new LdpTimer.KeepAliveDue(lsrId), interval - quiet);
    });
  }

  void keepAliveHold(int lsrId) {
    session(lsrId).filter(session -> !connecting(session)).ifPresent(session -> {
      if (turn.now() < session.heardUntilNanos) {
        turn.arm(new LdpTimer.KeepAliveHold(lsrId), session.heardUntilNanos - turn.now());
      } else {
        close(session, LdpStatus.KEEPALIVE_TIMER_EXPIRED, LdpStatus.KEEPALIVE_TIMER_EXPIRED.text());
      }
    });
  }

  void retry(int lsrId) {
    Optional.ofNullable(neighbours.get(lsrId)).filter(one -> one.retrying).ifPresent(this::connect);
  }

  void handshake(Flow flow) {
    strangers.handshake(flow);
  }

  void flush() {
    neighbours.values().forEach(neighbour -> neighbour.session.ifPresent(session -> session.flush(turn)));
  }

  List<LdpView.Session> view() {
    return neighbours.values().stream().map(one -> {
      Optional<Session> session = one.session;
      int keepAlive = session.map(it -> it.keepAliveSeconds).filter(seconds -> seconds > 0)
          .orElse((int) config.keepAlive().toSeconds());
      return new LdpView.Session(one.lsrId, one.transportAddress, session.map(it -> it.state)
          .orElse(State.NON_EXISTENT), active(one), one.adjacencies, one.whyDown(),
          one.operational() ? OptionalLong.of(session.get().upSinceNanos) : OptionalLong.empty(), keepAlive,
          one.messagesIn, one.messagesOut, session.map(it -> List.copyOf(it.addresses)).orElse(List.of()));
    }).toList();
  }
}
