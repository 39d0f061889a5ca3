package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.BadKeyException;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.DhKey;
import io.carrierlab.protocols.ike.IkeFailure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * CREATE_CHILD_SA for the IKE SA itself (RFC 7296 §1.3.2, §2.18). The new SA inherits the children. If both ends do it
 * at once, the exchange with the lowest of the four nonces loses, and its initiator deletes what it made; the other
 * one's initiator deletes the old SA (§2.8.2).
 */
final class IkeRekey {
  private static final Duration RETRY = Duration.ofSeconds(5);
  private final Established session;
  private final Peering peering;

  IkeRekey(Established session) {
    this.session = session;
    this.peering = session.peering;
  }

  private static byte[] octets(long spi) {
    return ByteBuffer.allocate(8).putLong(spi).array();
  }

  void rekey(IkeSa sa) {
    if (sa != session.current || sa.successor != null) {
      return;
    }
    var request = new Request.RekeyIke(peering.newIkeSpi(), peering.nonce(),
        peering.newKey(sa.suite.group()));
    sa.send(peering, request, Exchange.CREATE_CHILD_SA, List.of(
        new Payload.Sa(Suite.offer(List.of(sa.suite), octets(request.spi()))), new Payload.Nonce(request.nonce()),
        new Payload.Ke(request.key().group().number(), request.key().publicValue())));
  }

  void answered(IkeSa sa, Request.RekeyIke request, List<Payload> payloads) {
    Optional<Payload.Notify> error = Ike2Message.error(payloads);
    Optional<Payload.Nonce> nr = Ike2Message.find(payloads, Payload.Nonce.class);
    Optional<Payload.Ke> ke = Ike2Message.find(payloads, Payload.Ke.class);
    Optional<Payload.Sa> answer = Ike2Message.find(payloads, Payload.Sa.class)
        .filter(each -> each.proposals().getFirst().spi().length == 8
            && Suite.chosen(List.of(sa.suite), each.proposals()).isPresent());
    if (error.isPresent() || nr.isEmpty() || ke.isEmpty() || answer.isEmpty()
        || ke.get().group() != sa.suite.group().number()) {
      peering.reject(error.map(Responses::failure).orElse(IkeFailure.NO_PROPOSAL_CHOSEN));
      later(sa);
      return;
    }
    long peerSpi = ByteBuffer.wrap(answer.get().proposals().getFirst().spi()).getLong();
    Optional<byte[]> shared = shared(request.key(), ke.get());
    if (shared.isEmpty() || peerSpi == 0) {
      peering.reject(IkeFailure.BAD_DH_VALUE);
      later(sa);
      return;
    }
    IkeSa mine = make(sa, sa.suite, true, request.spi(), peerSpi, shared.get(), request.nonce(), nr.get().value());
    byte[] lowest = ChildExchange.lower(request.nonce(), nr.get().value());
    if (sa.successor != null && Arrays.compareUnsigned(lowest, sa.rivalNonce) < 0) {
      mine.waiting.add(new Request.Retire());
      return;                                                  // the peer deletes the old one, and its own stays
    }
    if (sa.successor != null) {
      sa.successor.dropAt = peering.now + peering.settings.timing().setupLimit().toNanos();
    }
    sa.successor = mine;
    session.promote(mine);
    sa.waiting.forEach(each -> each.again().ifPresent(mine.waiting::add));
    sa.waiting.clear();
    sa.waiting.add(new Request.Retire());
  }

  private void later(IkeSa sa) {
    if (sa.successor == null) {
      session.ikeRenewAt = peering.now + RETRY.toNanos() + peering.random.nextInt(1_000_000_000);
    }
  }

  List<Payload> respond(IkeSa sa, List<Payload> payloads, Payload.Sa offer, byte[] ni) {
    boolean busy = sa.pending().filter(each -> each instanceof Request.RekeyChild
        || each instanceof Request.DeleteChild).isPresent();
    Optional<Payload.Ke> ke = Ike2Message.find(payloads, Payload.Ke.class);
    Optional<DhGroup> group = ke.flatMap(each -> DhGroup.of(each.group()));
    if (busy) {
      return List.of(Payload.Notify.of(NotifyType.TEMPORARY_FAILURE));
    }
    long spi = peering.newIkeSpi();
    List<Proposal> proposals = offer.proposals().stream().filter(each -> each.spi().length == 8).toList();
    Optional<Suite.Choice> choice = Suite.choose(peering.suites(), proposals, group, octets(spi));
    if (choice.isEmpty()) {
      return List.of(Payload.Notify.of(NotifyType.NO_PROPOSAL_CHOSEN));
    }
    Suite suite = choice.get().suite();
    if (!group.equals(Optional.of(suite.group()))) {
      return List.of(Payload.Notify.of(NotifyType.INVALID_KE_PAYLOAD,
          ByteBuffer.allocate(2).putShort((short) suite.group().number()).array()));
    }
    long peerSpi = proposals.stream().filter(each -> each.number() == choice.get().answer().number())
        .map(each -> ByteBuffer.wrap(each.spi()).getLong()).findFirst().orElse(0L);
    DhKey key = peering.newKey(suite.group());
    Optional<byte[]> shared = shared(key, ke.orElseThrow());
    if (shared.isEmpty() || peerSpi == 0) {
      peering.reject(IkeFailure.BAD_DH_VALUE);
      return List.of(Payload.Notify.of(NotifyType.INVALID_SYNTAX));
    }
    byte[] nr = peering.nonce();
    sa.successor = make(sa, suite, false, peerSpi, spi, shared.get(), ni, nr);
    sa.rivalNonce = ChildExchange.lower(ni, nr);
    session.ikeRenewAt = Peering.NEVER;
    return List.of(new Payload.Sa(List.of(choice.get().answer())), new Payload.Nonce(nr),
        new Payload.Ke(suite.group().number(), key.publicValue()));
  }

  private static Optional<byte[]> shared(DhKey key, Payload.Ke ke) {
    try {
      return Optional.of(key.agree(ke.value()));
    } catch (BadKeyException e) {
      return Optional.empty();
    }
  }

  private IkeSa make(IkeSa old, Suite suite, boolean ours, long initiatorSpi, long responderSpi, byte[] shared,
      byte[] ni, byte[] nr) {
    byte[] seed = KeySchedule.rekeySeed(old.suite.digest(), old.deriving, shared, ni, nr);
    SkKeys keys = KeySchedule.keys(suite, seed, ni, nr, initiatorSpi, responderSpi);
    var sa = new IkeSa(initiatorSpi, responderSpi, ours, suite, keys);
    session.sas.add(sa);
    peering.keys(initiatorSpi, responderSpi, suite, keys);
    return sa;
  }
}
