package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.ike.ChildPolicy;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ike1.Children.Child;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The quick modes of one ISAKMP SA, ours and the peer's (RFC 2409 §5.5).
 *
 * <p>Renewal: the initiator of the ISAKMP SA begins a successor in the last fifth of a pair's lifetime, and the
 * responder shortly before its end, if the initiator has not; either end does at once when told that kilobytes or
 * sequence numbers run out. What the pair was made with, cipher and perfect forward secrecy, is all that is offered:
 * Cisco's gateways do so, and vpnc takes part in nothing else. If both ends begin, the exchange of the initiator of the
 * ISAKMP SA goes on: it ignores the other's, which gives up its own. The old pair stays a while for packets in flight,
 * then the end that renewed deletes it.
 */
final class QuickModes {
  /** At once per ISAKMP SA; whoever replays old first messages gets no further than this. */
  private static final int MOST = 4;
  private static final int SEEN = 16;
  private static final long GRACE_NANOS = Duration.ofSeconds(10).toNanos();
  /** On the side that waits for the other's Delete. */
  private static final long LONG_GRACE_NANOS = Duration.ofSeconds(60).toNanos();

  private final Association association;
  private final SessionContext session;
  private final List<QuickExchange> exchanges = new ArrayList<>(1);
  /** Message ids of the peer's last quick modes, round and round: an old first message is not taken twice. */
  private int[] seen = {};
  private int seenNext;

  QuickModes(Association association) {
    this.association = association;
    this.session = association.session();
  }

  /** The first one, or one after the peer has deleted the last pair. */
  void begin(Initiator who) {
    Selector local = who.wantsInner() && session.inner().isPresent()
        ? Selector.host(session.inner().get().address()) : who.local();
    begin(local, who.remote(), session.children().find(each -> !each.replaced()
        && each.sameTraffic(local, who.remote())));
  }

  void renew(Child child) {
    if (!child.renewing && !child.replaced()) {
      begin(child.local, child.remote, Optional.of(child));
    }
  }

  private void begin(Selector local, Selector remote, Optional<Child> replaces) {
    if (exchanges.stream().anyMatch(each -> each.ours && each.local.equals(local) && each.remote.equals(remote))) {
      return;
    }
    int messageId = session.messageId();
    var exchange = new QuickExchange(messageId, association.laterChain(messageId), true, local, remote, replaces,
        session.spi());
    ChildPolicy any = session.settings().child();
    ChildPolicy policy = replaces.map(each -> any.only(each.transform, Optional.ofNullable(each.pfs))).orElse(any);
    Optional<DhGroup> pfs = policy.pfs();
    if (pfs.isEmpty() && session.inner().map(each -> each.group().pfs()).orElse(false)) {
      pfs = Optional.of(association.group());               // the gateway's group wants PFS
    }
    exchange.offered = Phase2Proposals.offer(policy, exchange.spiIn,
        Phase2Proposals.Encapsulation.of(session.transport(), association.nat()), pfs);
    exchange.nonceI = session.randomOctets(Phase1.NONCE_OCTETS);
    var payloads = new ArrayList<Payload>(List.of(exchange.offered, new Payload.Nonce(exchange.nonceI)));
    if (pfs.isPresent()) {
      exchange.key = session.newKey(pfs.get());
      payloads.add(new Payload.KeyExchange(exchange.key.publicValue()));
    }
    payloads.add(Selectors.payload(local));
    payloads.add(Selectors.payload(remote));
    replaces.ifPresent(each -> each.renewing = true);
    exchanges.add(exchange);
    association.request(messageId, association.protect(ExchangeType.QUICK, messageId, exchange.chain, HashRule.FIRST,
        payloads));
  }

  /** A message of a quick mode. @throws DecodeException if it lacks a payload */
  void on(Ike1Header header, byte[] octets, Path from) throws DecodeException {
    for (QuickExchange each : exchanges) {
      if (each.messageId == header.messageId()) {
        if (each.ours) {
          onAnswer(each, header, octets, from);
        } else {
          onLast(each, header, octets, from);
        }
        return;
      }
    }
    if (exchanges.size() >= MOST || seen(header.messageId())) {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    CipherChain chain = association.laterChain(header.messageId());
    Optional<PayloadChain> message = association.authentic(header, octets, chain, HashRule.FIRST, from);
    if (message.isPresent()) {
      onFirst(message.get(), header.messageId(), chain, octets);
    }
  }

  private boolean seen(int messageId) {
    for (int each : seen) {
      if (each == messageId) {
        return true;
      }
    }
    return false;
  }

  private void remember(int messageId) {
    if (seen.length < SEEN) {
      seen = Arrays.copyOf(seen, seen.length + 1);
      seen[seen.length - 1] = messageId;
    } else {
      seen[seenNext++ % SEEN] = messageId;
    }
  }

  private void onFirst(PayloadChain message, int messageId, CipherChain chain, byte[] octets) throws DecodeException {
    var sa = (Payload.Sa) message.need(Payload.Sa.class).payload();
    byte[] nonceI = message.need(Payload.Nonce.class).body();
    Optional<Selector> remote = selector(message, 0, association.path().remoteAddress());
    Optional<Selector> local = selector(message, 1, association.path().localAddress());
    if (remote.isEmpty() || local.isEmpty() || !belongs(remote.get())) {
      refuse(IkeFailure.BAD_SELECTORS, NotifyType.INVALID_ID_INFORMATION, sa);
      return;
    }
    Optional<QuickExchange> clash = exchanges.stream().filter(each -> each.ours && each.local.equals(local.get())
        && each.remote.equals(remote.get())).findFirst();
    if (clash.isPresent() && association.initiates()) {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    clash.ifPresent(this::drop);
    remember(messageId);
    Optional<Phase2Proposals.Choice> choice = Phase2Proposals.choose(session.settings().child(), session.transport(),
        association.nat(), sa);
    if (choice.isEmpty()) {
      refuse(IkeFailure.NO_PROPOSAL_CHOSEN, NotifyType.NO_PROPOSAL_CHOSEN, sa);
      return;
    }
    Optional<Child> replaces = session.children().find(each -> !each.replaced()
        && each.sameTraffic(local.get(), remote.get()));
    var exchange = new QuickExchange(messageId, chain, false, local.get(), remote.get(), replaces, session.spi());
    exchange.nonceI = nonceI;
    exchange.nonceR = session.randomOctets(Phase1.NONCE_OCTETS);
    exchange.choice = choice.get();
    exchange.terms = limited(choice.get().terms());
    exchange.terms.pfs().ifPresent(group -> exchange.key = session.newKey(group));
    if (!exchange.agree(message.find(Payload.KeyExchange.class))) {
      refuse(IkeFailure.BAD_DH_VALUE, NotifyType.INVALID_KEY_INFORMATION, sa);
      return;
    }
    replaces.ifPresent(each -> each.renewing = true);
    exchanges.add(exchange);
    association.taken(octets);
    byte[] answer = association.protect(ExchangeType.QUICK, messageId, chain, HashRule.second(nonceI),
        answer(exchange, message));
    association.answer(answer);
    // The third message may get lost, and then nobody but us knows: so the second is repeated until it comes.
    association.await(messageId, answer);
  }

  private List<Payload> answer(QuickExchange exchange, PayloadChain question) {
    byte[] spi = KeyDerivation.number(exchange.spiIn);
    var payloads = new ArrayList<Payload>(List.of(exchange.choice.answer(spi), new Payload.Nonce(exchange.nonceR)));
    if (exchange.key != null) {
      payloads.add(new Payload.KeyExchange(exchange.key.publicValue()));
    }
    payloads.addAll(question.all(Payload.Id.class));
    Phase2Proposals.Terms offered = exchange.choice.terms();
    if (!exchange.terms.equals(offered)) {
      var lifetimes = new WireWriter();
      Attribute.encodeAll(Phase2Proposals.lifetimes(exchange.terms.lifetime(), exchange.terms.kilobytes()), lifetimes);
      payloads.add(new Payload.Notify(Payload.IPSEC_DOI, exchange.choice.proposal().protocol(), spi,
          NotifyType.RESPONDER_LIFETIME, lifetimes.toByteArray()));
    }
    return payloads;
  }

  /** Our own lifetimes, where they are shorter than those offered. */
  private Phase2Proposals.Terms limited(Phase2Proposals.Terms offered) {
    ChildPolicy policy = session.settings().child();
    return new Phase2Proposals.Terms(offered.transform(), offered.encapsulation(), offered.pfs(),
        Phase1Proposals.shorter(policy.lifetime(), offered.lifetime()),
        Phase2Proposals.lesser(policy.lifetimeKilobytes(), offered.kilobytes()));
  }

  /** The n-th identity; without any, traffic between the two ends is meant (RFC 2409 §5.5). */
  private static Optional<Selector> selector(PayloadChain message, int index, int address) throws DecodeException {
    List<Payload.Id> ids = message.all(Payload.Id.class);
    if (ids.isEmpty()) {
      return Optional.of(Selector.host(address));
    }
    if (ids.size() != 2) {
      throw new WireReader(new byte[0]).refused("RFC 2409 §5.5: " + ids.size() + " identities");
    }
    return Selectors.read(ids.get(index));
  }

  /** A client speaks for the address that it was given, and no other. */
  private boolean belongs(Selector remote) {
    Optional<InnerConfig> inner = session.inner();
    return association.initiates() || inner.isEmpty()
        || remote.first() == inner.get().address() && remote.last() == inner.get().address();
  }

  private void refuse(IkeFailure why, int notification, Payload.Sa sa) {
    session.reject(why);
    Proposal first = sa.proposals().getFirst();
    association.notifyProtected(notification, first.protocol(), first.spi(), new byte[0]);
  }

  private void onAnswer(QuickExchange exchange, Ike1Header header, byte[] octets, Path from) throws DecodeException {
    Optional<PayloadChain> message = association.authentic(header, octets, exchange.chain,
        HashRule.second(exchange.nonceI), from);
    if (message.isEmpty()) {
      return;
    }
    exchange.nonceR = message.get().need(Payload.Nonce.class).body();
    Optional<Phase2Proposals.Choice> choice = Phase2Proposals.chosen(exchange.offered,
        (Payload.Sa) message.get().need(Payload.Sa.class).payload());
    if (choice.isEmpty()) {
      fail(exchange, IkeFailure.NO_PROPOSAL_CHOSEN);
      return;
    }
    exchange.choice = choice.get();
    exchange.terms = choice.get().terms();
    for (Payload.Notify each : message.get().all(Payload.Notify.class)) {
      if (each.type() == NotifyType.RESPONDER_LIFETIME) {
        exchange.terms = Phase2Proposals.shortened(exchange.terms, each.data());
      }
    }
    if (!exchange.agree(message.get().find(Payload.KeyExchange.class))) {
      fail(exchange, IkeFailure.BAD_DH_VALUE);
      return;
    }
    association.fresh();
    association.taken(octets);
    association.answered(exchange.messageId);
    association.answer(association.protect(ExchangeType.QUICK, exchange.messageId, exchange.chain,
        HashRule.third(exchange.nonceI, exchange.nonceR), List.of()));
    install(exchange);
  }

  private void onLast(QuickExchange exchange, Ike1Header header, byte[] octets, Path from) {
    if (association.authentic(header, octets, exchange.chain, HashRule.third(exchange.nonceI, exchange.nonceR), from)
        .isPresent()) {
      association.fresh();
      association.taken(octets);
      association.answered(exchange.messageId);
      install(exchange);
    }
  }

  private void install(QuickExchange exchange) {
    exchanges.remove(exchange);
    long now = session.now();
    ChildSa sa = exchange.sa(association.keys());
    var child = new Child(association, exchange.choice.proposal().protocol(), sa.spiIn(), sa.spiOut(), sa.local(),
        sa.remote());
    child.transform = session.settings().child().same(exchange.terms.transform());
    child.pfs = exchange.terms.pfs().orElse(null);
    long lifetime = sa.lifetime().toNanos();
    child.expiresAt = now + lifetime;
    child.renewAt = association.initiates() ? session.renewAt(lifetime) : session.renewLateAt(lifetime);
    exchange.replaces.ifPresent(old -> {
      old.renewing = false;
      old.removeAt = now + (exchange.ours ? GRACE_NANOS : LONG_GRACE_NANOS);
    });
    session.children().add(child);
    session.emit(new IkeAction.Install(sa, exchange.replaces.map(each -> each.spiIn).orElse(0)));
    association.installed();
  }

  /** The peer refuses, under protection, what we asked for: which of our exchanges is meant it need not say. */
  void refused(IkeFailure why) {
    for (QuickExchange each : List.copyOf(exchanges)) {
      if (each.ours) {
        fail(each, why);
      }
    }
  }

  private void fail(QuickExchange exchange, IkeFailure why) {
    drop(exchange);
    exchange.replaces.ifPresent(each -> each.renewAt = Long.MAX_VALUE);
    if (exchange.replaces.isEmpty()) {
      association.close(why);
    } else {
      session.reject(why);                                  // the old pair lives on to its end
    }
  }

  private void drop(QuickExchange exchange) {
    exchanges.remove(exchange);
    association.answered(exchange.messageId);
    exchange.replaces.ifPresent(each -> each.renewing = false);
  }

  /** @return whether the exchange was one of these; one of ours without answer ends the session */
  boolean noAnswer(int messageId) {
    for (QuickExchange each : List.copyOf(exchanges)) {
      if (each.messageId == messageId) {
        drop(each);
        if (each.ours) {
          association.close(IkeFailure.NO_ANSWER);
        } else {
          session.reject(IkeFailure.NO_ANSWER);
        }
        return true;
      }
    }
    return false;
  }

  boolean busy() {
    return !exchanges.isEmpty();
  }

  /** What the clock brings for the pairs of this ISAKMP SA. */
  void onTime() {
    long now = session.now();
    for (Child each : session.children().of(association)) {
      if (each.expiresAt <= now || each.removeAt <= now) {
        delete(each);
      } else if (each.renewAt <= now) {
        renew(each);
      }
    }
  }

  long nextNanos() {
    long next = Long.MAX_VALUE;
    for (Child each : session.children().of(association)) {
      next = Math.min(next, each.nextNanos());
    }
    return next;
  }

  /** Tells the peer that we take no more on this pair, and removes it. */
  void delete(Child child) {
    association.sendDelete(child);
    remove(child);
  }

  void remove(Child child) {
    session.children().remove(child);
    session.emit(new IkeAction.Remove(child.spiIn));
    association.removed(child);
  }
}
