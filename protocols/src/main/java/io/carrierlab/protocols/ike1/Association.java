package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeSaView;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Timing;
import io.carrierlab.protocols.ike1.Children.Child;
import io.carrierlab.protocols.wire.DecodeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One ISAKMP SA from its first message to its end, with all exchanges under it. When it stands it holds three keys,
 * two cookies, a path and its timers: about a kilobyte with what hangs on it.
 */
final class Association extends MessageLayer {
  private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

  private final boolean renews;
  private final Informational informational;
  private final QuickModes quick;
  private final Transactions transactions;
  /** Null as soon as phase 1 is done. */
  private Phase1 phase1;
  private Optional<Dpd> dpd = Optional.empty();
  private boolean peerAnswersDpd;
  private boolean authenticated;
  private boolean ready;
  private Optional<IkeFailure> ended = Optional.empty();
  private long expiresAt = Long.MAX_VALUE;
  private long setupEndsAt;
  private long renewAt = Long.MAX_VALUE;
  private long beginAgainAt = Long.MAX_VALUE;
  private long keptAliveAt;
  private long invalidSpiToldAt = Long.MIN_VALUE;
  /** What somebody said without protection. */
  private Optional<IkeFailure> rumour = Optional.empty();
  private boolean everInstalled;

  private Association(SessionContext session, Path path, boolean renews, long initiatorCookie, long responderCookie) {
    super(session, path, initiatorCookie, responderCookie);
    this.renews = renews;
    this.informational = new Informational(this);
    this.quick = new QuickModes(this);
    this.transactions = initiates ? new ClientTransactions(this, session.initiator().get())
        : new GatewayTransactions(this);
    this.setupEndsAt = session.now() + session.settings().timing().setupLimit().toNanos();
  }

  /** @param renews the session had an ISAKMP SA before this one */
  static Association initiate(SessionContext session, Path path, boolean renews) {
    var association = new Association(session, path, renews, session.cookie(), 0);
    var first = new Phase1Initiator(association, session.initiator().orElseThrow());
    association.phase1 = first;
    first.start();
    return association;
  }

  /** @param header of the peer's first message */
  static Association respond(SessionContext session, Path path, Ike1Header header, boolean aggressive) {
    var association = new Association(session, path, false, header.initiatorCookie(), session.cookie());
    association.phase1 = new Phase1Responder(association, aggressive);
    return association;
  }

  boolean renews() {
    return renews;
  }

  QuickModes quick() {
    return quick;
  }

  boolean open() {
    return ended.isEmpty();
  }

  Optional<IkeFailure> ended() {
    return ended;
  }

  /** An IPsec SA came of it. */
  boolean everInstalled() {
    return everInstalled;
  }

  // --- What comes in ---

  void receive(Ike1Header header, byte[] octets, Path from) {
    mayNotify(true);
    boolean known = header.responderCookie() == responderCookie() || header.responderCookie() == 0;
    if (header.initiatorCookie() != initiatorCookie() || responderCookie() != 0 && !known) {
      session.reject(IkeFailure.BAD_COOKIE);
      return;
    }
    if (memory.knows(octets)) {
      session.reject(IkeFailure.RETRANSMITTED);
      memory.answer(octets).ifPresent(this::transmit);
      return;
    }
    Optional<ExchangeType> type = ExchangeType.of(header.exchange());
    if (type.isEmpty()) {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    try {
      dispatch(type.get(), header, octets, from);
    } catch (DecodeException malformed) {
      session.reject(IkeFailure.MALFORMED);
    }
  }

  private void dispatch(ExchangeType type, Ike1Header header, byte[] octets, Path from) throws DecodeException {
    switch (type) {
      case MAIN, AGGRESSIVE -> {
        if (phase1 == null || phase1.exchange() != type || header.messageId() != 0) {
          session.reject(IkeFailure.UNEXPECTED_MESSAGE);
        } else {
          phase1.on(header, octets, from);
        }
      }
      case INFORMATIONAL -> {
        if (!header.encrypted()) {
          onUnprotected(header, octets);
        } else if (phase2(header)) {
          informational.on(header, octets, from);
        }
      }
      case TRANSACTION -> {
        if (phase2(header)) {
          transactions.on(header, octets, from);
        }
      }
      case QUICK -> {
        if (!ready) {
          session.reject(IkeFailure.UNEXPECTED_MESSAGE);
        } else if (phase2(header)) {
          quick.on(header, octets, from);
        }
      }
    }
  }

  private boolean phase2(Ike1Header header) {
    if (!authenticated || !header.encrypted() || header.messageId() == 0) {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return false;
    }
    return true;
  }

  /** Anybody could have sent it: it is counted, and at most colours the reason if nothing else ever comes. */
  private void onUnprotected(Ike1Header header, byte[] octets) throws DecodeException {
    session.reject(IkeFailure.SPOOFED_INFORMATIONAL);
    if (!authenticated) {
      PayloadChain message = PayloadChain.decode(header.nextPayload(), octets, Ike1Header.OCTETS, false);
      rumour = rumour.or(() -> message.all(Payload.Notify.class).stream()
          .filter(each -> each.type() < NotifyType.FIRST_STATUS).findFirst().map(each -> meant(each.type())));
    }
  }

  void on(IkeEvent answer) {
    mayNotify(true);
    if (answer instanceof IkeEvent.AaaDead && phase1 != null) {
      end(IkeFailure.AAA_DEAD);
    } else if (answer instanceof IkeEvent.Group group && phase1 != null) {
      phase1.on(group.policy());
    } else if (authenticated) {
      transactions.on(answer);
    } else {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
    }
  }

  void sendDelete(Child child) {
    informational.sendDelete(child);
  }

  @Override
  void fresh() {
    super.fresh();
    dpd.ifPresent(each -> each.heard(session.now()));
  }

  // --- Stages ---

  void heardVendors(List<Payload.Vendor> vendors) {
    nat.heard(vendors);
    peerAnswersDpd |= vendors.stream().anyMatch(each -> VendorIds.same(VendorIds.DPD, each.value()));
  }

  /** Phase 1 is done. @param lastBlock of which the vectors of all later exchanges come */
  void established(Identity peer, byte[] lastBlock) {
    phase1 = null;
    authenticated = true;
    lastBlockOfPhase1(lastBlock);
    long lifetime = policy().lifetime().toNanos();
    expiresAt = session.now() + lifetime;
    if (initiates) {
      renewAt = session.renewAt(lifetime);
    }
    session.emit(new IkeAction.Authenticated(peer, policy().cipher() + " " + policy().digest() + " " + policy().group()
        + " " + policy().authentication()));
    boolean xauth = policy().authentication() == AuthMethod.XAUTH_PRE_SHARED_KEY
        || policy().authentication() == AuthMethod.XAUTH_CERTIFICATE;
    transactions.begin(xauth);
  }

  /** The user is known too: quick modes may come. A client has its address by now. */
  void ready() {
    ready = true;
    Timing timing = session.settings().timing();
    if (peerAnswersDpd && !timing.dpdIdle().isZero()) {
      dpd = Optional.of(new Dpd(timing, session.random().nextInt() >>> 1, session.now()));
    }
    if (initiates) {
      quick.begin(session.initiator().orElseThrow());
    } else {
      setupEndsAt = Long.MAX_VALUE;
      if (policy().lifetime().compareTo(offeredLifetime()) < 0) {
        transmit(informational(informational.lifetime(Duration.ofNanos(expiresAt - session.now()))));
      }
    }
  }

  void installed() {
    everInstalled = true;
    setupEndsAt = Long.MAX_VALUE;
    beginAgainAt = Long.MAX_VALUE;
  }

  /** By RESPONDER-LIFETIME (RFC 2407 §4.6.3.1): the peer deletes the SA so long after it has said so. */
  void peerKeepsIt(byte[] lifetimes) throws DecodeException {
    long lifetime = Phase1Proposals.shorter(policy().lifetime(), lifetimes).toNanos();
    if (initiates && session.now() + lifetime < expiresAt) {
      expiresAt = session.now() + lifetime;
      renewAt = Math.min(renewAt, session.renewAt(lifetime));
    }
  }

  /** A client without any pair of SAs begins again, for the gateway still knows it. */
  void removed(Child child) {
    boolean bare = session.children().find(each -> !each.replaced()).isEmpty();
    if (initiates && open() && bare) {
      beginAgainAt = session.now() + AGAIN_NANOS;
    }
  }

  /** An authentic notification of an error. */
  void refusedByPeer(int type) {
    if (!everInstalled && initiates && !quick.busy()) {
      close(meant(type));
    } else {
      quick.refused(meant(type));
    }
  }

  /** Why the peer refuses, where its notification tells. */
  private IkeFailure meant(int type) {
    boolean key = policy() == null || policy().authentication() == AuthMethod.PRE_SHARED_KEY
        || policy().authentication() == AuthMethod.XAUTH_PRE_SHARED_KEY;
    return switch (type) {
      case NotifyType.NO_PROPOSAL_CHOSEN -> IkeFailure.NO_PROPOSAL_CHOSEN;
      case NotifyType.ADDRESS_NOTIFICATION -> IkeFailure.POOL_EXHAUSTED;
      case NotifyType.AUTHENTICATION_FAILED -> key ? IkeFailure.BAD_PRE_SHARED_KEY : IkeFailure.REFUSED_BY_PEER;
      case NotifyType.INVALID_SIGNATURE -> IkeFailure.BAD_SIGNATURE;
      default -> IkeFailure.REFUSED_BY_PEER;
    };
  }

  void deletedByPeer() {
    end(transactions.refusal().orElse(IkeFailure.DELETED_BY_PEER));
  }

  /** It is over, whatever the peer thinks. */
  void end(IkeFailure why) {
    if (ended.isEmpty()) {
      ended = Optional.of(why);
    }
  }

  /** It is over, and the peer is told. */
  void close(IkeFailure why) {
    if (open() && authenticated) {
      session.children().of(this).forEach(informational::sendDelete);
      informational.sendDelete();
    }
    end(why);
  }

  // --- Liveness and time ---

  boolean dpdAsked(int number) {
    if (dpd.isEmpty()) {
      return true;
    }
    return switch (dpd.get().asked(number)) {
      case NEW -> {
        fresh();
        yield true;
      }
      case REPEATED -> true;
      case OLD -> false;
    };
  }

  boolean dpdAnswered(int number, boolean ofThisSa) {
    boolean answers = ofThisSa && dpd.isPresent() && dpd.get().answered(number);
    if (answers) {
      fresh();
    }
    return answers;
  }

  /** The peer sent a packet on an SA that we do not have. */
  void unknownSpi(int spi) {
    long now = session.now();
    if (ready && (invalidSpiToldAt == Long.MIN_VALUE || now - invalidSpiToldAt >= AGAIN_NANOS)) {
      invalidSpiToldAt = now;
      mayNotify(true);
      notifyProtected(NotifyType.INVALID_SPI, Proposal.ESP, KeyDerivation.number(spi), KeyDerivation.number(spi));
    }
  }

  void onTime(long lastInbound, long lastOutbound) {
    long now = session.now();
    mayNotify(false);
    memory.forgetOld(now);
    if (setupEndsAt <= now) {
      close(rumour.orElse(initiates && !authenticated ? IkeFailure.NO_ANSWER : IkeFailure.SETUP_TIMEOUT));
    } else if (expiresAt <= now) {
      close(IkeFailure.LIFETIME_OVER);
    }
    if (open()) {
      Retransmitter.Due due = retransmitter.due(now);
      due.again().forEach(this::transmit);
      due.givenUp().forEach(this::noAnswer);
    }
    if (open() && dpd.isPresent()) {
      switch (dpd.get().onTime(now, lastInbound, lastOutbound)) {
        case NOTHING -> { }
        case ASK -> transmit(informational(informational.dpd(NotifyType.ARE_YOU_THERE, dpd.get().sequence())));
        case DEAD -> end(IkeFailure.DEAD_PEER);
      }
    }
    if (open()) {
      quick.onTime();
    }
    if (open() && beginAgainAt <= now) {
      beginAgainAt = Long.MAX_VALUE;
      quick.begin(session.initiator().orElseThrow());
    }
    keepAlive(now, lastOutbound);
  }

  private void keepAlive(long now, long lastOutbound) {
    if (open() && now >= keepaliveAt(lastOutbound)) {
      session.emit(new IkeAction.NatKeepalive(path()));
      keptAliveAt = now;
    } else {
      keptAliveAt = Math.max(keptAliveAt, lastOutbound);
    }
  }

  /** A client behind a NAT says something before the NAT forgets it. */
  private long keepaliveAt(long lastOutbound) {
    Duration interval = session.settings().timing().natKeepalive();
    return !ready || !initiates || !nat.localBehind() || interval.isZero() ? Long.MAX_VALUE
        : Math.max(Math.max(sentAt(), keptAliveAt), lastOutbound) + interval.toNanos();
  }

  private void noAnswer(int messageId) {
    if (open() && !quick.noAnswer(messageId) && !transactions.noAnswer(messageId)) {
      end(rumour.filter(said -> !authenticated).orElse(IkeFailure.NO_ANSWER));
    }
  }

  /** When the initiator shall begin a successor. */
  long renewAt() {
    return renewAt;
  }

  void renewNoMore(long nextTryAt) {
    renewAt = nextTryAt;
  }

  long nextNanos() {
    long next = Math.min(Math.min(setupEndsAt, expiresAt), Math.min(keepaliveAt(0), beginAgainAt));
    next = Math.min(next, Math.min(retransmitter.nextNanos(), quick.nextNanos()));
    return dpd.isPresent() ? Math.min(next, dpd.get().nextNanos()) : next;
  }

  Optional<IkeSaView> view() {
    return !authenticated ? Optional.empty() : Optional.of(new IkeSaView(policy().cipher(), policy().digest(),
        policy().group(), Optional.of(policy().authentication()),
        expiresAt == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(expiresAt),
        dpd.map(each -> new IkeSaView.Liveness(each.asks(), each.heardAtNanos()))));
  }

  String state() {
    return phase1 != null ? phase1.state() : transactions.state();
  }
}
