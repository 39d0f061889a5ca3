package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireWriter;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How an {@link Association} makes, sends, repeats, opens and remembers messages. */
abstract class MessageLayer {
  final SessionContext session;
  final boolean initiates;
  final NatTraversal nat;
  final Retransmitter retransmitter;
  final ReplyMemory memory = new ReplyMemory();
  private final long initiatorCookie;
  /** 0 as long as the initiator does not know it. */
  private long responderCookie;
  private Path path;
  /** Null before there are any. */
  private IsakmpKeys keys;
  /** Null before it is chosen. */
  private IkePolicy policy;
  /** By the initiator, which knows no other than this; null on its own side. */
  private Duration offeredLifetime;
  /** Of which the vectors of all later exchanges come; null before phase 1 is done. */
  private byte[] lastBlockOfPhase1;
  /** The message in hand has been answered by a notification: one is enough. */
  private boolean notified;
  /** Whence the last authentic message came. */
  private Path heardFrom;
  /** When we last sent. */
  private long sentAt;

  MessageLayer(SessionContext session, Path path, long initiatorCookie, long responderCookie) {
    this.session = session;
    this.path = path;
    this.heardFrom = path;
    this.initiates = session.initiator().isPresent();
    this.initiatorCookie = initiatorCookie;
    this.responderCookie = responderCookie;
    this.nat = new NatTraversal(session.settings().natTraversal());
    this.retransmitter = new Retransmitter(session.settings().timing());
  }

  SessionContext session() {
    return session;
  }

  boolean initiates() {
    return initiates;
  }

  long initiatorCookie() {
    return initiatorCookie;
  }

  long responderCookie() {
    return responderCookie;
  }

  byte[] cookies() {
    return new WireWriter(16).bits64(initiatorCookie).bits64(responderCookie).toByteArray();
  }

  Path path() {
    return path;
  }

  NatTraversal nat() {
    return nat;
  }

  IsakmpKeys keys() {
    return keys;
  }

  DhGroup group() {
    return policy.group();
  }

  Duration lifetime() {
    return policy.lifetime();
  }

  IkePolicy policy() {
    return policy;
  }

  long sentAt() {
    return sentAt;
  }

  Duration offeredLifetime() {
    return offeredLifetime;
  }

  void keyed(IsakmpKeys made, IkePolicy chosen, Duration offered) {
    keys = made;
    policy = chosen;
    offeredLifetime = offered;
  }

  void lastBlockOfPhase1(byte[] block) {
    lastBlockOfPhase1 = block;
  }

  /** From now on notifications answer this message; or nothing, and then there are none. */
  void mayNotify(boolean message) {
    notified = !message;
  }

  /** A client that has found a NAT goes on by port 4500 (RFC 3947 §4). */
  void moveToNatPort() {
    if (nat.encapsulates() && !path.marked()) {
      path = new Path(path.localAddress(), Path.NAT_TRAVERSAL, path.remoteAddress(), Path.NAT_TRAVERSAL);
    }
  }

  /**
   * Decrypts a message of phase 2 and checks its hash; counts why not.
   *
   * @param chain moves on only if the message is authentic
   */
  Optional<PayloadChain> authentic(Ike1Header header, byte[] octets, CipherChain chain, HashRule rule, Path from) {
    PayloadChain message;
    try {
      message = PayloadChain.decode(header.nextPayload(), chain.open(keys, octets), 0, true);
    } catch (DecodeException noise) {
      session.reject(IkeFailure.MALFORMED);
      return Optional.empty();
    }
    boolean hashed = !message.payloads().isEmpty()
        && message.payloads().getFirst().payload() instanceof Payload.Hash hash
        && MessageDigest.isEqual(hash.value(), rule.hash(keys, header.messageId(), message.afterFirst()));
    if (!hashed) {
      session.reject(IkeFailure.BAD_HASH);
      return Optional.empty();
    }
    chain.accept(octets);
    heardFrom = from;
    if (initiates) {
      retransmitter.answered(0);                            // so the last message of phase 1 has arrived
    }
    return Optional.of(message);
  }

  /** The authentic message in hand is no replay either: it answers a nonce or number of ours, or counts on. */
  void fresh() {
    moved(heardFrom);
  }

  /** A message that is authentic and fresh came by this path: a NAT may have changed its mind (RFC 3947 §4). */
  void moved(Path from) {
    boolean changes = nat.negotiated() && (nat.remoteBehind() || from.localPort() != path.localPort());
    if (changes && !from.equals(path)) {
      path = from;
      session.emit(new IkeAction.Moved(from));
    }
  }

  void transmit(byte[] octets) {
    session.emit(new IkeAction.Transmit(path, octets));
    sentAt = session.now();
  }

  /** Sends, and repeats until {@link #answered}. */
  void request(int messageId, byte[] octets) {
    memory.answered(octets);
    await(messageId, octets);
    transmit(octets);
  }

  void await(int messageId, byte[] octets) {
    retransmitter.sent(messageId, octets, session.now());
  }

  void answered(int messageId) {
    retransmitter.answered(messageId);
  }

  /** The message in hand is no repeated one if it comes again; what is sent next is its answer. */
  void taken(byte[] octets) {
    memory.taken(octets, session.now());
  }

  void taken(byte[] octets, long cookieOfResponder) {
    responderCookie = cookieOfResponder;
    taken(octets);
  }

  void answer(byte[] octets) {
    memory.answered(octets);
    transmit(octets);
  }

  byte[] plain(ExchangeType type, List<? extends Payload> payloads) {
    byte[] body = PayloadChain.encode(payloads);
    return message(type, 0, 0, payloads.getFirst().payloadType(), body);
  }

  byte[] sealed(ExchangeType type, int messageId, CipherChain chain, int first, byte[] payloads) {
    return message(type, messageId, Ike1Header.ENCRYPTED, first, chain.seal(keys, payloads));
  }

  private byte[] message(ExchangeType type, int messageId, int flags, int first, byte[] body) {
    var out = new WireWriter(Ike1Header.OCTETS + body.length);
    new Ike1Header(initiatorCookie, responderCookie, first, 1, 0, type.number(), flags, messageId,
        Ike1Header.OCTETS + body.length).write(out);
    return out.octets(body).toByteArray();
  }

  /** A message of phase 2: its hash, its payloads, encrypted. */
  byte[] protect(ExchangeType type, int messageId, CipherChain chain, HashRule rule,
      List<? extends Payload> payloads) {
    byte[] rest = PayloadChain.encode(payloads);
    int next = payloads.isEmpty() ? 0 : payloads.getFirst().payloadType();
    byte[] hash = rule.hash(keys, messageId, rest);
    return sealed(type, messageId, chain, 8, PayloadChain.afterHash(hash, next, rest));
  }

  CipherChain laterChain(int messageId) {
    return new CipherChain(KeyDerivation.laterIv(keys.digest(), lastBlockOfPhase1, messageId));
  }

  byte[] informational(Payload payload) {
    int messageId = session.messageId();
    return protect(ExchangeType.INFORMATIONAL, messageId, laterChain(messageId), HashRule.FIRST, List.of(payload));
  }

  void notifyProtected(int type, int protocol, byte[] spi, byte[] data) {
    if (!notified) {
      notified = true;
      transmit(informational(new Payload.Notify(Payload.IPSEC_DOI, protocol, spi, type, data)));
    }
  }

  /** At most one per message that came, and none if nothing came. */
  void notifyPlain(int type) {
    if (!notified) {
      notified = true;
      var notify = new Payload.Notify(Payload.IPSEC_DOI, Proposal.ISAKMP, new byte[0], type, new byte[0]);
      transmit(message(ExchangeType.INFORMATIONAL, session.messageId(), 0, notify.payloadType(),
          PayloadChain.encode(List.of(notify))));
    }
  }
}
