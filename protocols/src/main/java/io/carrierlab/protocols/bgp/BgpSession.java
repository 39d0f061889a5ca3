package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.bgp.Notification.Cease;
import io.carrierlab.protocols.bgp.SessionAction.Arm;
import io.carrierlab.protocols.bgp.SessionAction.Disarm;
import io.carrierlab.protocols.bgp.SessionAction.Down;
import io.carrierlab.protocols.bgp.SessionAction.Established;
import io.carrierlab.protocols.bgp.SessionAction.RefreshRequested;
import io.carrierlab.protocols.bgp.SessionAction.TcpCancel;
import io.carrierlab.protocols.bgp.SessionAction.TcpClose;
import io.carrierlab.protocols.bgp.SessionAction.TcpConnect;
import io.carrierlab.protocols.bgp.SessionAction.TcpSend;
import io.carrierlab.protocols.bgp.SessionAction.UpdateReceived;
import io.carrierlab.protocols.tcp.Flow;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The session with one peer (RFC 4271 §8) without clock, socket or dice. Where we differ from §8.2.2, or choose:
 * <ul>
 *   <li>The state machines of up to two connections, one made by each side, are in one: the state shown is that of the
 *       connection that got furthest.
 *   <li>A failed attempt to connect leads to Active, not to Idle, where the peer's attempts would be refused.
 *   <li>Collisions are resolved as soon as one OPEN tells the peer's identifier, in OpenSent too (§6.8 allows it where
 *       the identifier is known), and our attempt to connect ends there: so both ends keep the same connection.
 *   <li>Starting again after an error is automatic, after a pause (§8.1.1 DampPeerOscillations). DelayOpen is left out.
 * </ul>
 */
public final class BgpSession {
  /** Time for the OPEN to come (RFC 4271 §8.2.2, OpenSent: 4 minutes). */
  private static final Duration OPEN_WAIT = Duration.ofMinutes(4);
  /** The pause after errors in a row grows to 2^4 times the configured one. */
  private static final int MAX_DOUBLINGS = 4;
  private static final Duration SHORTEST_KEEPALIVE = Duration.ofSeconds(1);
  private static final SessionTimer RETRY = new SessionTimer.ConnectRetry();
  private static final SessionTimer IDLE_HOLD = new SessionTimer.IdleHold();

  private final SessionConfig config;
  private final RandomGenerator random;
  private final SessionCounters counters = new SessionCounters();
  private final List<Connection> connections = new ArrayList<>(1);
  private List<SessionAction> actions = new ArrayList<>();
  private boolean started;
  private boolean pausing;
  private boolean connecting;
  private int errorsInARow;
  private long upSinceNanos;
  private long nowNanos;
  private String reason = "";
  private String transportTrouble = "";

  /** @param random for jitter only */
  public BgpSession(SessionConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /** One step. Time is nanoseconds since the start of the run and never goes back. */
  public List<SessionAction> on(SessionEvent event, long nowNanos) {
    this.nowNanos = nowNanos;
    switch (event) {
      case SessionEvent.Start() -> start();
      case SessionEvent.Stop(Cease cease, String text) -> stop(cease, text);
      case SessionEvent.TcpConnected(Flow flow, boolean passive) -> connected(flow, passive);
      case SessionEvent.TcpFailed(String why) -> connectFailed(why);
      case SessionEvent.TcpClosed(Flow flow, String why) -> closed(flow, why);
      case SessionEvent.TcpReceived(Flow flow, byte[] octets) -> received(flow, octets);
      case SessionEvent.TimerFired(SessionTimer timer) -> fired(timer);
      case SessionEvent.SendUpdates(List<byte[]> messages) -> sendUpdates(messages);
      case SessionEvent.AskRefresh(Family family) -> askRefresh(family);
      case SessionEvent.TransportTrouble(String text) -> transportTrouble = text;
    }
    List<SessionAction> done = actions;
    actions = new ArrayList<>();
    return done;
  }

  public SessionState state() {
    if (!started || pausing) {
      return SessionState.IDLE;
    }
    return furthest().map(connection -> switch (connection.phase()) {
      case OPEN_SENT -> SessionState.OPEN_SENT;
      case OPEN_CONFIRM -> SessionState.OPEN_CONFIRM;
      case ESTABLISHED -> SessionState.ESTABLISHED;
    }).orElse(connecting ? SessionState.CONNECT : SessionState.ACTIVE);
  }

  public boolean isEstablished() {
    return state() == SessionState.ESTABLISHED;
  }

  public SessionConfig config() {
    return config;
  }

  /** What the OPENs agreed on, from OpenConfirm on. */
  public Optional<Negotiated> negotiated() {
    return furthest().flatMap(Connection::negotiated);
  }

  public SessionView view() {
    return new SessionView(state(), config.peerAddress(), config.peerAs(),
        isEstablished() ? OptionalLong.of(upSinceNanos) : OptionalLong.empty(), reason, transportTrouble,
        counters.timesEstablished(), counters.in(), counters.out(), counters.faults(), negotiated());
  }

  private Optional<Connection> furthest() {
    return connections.stream().reduce((a, b) -> a.phase().compareTo(b.phase()) >= 0 ? a : b);
  }

  private Optional<Connection> established() {
    return connections.stream().filter(each -> each.phase() == Connection.Phase.ESTABLISHED).findFirst();
  }

  private Optional<Connection> find(Flow flow) {
    return connections.stream().filter(each -> each.flow().equals(flow)).findFirst();
  }

  private void start() {
    if (started && !pausing) {
      return;
    }
    if (pausing) {
      actions.add(new Disarm(IDLE_HOLD));
    }
    started = true;
    pausing = false;
    errorsInARow = 0;
    begin();
  }

  private void begin() {
    if (!config.passive()) {
      connect();
    }
  }

  private void connect() {
    connecting = true;
    actions.add(new TcpConnect(config.localAddress(), config.peerAddress(), SessionConfig.PORT));
    actions.add(new Arm(RETRY, jittered(config.timers().connectRetry())));
  }

  private void stop(Cease cease, String text) {
    if (!started) {
      return;
    }
    Notification last = Notification.cease(cease, text);
    String why = (connections.isEmpty() ? "" : "sent ") + last.words();
    boolean wasUp = isEstablished();
    closeAll(last);
    if (pausing) {
      actions.add(new Disarm(IDLE_HOLD));
      pausing = false;
    }
    if (wasUp) {
      actions.add(new Down(why));
    }
    reason = why;
    switch (cease) {
      case RESET, HARD_RESET, CONFIGURATION_CHANGE -> pause(0);
      case MAXIMUM_PREFIXES, SHUTDOWN, DECONFIGURED, REJECTED, COLLISION, OUT_OF_RESOURCES -> started = false;
    }
  }

  private void connected(Flow flow, boolean passive) {
    boolean unwanted = state() == SessionState.IDLE || find(flow).isPresent() || !passive && !connecting;
    if (unwanted) {
      if (find(flow).isEmpty()) {
        actions.add(new TcpClose(flow));
      }
      return;
    }
    if (passive && established().isPresent()) {
      actions.add(new TcpSend(flow, counted(Notification.cease(Cease.COLLISION, ""))));
      actions.add(new TcpClose(flow));
      return;
    }
    if (passive) {
      // The peer knows of the old one no more, or would not have made another.
      connections.stream().filter(Connection::isPassive).findFirst()
          .ifPresent(old -> close(old, Notification.cease(Cease.REJECTED, "")));
    } else {
      connecting = false;
      actions.add(new Disarm(RETRY));
    }
    var connection = new Connection(flow, passive, OPEN_WAIT, nowNanos);
    connections.add(connection);
    long holdSeconds = config.timers().hold().toSeconds();
    var offer = Capabilities.offer(config.families(), config.localAs(), config.extendedMessages());
    send(connection, Header.OPEN,
        OpenCodec.encode(new Open(config.localAs(), (int) holdSeconds, config.localId(), offer)));
    actions.add(new Arm(new SessionTimer.Hold(flow), OPEN_WAIT));
  }

  private void connectFailed(String why) {
    if (connecting) {
      connecting = false;                            // the connect retry timer is still running
      if (connections.isEmpty()) {
        reason = "TCP connection failed: " + why;
      }
    }
  }

  private void closed(Flow flow, String why) {
    find(flow).ifPresent(connection -> {
      var phase = connection.phase();
      forget(connection);
      lost(phase, "TCP connection closed: " + why, phase != Connection.Phase.OPEN_SENT);
    });
  }

  private void received(Flow flow, byte[] octets) {
    Optional<Connection> found = find(flow);
    if (found.isEmpty()) {
      return;
    }
    Connection connection = found.get();
    connection.framer().append(octets);
    try {
      Optional<BgpFramer.Frame> frame = connection.framer().next();
      while (frame.isPresent()) {
        counters.received(frame.get().type());
        message(connection, frame.get());
        if (!connections.contains(connection)) {
          return;
        }
        frame = connection.framer().next();
      }
    } catch (BgpException error) {
      fail(connection, error.notification(), error.reason());
    }
  }

  private void message(Connection connection, BgpFramer.Frame frame) throws BgpException {
    connection.heard(nowNanos);
    if (frame.type() == Header.NOTIFICATION) {
      notified(connection, frame.body());
      return;
    }
    boolean expected = switch (connection.phase()) {
      case OPEN_SENT -> frame.type() == Header.OPEN;
      case OPEN_CONFIRM -> frame.type() == Header.KEEPALIVE;
      case ESTABLISHED -> frame.type() != Header.OPEN;
    };
    if (!expected) {
      int subcode = connection.phase().ordinal() + 1;    // RFC 6608 §3
      throw new BgpException(Notification.of(Notification.FSM_ERROR, subcode),
          NotificationText.of(Notification.FSM_ERROR, subcode));
    }
    switch (frame.type()) {
      case Header.OPEN -> opened(connection, OpenCodec.decode(frame.body()));
      case Header.KEEPALIVE -> keptAlive(connection);
      case Header.UPDATE -> updated(connection.decodeUpdate(frame.body()));
      default -> refreshed(connection, frame.body());
    }
  }

  private void notified(Connection connection, byte[] body) throws BgpException {
    Notification received;
    try {
      received = Notification.decode(body);
    } catch (DecodeException impossible) {
      throw new BgpException(Notification.of(Notification.HEADER_ERROR, 2), impossible.getMessage());
    }
    // The connection that survives the peer's decision may not have reached us yet: Idle would refuse it.
    boolean collision = received.code() == Notification.CEASE && received.subcode() == Cease.COLLISION.subcode()
        && connection.phase() != Connection.Phase.ESTABLISHED;
    var phase = connection.phase();
    actions.add(new TcpClose(connection.flow()));
    forget(connection);
    lost(phase, "received " + received.words(), !collision);
  }

  private void opened(Connection connection, Open open) throws BgpException {
    Optional<BgpException> objection = OpenCodec.objection(open, config);
    if (objection.isPresent()) {
      throw objection.get();
    }
    if (!survives(connection, open)) {
      return;
    }
    connection.confirm(Negotiated.of(config, open), config);
    cancelAttempt();
    send(connection, Header.KEEPALIVE, new Keepalive().encode());
    if (connection.hold().isZero()) {
      actions.add(new Disarm(new SessionTimer.Hold(connection.flow())));
    } else {
      actions.add(new Arm(new SessionTimer.Hold(connection.flow()), connection.hold()));
      armKeepalive(connection);
    }
  }

  /** Collision (§6.8, RFC 6286 §2.3): the connection made by the higher identifier stays, by the higher AS if equal. */
  private boolean survives(Connection connection, Open open) {
    for (Connection other : List.copyOf(connections)) {
      if (other == connection) {
        continue;
      }
      int order = Integer.compareUnsigned(config.localId(), open.routerId());
      boolean weAreHigher = order != 0 ? order > 0 : config.localAs() > open.as();
      boolean keepThis = other.phase() != Connection.Phase.ESTABLISHED && connection.isPassive() != weAreHigher;
      if (!keepThis && other.isPassive() && other.phase() == Connection.Phase.OPEN_SENT) {
        // The peer may have given it up when it read our OPEN here; if not, it closes this one. It knows, we do not.
        continue;
      }
      close(keepThis ? other : connection, Notification.cease(Cease.COLLISION, ""));
      if (!keepThis) {
        return false;
      }
    }
    return true;
  }

  private void keptAlive(Connection connection) {
    if (connection.phase() == Connection.Phase.ESTABLISHED) {
      return;
    }
    connection.establish();
    for (Connection other : List.copyOf(connections)) {
      if (other != connection) {
        close(other, Notification.cease(Cease.COLLISION, ""));
      }
    }
    upSinceNanos = nowNanos;
    transportTrouble = "";
    counters.established();
    actions.add(new Established(connection.negotiated().orElseThrow()));
  }

  private void updated(Update update) {
    for (UpdateFault fault : update.faults()) {
      counters.fault(switch (fault.reaction()) {
        case TREAT_AS_WITHDRAW -> "treated as withdrawn: " + fault.reason();
        case ATTRIBUTE_DISCARD -> "attribute discarded: " + fault.reason();
        case IGNORED -> "ignored: " + fault.reason();
      });
    }
    actions.add(new UpdateReceived(update));
  }

  private void refreshed(Connection connection, byte[] body) throws BgpException {
    RouteRefresh refresh;
    try {
      refresh = RouteRefresh.decode(body);
    } catch (DecodeException impossible) {
      throw new BgpException(Notification.of(Notification.HEADER_ERROR, 2), impossible.getMessage());
    }
    Optional<Family> family = Family.of(refresh.afi(), refresh.safi())
        .filter(connection.negotiated().orElseThrow().families()::contains);
    if (family.isPresent()) {
      actions.add(new RefreshRequested(family.get()));
    } else {
      counters.fault("ignored: ROUTE-REFRESH of a family not negotiated");
    }
  }

  private void fired(SessionTimer timer) {
    switch (timer) {
      case SessionTimer.ConnectRetry() -> {
        if (state() == SessionState.CONNECT || state() == SessionState.ACTIVE) {
          if (connecting) {
            actions.add(new TcpCancel());
          }
          begin();
        }
      }
      case SessionTimer.IdleHold() -> {
        if (pausing) {
          pausing = false;
          begin();
        }
      }
      case SessionTimer.Hold(Flow flow) -> find(flow).ifPresent(this::checkHold);
      case SessionTimer.KeepaliveDue(Flow flow) -> find(flow).ifPresent(this::keepalive);
    }
  }

  /** The timer is not armed again with each message, but found too early here and armed for the rest. */
  private void checkHold(Connection connection) {
    long left = connection.heardNanos() + connection.hold().toNanos() - nowNanos;
    if (connection.hold().isZero()) {
      return;
    }
    if (left > 0) {
      actions.add(new Arm(new SessionTimer.Hold(connection.flow()), Duration.ofNanos(left)));
    } else {
      fail(connection, Notification.of(Notification.HOLD_TIMER_EXPIRED, 0), "hold timer expired");
    }
  }

  private void keepalive(Connection connection) {
    long interval = connection.negotiated().map(Negotiated::keepaliveMillis).orElse(0L);
    if (interval > 0) {
      send(connection, Header.KEEPALIVE, new Keepalive().encode());
      armKeepalive(connection);
    }
  }

  private void armKeepalive(Connection connection) {
    long interval = connection.negotiated().map(Negotiated::keepaliveMillis).orElse(0L);
    if (interval > 0) {
      // Never more than one in a second (§4.4), whatever the jitter.
      Duration due = jittered(Duration.ofMillis(interval));
      actions.add(new Arm(new SessionTimer.KeepaliveDue(connection.flow()),
          due.compareTo(SHORTEST_KEEPALIVE) < 0 ? SHORTEST_KEEPALIVE : due));
    }
  }

  private void sendUpdates(List<byte[]> messages) {
    established().ifPresent(connection -> messages.forEach(each -> send(connection, Header.UPDATE, each)));
  }

  private void askRefresh(Family family) {
    established().filter(each -> each.negotiated().orElseThrow().routeRefresh())
        .filter(each -> each.negotiated().orElseThrow().families().contains(family))
        .ifPresent(each -> send(each, Header.ROUTE_REFRESH, RouteRefresh.of(family).encode()));
  }

  private void send(Connection connection, int type, byte[] message) {
    counters.sent(type);
    actions.add(new TcpSend(connection.flow(), message));
  }

  private byte[] counted(Notification notification) {
    counters.sent(Header.NOTIFICATION);
    return notification.encode();
  }

  /** Ends one connection with last words. */
  private void close(Connection connection, Notification last) {
    actions.add(new TcpSend(connection.flow(), counted(last)));
    actions.add(new TcpClose(connection.flow()));
    forget(connection);
  }

  private void forget(Connection connection) {
    connections.remove(connection);
    actions.add(new Disarm(new SessionTimer.Hold(connection.flow())));
    actions.add(new Disarm(new SessionTimer.KeepaliveDue(connection.flow())));
  }

  private void fail(Connection connection, Notification last, String why) {
    var phase = connection.phase();
    close(connection, last);
    lost(phase, why, true);
  }

  /** A connection is gone: the session goes on with the other one, if there is one. */
  private void lost(Connection.Phase phase, String why, boolean error) {
    if (phase == Connection.Phase.ESTABLISHED) {
      actions.add(new Down(why));
    } else if (!connections.isEmpty()) {
      return;
    }
    reason = why;
    if (error) {
      closeAll(Notification.cease(Cease.COLLISION, ""));
      boolean stable = phase == Connection.Phase.ESTABLISHED
          && nowNanos - upSinceNanos > config.timers().idleHold().toNanos() << MAX_DOUBLINGS;
      errorsInARow = stable ? 0 : errorsInARow;
      pause(Math.min(errorsInARow++, MAX_DOUBLINGS));
    } else if (!config.passive()) {
      actions.add(new Arm(RETRY, jittered(config.timers().connectRetry())));
    }
  }

  private void pause(int doublings) {
    pausing = true;
    actions.add(new Arm(IDLE_HOLD, config.timers().idleHold().multipliedBy(1L << doublings)));
  }

  private void closeAll(Notification last) {
    for (Connection connection : List.copyOf(connections)) {
      close(connection, last);
    }
    cancelAttempt();
  }

  private void cancelAttempt() {
    if (connecting) {
      connecting = false;
      actions.add(new TcpCancel());
    }
    if (!config.passive()) {
      actions.add(new Disarm(RETRY));
    }
  }

  private Duration jittered(Duration interval) {
    return config.timers().jitter()
        ? Duration.ofNanos((long) (interval.toNanos() * (0.75 + 0.25 * random.nextDouble()))) : interval;
  }
}
