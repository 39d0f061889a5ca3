package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Timing;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * An IKE SA: keys, message IDs, our one request under way, those that wait for it, and the last response, with which
 * repeated requests are answered (RFC 7296 §2.1, §2.2, §2.3). At rest it holds about 500 octets.
 */
final class IkeSa {
  private static final int MOST_CLOSES = 4;
  final long initiatorSpi;
  final long responderSpi;
  /** We are this SA's initiator; rekeying may change that. */
  final boolean initiator;
  final Suite suite;
  /** SK_d. */
  final byte[] deriving;
  private final Protection protection;
  private int nextRequest;
  private int expectedRequest;
  private byte[] lastResponse;
  private long lastResponseAt;
  final ArrayDeque<Request> waiting = new ArrayDeque<>(2);
  private Request pending;
  private byte[] pendingOctets;
  private int sent;
  private long retransmitAt = Peering.NEVER;
  /** Takes this one's place; none while this one is current. */
  IkeSa successor;
  /** The lowest nonce of the exchange in which the peer made the successor. */
  byte[] rivalNonce;
  /** It is deleted, by a request of the peer: it answers repeats of that, and nothing else. */
  boolean retired;
  /** When to forget it, if it has lost its place. */
  long dropAt = Peering.NEVER;

  IkeSa(long initiatorSpi, long responderSpi, boolean initiator, Suite suite, SkKeys keys) {
    this.initiatorSpi = initiatorSpi;
    this.responderSpi = responderSpi;
    this.initiator = initiator;
    this.suite = suite;
    this.deriving = keys.d();
    this.protection = new Protection(suite, keys, initiator);
  }

  /** The first request that the set-up has not used up. */
  void startAt(int nextRequest, int expectedRequest) {
    this.nextRequest = nextRequest;
    this.expectedRequest = expectedRequest;
  }

  long localSpi() {
    return initiator ? initiatorSpi : responderSpi;
  }

  long remoteSpi() {
    return initiator ? responderSpi : initiatorSpi;
  }

  /** The message ID that our next request would have. */
  int nextRequest() {
    return nextRequest;
  }

  boolean has(Ike2Header header) {
    return header.initiatorSpi() == initiatorSpi && header.responderSpi() == responderSpi;
  }

  byte[] seal(Peering peering, Exchange exchange, boolean response, int messageId, List<Payload> payloads) {
    return protection.seal(new Ike2Message(initiatorSpi, responderSpi, exchange.number(), initiator, response,
        messageId, payloads), peering.random);
  }

  /** What is inside the payload SK; empty if its check value is wrong. @throws DecodeException if there is none */
  Optional<byte[]> open(byte[] octets) throws DecodeException {
    Ike2Message message = Ike2Message.decode(octets);
    return Protection.encrypted(message.payloads()).flatMap(sk -> protection.open(octets, sk.body()));
  }

  /** Type of the first payload inside SK. */
  static int firstInside(byte[] octets) throws DecodeException {
    return Protection.encrypted(Ike2Message.decode(octets).payloads()).map(Payload.Encrypted::firstInside).orElse(0);
  }

  // --- our requests -------------------------------------------------------------------------------------------------

  Optional<Request> pending() {
    return Optional.ofNullable(pending);
  }

  boolean awaits(int messageId) {
    return pending != null && messageId == nextRequest;
  }

  void send(Peering peering, Request request, Exchange exchange, List<Payload> payloads) {
    pending = request;
    pendingOctets = seal(peering, exchange, false, nextRequest, payloads);
    sent = 0;
    retransmit(peering);
  }

  private void retransmit(Peering peering) {
    Timing timing = peering.settings.timing();
    long wait = pending instanceof Request.Liveness ? timing.dpdRetry().toNanos()
        : timing.retransmitFirst().toNanos() << sent;
    sent++;
    retransmitAt = peering.now + wait;
    peering.transmit(peering.path, pendingOctets);
  }

  /** Sends again what has waited long enough. @return false if it has been sent often enough */
  boolean retransmitIfDue(Peering peering) {
    if (pending == null || peering.now < retransmitAt) {
      return true;
    }
    Timing timing = peering.settings.timing();
    int most = switch (pending) {
      case Request.Liveness _ -> timing.dpdMaxAsks();
      // A peer that has closed does not answer any more: its answer may be lost for good.
      case Request.Close _ -> 1 + Math.min(MOST_CLOSES, timing.retransmissions());
      case Request.Retire _, Request.DeleteChild _, Request.WishChild _, Request.RekeyChild _, Request.WishIke _,
          Request.RekeyIke _ -> 1 + timing.retransmissions();
    };
    if (sent >= most) {
      return false;
    }
    retransmit(peering);
    return true;
  }

  long retransmitAt() {
    return pending == null ? Peering.NEVER : retransmitAt;
  }

  /** The pending request has been answered. */
  Request answered() {
    Request request = pending;
    pending = null;
    pendingOctets = null;
    nextRequest++;
    return request;
  }

  /** The pending request, which will not be answered any more. */
  Optional<Request> abandon() {
    var request = Optional.ofNullable(pending);
    pending = null;
    pendingOctets = null;
    return request;
  }

  // --- the peer's requests ------------------------------------------------------------------------------------------

  boolean expects(int messageId) {
    return messageId == expectedRequest;
  }

  boolean repeats(int messageId) {
    return messageId == expectedRequest - 1;
  }

  void respond(Peering peering, Path to, Exchange exchange, List<Payload> payloads) {
    lastResponse = seal(peering, exchange, true, expectedRequest, payloads);
    lastResponseAt = peering.now;
    expectedRequest++;
    peering.transmit(to, lastResponse);
  }

  void respondAgain(Peering peering, Path to) {
    if (lastResponse != null) {
      peering.transmit(to, lastResponse);
    }
  }

  /** Forgets a response that a peer has had ample time to ask for again: it may be long, with its certificates. */
  void forget(long olderThan) {
    if (lastResponse != null && lastResponseAt < olderThan) {
      lastResponse = null;
    }
  }
}
