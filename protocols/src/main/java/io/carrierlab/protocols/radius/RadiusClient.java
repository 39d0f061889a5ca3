package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.AaaAnswer;
import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.radius.Pending.Subject;
import io.carrierlab.protocols.radius.RadiusClientAction.Answer;
import io.carrierlab.protocols.radius.RadiusClientAction.Send;
import io.carrierlab.protocols.radius.RadiusClientAction.WakeAt;
import io.carrierlab.protocols.radius.RadiusClientConfig.Server;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The aggregator's end of RADIUS, one for all its clients. Every request gets exactly one answer. It is sent up to
 * {@code tries} times to a server, then to the next that is not held for dead; dead ones are asked when there is no
 * other. Records of one session are sent one at a time, in order (a stop never before the start was answered or given
 * up). A session costs nothing here but while a request of it is open.
 */
public final class RadiusClient {
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] NO_EAP = {};

  /** What we know of a server. */
  private final class Peer {
    final int index;
    final Server server;
    final Lanes access = new Lanes(config.firstSourcePort(), config.maxSourcePorts());
    final Lanes accounting = new Lanes(config.firstSourcePort(), config.maxSourcePorts());
    long deadUntilNanos = Long.MIN_VALUE;
    long heardNanos = Long.MIN_VALUE;

    Peer(int index, Server server) {
      this.index = index;
      this.server = server;
    }

    Lanes lanes(Pending pending) {
      return switch (pending.subject) {
        case Subject.Access _ -> access;
        case Subject.Accounting _ -> accounting;
      };
    }

    boolean dead() {
      return nowNanos < deadUntilNanos;
    }
  }

  private final RadiusClientConfig config;
  private final RandomGenerator random;
  private final List<Peer> peers = new ArrayList<>();
  private final TreeSet<Pending> deadlines = new TreeSet<>();
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  /** Sessions with a record on its way, each with the records that wait for it. Only looked up, never walked. */
  private final Map<String, ArrayDeque<Pending>> sessions = new HashMap<>();
  private final RadiusClientTally tally = new RadiusClientTally();
  private final List<RadiusClientAction> actions = new ArrayList<>();
  private int waitingInSessions;
  private long order;
  private long nowNanos;
  private long wakeNanos = Long.MAX_VALUE;

  public RadiusClient(RadiusClientConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    for (Server server : config.servers()) {
      peers.add(new Peer(peers.size(), server));
    }
  }

  /** @param now nanoseconds since the start of the run; never runs backwards */
  public List<RadiusClientAction> on(RadiusClientEvent event, long now) {
    nowNanos = now;
    actions.clear();
    switch (event) {
      case RadiusClientEvent.Ask(long id, AaaQuestion question) -> ask(id, question);
      case RadiusClientEvent.Account(long id, var record) ->
          account(new Pending(id, new Subject.Accounting(record), now, order++), record.session().id());
      case RadiusClientEvent.Datagram datagram -> receive(datagram);
      case RadiusClientEvent.Wake() -> {
        wakeNanos = Long.MAX_VALUE;
        while (!deadlines.isEmpty() && deadlines.first().deadlineNanos <= now) {
          expire(deadlines.pollFirst());
        }
      }
    }
    long next = deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.first().deadlineNanos;
    if (next != wakeNanos) {
      wakeNanos = next;
      actions.add(new WakeAt(next));
    }
    return List.copyOf(actions);
  }

  public RadiusClientView view() {
    var servers = peers.stream().map(peer -> new RadiusClientView.ServerView(peer.server.address(), peer.dead(),
        peer.access.outstanding() + peer.accounting.outstanding(),
        peer.access.sourcePorts() + peer.accounting.sourcePorts())).toList();
    return new RadiusClientView(servers, deadlines.size(), waiting.size() + waitingInSessions, tally.counters());
  }

  private void ask(long id, AaaQuestion question) {
    tally.requests++;
    Optional<String> unaskable = Requests.unaskable(question);
    if (unaskable.isPresent()) {
      tally.rejects++;
      actions.add(new Answer(id, new AaaAnswer.Refused(unaskable.get(), NO_EAP)));
      return;
    }
    begin(new Pending(id, new Subject.Access(question), nowNanos, order++));
  }

  private void account(Pending pending, String session) {
    tally.requests++;
    ArrayDeque<Pending> others = sessions.get(session);
    if (others == null) {
      sessions.put(session, new ArrayDeque<>(1));
      if (!begin(pending)) {
        sessions.remove(session);
      }
    } else if (full()) {
      refuse(pending);
    } else {
      others.add(pending);
      waitingInSessions++;
    }
  }

  private boolean full() {
    return waiting.size() + waitingInSessions >= config.maxWaiting();
  }

  /** To the server whose turn it is, or into the queue: who comes later does not pass those who wait. */
  private boolean begin(Pending pending) {
    if (waiting.isEmpty() && start(pending)) {
      return true;
    }
    if (full()) {
      refuse(pending);
      return false;
    }
    waiting.add(pending);
    return true;
  }

  private void refuse(Pending pending) {
    tally.busy++;
    actions.add(new Answer(pending.requestId, new AaaAnswer.Busy()));
  }

  /** False: no identifier is free towards the server that is to be asked. */
  private boolean start(Pending pending) {
    Optional<Peer> chosen = choose(pending);
    if (chosen.isEmpty()) {
      giveUp(pending);
      return true;
    }
    Peer peer = chosen.get();
    if (!peer.lanes(pending).take(pending)) {
      return false;
    }
    pending.server = peer.index;
    pending.tried.set(peer.index);
    pending.sent = 0;
    pending.firstSentNanos = nowNanos;
    transmit(peer, pending);
    return true;
  }

  /** The next server in order that lives and has not been asked; if none, a dead one that has not been asked. */
  private Optional<Peer> choose(Pending pending) {
    OptionalInt bound = boundTo(pending);
    if (bound.isPresent()) {
      int index = bound.getAsInt();
      return index < 0 || index >= peers.size() || pending.tried.get(index) ? Optional.empty()
          : Optional.of(peers.get(index));
    }
    Optional<Peer> dead = Optional.empty();
    for (Peer peer : peers) {
      if (!pending.tried.get(peer.index)) {
        if (!peer.dead()) {
          return Optional.of(peer);
        }
        dead = dead.or(() -> Optional.of(peer));
      }
    }
    return dead;
  }

  /** Only the server that holds the other half of an EAP conversation can go on with it. */
  private static OptionalInt boundTo(Pending pending) {
    return switch (pending.subject) {
      case Subject.Access(AaaQuestion.Eap eap) when eap.conversation().isPresent() ->
          OptionalInt.of(eap.conversation().get().server());
      case Subject.Access _, Subject.Accounting _ -> OptionalInt.empty();
    };
  }

  /** Sends it for the first or another time; an accounting record whose delay has grown as a new packet. */
  private void transmit(Peer peer, Pending pending) {
    Server server = peer.server;
    int port = switch (pending.subject) {
      case Subject.Access(AaaQuestion question) -> {
        if (pending.sent == 0) {
          byte[] authenticator = new byte[RadiusPacket.AUTHENTICATOR_OCTETS];
          random.nextBytes(authenticator);
          pending.authenticator = authenticator;
          pending.octets = Signing.accessRequest(new RadiusPacket(RadiusCode.ACCESS_REQUEST, pending.identifier,
              authenticator, Requests.access(config, question, server.secret(), authenticator)), server.secret());
        }
        yield server.authPort();
      }
      case Subject.Accounting(var record) -> {
        long delay = (nowNanos - pending.createdNanos) / SECOND;
        if (pending.sent == 0 || delay != pending.delaySeconds) {
          if (pending.sent > 0) {
            // Other content, so another identifier (RFC 2866 §4.1); the server knows the record by its session.
            Lanes.Lane lane = pending.lane;
            lane.release(pending);
            lane.take(pending);
          }
          pending.delaySeconds = delay;
          var attributes = Requests.accounting(config, record,
              config.epochSeconds() + pending.createdNanos / SECOND, delay);
          pending.octets = Signing.accountingRequest(new RadiusPacket(RadiusCode.ACCOUNTING_REQUEST,
              pending.identifier, new byte[RadiusPacket.AUTHENTICATOR_OCTETS], attributes), server.secret());
          pending.authenticator = Signing.authenticatorOf(pending.octets);
        }
        yield server.acctPort();
      }
    };
    pending.sent++;
    pending.deadlineNanos = nowNanos + server.timeout().toNanos();
    deadlines.add(pending);
    actions.add(new Send(server.address(), port, pending.lane.sourcePort, pending.octets));
  }

  private void expire(Pending pending) {
    tally.timeouts++;
    Peer peer = peers.get(pending.server);
    if (pending.sent < peer.server.tries()) {
      tally.retransmissions++;
      transmit(peer, pending);
      return;
    }
    if (peer.heardNanos < pending.firstSentNanos) {       // silent to all, not just unlucky with this one
      peer.deadUntilNanos = nowNanos + config.deadTime().toNanos();
    }
    pending.lane.release(pending);
    if (choose(pending).isEmpty()) {
      giveUp(pending);
    } else {
      tally.failovers++;
      if (!start(pending)) {
        waiting.addFirst(pending);                        // it has waited longest; the bound is for new ones
      }
    }
    startWaiting();
  }

  private void giveUp(Pending pending) {
    tally.givenUp++;
    finish(pending, new AaaAnswer.Dead());
  }

  /** Answers, and lets the session's next record go. */
  private void finish(Pending pending, AaaAnswer answer) {
    actions.add(new Answer(pending.requestId, answer));
    if (pending.subject instanceof Subject.Accounting accounting) {
      String session = accounting.record().session().id();
      Pending next = sessions.get(session).poll();
      if (next == null) {
        sessions.remove(session);
      } else {
        waitingInSessions--;
        waiting.add(next);
      }
    }
  }

  private void startWaiting() {
    while (!waiting.isEmpty() && start(waiting.peek())) {
      waiting.poll();
    }
  }

  private void receive(RadiusClientEvent.Datagram datagram) {
    RadiusPacket packet;
    try {
      packet = RadiusPacket.decode(datagram.octets());
    } catch (DecodeException e) {
      tally.malformed++;
      return;
    }
    Optional<Pending> found = find(datagram, packet);
    if (found.isEmpty()) {
      tally.unexpected++;
      return;
    }
    Pending pending = found.get();
    Peer peer = peers.get(pending.server);
    byte[] secret = peer.server.secret();
    byte[] octets = Signing.trimmed(datagram.octets());
    if (!Signing.responseHolds(octets, pending.authenticator, secret)
        || !signed(peer.server, packet, Signing.messageAuthenticator(octets, pending.authenticator, secret))) {
      tally.badAuthenticators++;
      return;
    }
    peer.heardNanos = nowNanos;
    peer.deadUntilNanos = Long.MIN_VALUE;
    AaaAnswer answer = switch (pending.subject) {
      case Subject.Accounting _ -> new AaaAnswer.Accounted();
      case Subject.Access(AaaQuestion question) -> {
        try {
          yield Answers.of(question, packet, peer.index, secret, pending.authenticator);
        } catch (DecodeException e) {
          tally.unreadable++;
          yield new AaaAnswer.Refused("unreadable answer: " + e.error(), NO_EAP);
        }
      }
    };
    tally.count(answer);
    deadlines.remove(pending);
    pending.lane.release(pending);
    finish(pending, answer);
    startWaiting();
  }

  /** The open request that such a packet from there can be the answer of. */
  private Optional<Pending> find(RadiusClientEvent.Datagram datagram, RadiusPacket packet) {
    for (Peer peer : peers) {
      if (peer.server.address() == datagram.serverAddress()) {
        boolean access = datagram.serverPort() == peer.server.authPort();
        boolean fits = switch (packet.code()) {
          case ACCESS_ACCEPT, ACCESS_REJECT, ACCESS_CHALLENGE -> access;
          case ACCOUNTING_RESPONSE -> datagram.serverPort() == peer.server.acctPort();
          case ACCESS_REQUEST, ACCOUNTING_REQUEST -> false;
        };
        if (fits) {
          return (access ? peer.access : peer.accounting).find(datagram.localPort(), packet.identifier());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean signed(Server server, RadiusPacket packet, Signing.Check check) {
    return switch (check) {
      case RIGHT -> true;
      case WRONG -> false;
      case ABSENT -> !packet.has(AttributeType.EAP_MESSAGE)
          && (!server.signed() || packet.code() == RadiusCode.ACCOUNTING_RESPONSE);
    };
  }
}
