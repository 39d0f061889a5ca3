package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.BadKeyException;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.DhKey;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Selector;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * CREATE_CHILD_SA for child SAs, and their deletion (RFC 7296 §1.3.1, §1.3.3, §1.4.1). If both ends replace an SA at
 * once, the exchange with the lowest of the four nonces loses, and its initiator deletes what it made (§2.8.1). We do
 * not install it at all: what was installed last is thus what stays, on both ends.
 */
final class ChildExchange {
  private static final Duration RETRY = Duration.ofSeconds(5);
  private final Established session;
  private final Peering peering;
  private final Children children;
  /** What the first child was for; later ones may be for no more. */
  private List<Selector> local = List.of(Selector.ANY);
  private List<Selector> remote = List.of(Selector.ANY);
  private boolean bounded;

  ChildExchange(Established session) {
    this.session = session;
    this.peering = session.peering;
    this.children = session.children;
  }

  private void bound() {
    if (!bounded && !children.all().isEmpty()) {
      bounded = true;
      local = children.all().getFirst().local;
      remote = children.all().getFirst().remote;
    }
  }

  // --- we ask -------------------------------------------------------------------------------------------------------

  void wish(Child child) {
    bound();
    if (!child.renewing && !child.deleting && child.rivalNonce == null && !session.closing()) {
      child.renewing = true;
      session.current.waiting.add(new Request.WishChild(child.spiIn));
    }
  }

  /** Replaces what nears its end, deletes what has reached it. */
  void renewDue() {
    bound();
    for (Child child : List.copyOf(children.all())) {
      if (peering.now >= child.expireAt) {
        child.expireAt = Peering.NEVER;
        delete(child);
      } else if (peering.now >= child.renewAt) {
        child.renewAt = Peering.NEVER;
        wish(child);
      }
    }
  }

  long dueAt() {
    long at = Peering.NEVER;
    for (Child child : children.all()) {
      at = Math.min(at, Math.min(child.renewAt, child.expireAt));
    }
    return at;
  }

  private void delete(Child child) {
    if (!child.deleting) {
      child.deleting = true;
      session.current.waiting.add(new Request.DeleteChild(ChildOffer.protocol(child.transform), child.spiIn));
    }
  }

  void rekey(IkeSa sa, int replaces) {
    Optional<Child> found = children.byInbound(replaces);
    if (found.isEmpty() || found.get().deleting || found.get().rivalNonce != null) {
      found.ifPresent(each -> each.renewing = false);
      return;
    }
    Child child = found.get();
    Optional<DhKey> key = peering.settings.child().pfs().map(peering::newKey);
    var request = new Request.RekeyChild(replaces, peering.newChildSpi(), peering.nonce(), key);
    var payloads = new ArrayList<Payload>();
    payloads.add(new Payload.Notify(ChildOffer.protocol(child.transform), ChildOffer.spi(child.spiIn),
        NotifyType.REKEY_SA.number(), new byte[0]));
    if (child.transport) {
      payloads.add(Payload.Notify.of(NotifyType.USE_TRANSPORT_MODE));
    }
    payloads.add(new Payload.Sa(ChildOffer.offer(List.of(child.transform), request.spiIn(), key.map(DhKey::group))));
    payloads.add(new Payload.Nonce(request.nonce()));
    key.ifPresent(each -> payloads.add(new Payload.Ke(each.group().number(), each.publicValue())));
    payloads.add(Selectors.payload(true, child.local));
    payloads.add(Selectors.payload(false, child.remote));
    sa.send(peering, request, Exchange.CREATE_CHILD_SA, payloads);
  }

  void answered(IkeSa sa, Request.RekeyChild request, List<Payload> payloads) {
    Optional<Child> old = children.byInbound(request.replaces());
    old.ifPresent(each -> each.renewing = false);
    Optional<Payload.Notify> error = Ike2Message.error(payloads);
    if (error.isPresent()) {
      refused(old, error.get());
      return;
    }
    Optional<Payload.Nonce> nonce = Ike2Message.find(payloads, Payload.Nonce.class);
    Optional<ChildOffer.Choice> choice = old.flatMap(child -> Ike2Message.find(payloads, Payload.Sa.class)
        .flatMap(answer -> ChildOffer.chosen(List.of(child.transform), request.key().map(DhKey::group),
            answer.proposals())));
    if (old.isEmpty()) {
      // The peer has replaced and deleted it meanwhile: what it made for us now is one too many.
      session.current.waiting.add(new Request.DeleteChild(protocolOf(payloads), request.spiIn()));
      return;
    }
    Child child = old.get();
    List<Selector> ours = Selectors.read(payloads, true);
    List<Selector> theirs = Selectors.read(payloads, false);
    Optional<byte[]> shared = shared(request.key(), payloads);
    if (nonce.isEmpty() || choice.isEmpty() || shared.isEmpty() || !Selectors.within(ours, child.local)
        || !Selectors.within(theirs, child.remote)) {
      peering.reject(IkeFailure.NO_PROPOSAL_CHOSEN);
      session.current.waiting.add(new Request.DeleteChild(protocolOf(payloads), request.spiIn()));
      return;
    }
    byte[] lowest = lower(request.nonce(), nonce.get().value());
    if (child.rivalNonce != null && Arrays.compareUnsigned(lowest, child.rivalNonce) < 0) {
      session.current.waiting.add(new Request.DeleteChild(ChildOffer.protocol(child.transform), request.spiIn()));
      return;
    }
    children.add(sa, new Children.Agreed(choice.get().transform(), request.spiIn(), choice.get().spiOut(), true,
        shared.get(), request.nonce(), nonce.get().value(), child.transport, choice.get().group()), ours, theirs,
        child.spiIn);
    delete(child);
  }

  private void refused(Optional<Child> old, Payload.Notify error) {
    peering.reject(Responses.failure(error));
    if (old.isEmpty()) {
      return;
    }
    if (error.is(NotifyType.CHILD_SA_NOT_FOUND)) {
      children.remove(old.get());                              // the peer has none such: neither do we
    } else if (old.get().rivalNonce == null) {
      old.get().renewAt = peering.now + RETRY.toNanos() + peering.random.nextInt(1_000_000_000);
    }
  }

  private static int protocolOf(List<Payload> payloads) {
    return Ike2Message.find(payloads, Payload.Sa.class).map(sa -> sa.proposals().getFirst().protocol())
        .filter(each -> each == Proposal.AH).orElse(Proposal.ESP);
  }

  /** No octets without PFS; empty if the peer's value is missing or bad. */
  private static Optional<byte[]> shared(Optional<DhKey> key, List<Payload> payloads) {
    if (key.isEmpty()) {
      return Optional.of(new byte[0]);
    }
    Optional<Payload.Ke> ke = Ike2Message.find(payloads, Payload.Ke.class);
    try {
      return ke.isPresent() && ke.get().group() == key.get().group().number()
          ? Optional.of(key.get().agree(ke.get().value())) : Optional.empty();
    } catch (BadKeyException e) {
      return Optional.empty();
    }
  }

  static byte[] lower(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
  }

  // --- the peer asks ------------------------------------------------------------------------------------------------

  List<Payload> respond(IkeSa sa, List<Payload> payloads, Payload.Sa offer, byte[] ni) {
    bound();
    if (sa.pending().filter(each -> each instanceof Request.RekeyIke).isPresent()) {
      return List.of(Payload.Notify.of(NotifyType.TEMPORARY_FAILURE));
    }
    Optional<Payload.Notify> rekeyed = Ike2Message.notify(payloads, NotifyType.REKEY_SA);
    Optional<Child> old = rekeyed.filter(each -> each.spi().length == 4).flatMap(each ->
        children.byOutbound(each.protocol(), ByteBuffer.wrap(each.spi()).getInt()));
    if (rekeyed.isPresent() && old.isEmpty()) {
      return List.of(new Payload.Notify(rekeyed.get().protocol(), rekeyed.get().spi(),
          NotifyType.CHILD_SA_NOT_FOUND.number(), new byte[0]));
    }
    if (old.isPresent() && (old.get().deleting || old.get().rivalNonce != null)) {
      return List.of(Payload.Notify.of(NotifyType.TEMPORARY_FAILURE));
    }
    Optional<Payload.Ke> ke = Ike2Message.find(payloads, Payload.Ke.class);
    Optional<DhGroup> group = ke.flatMap(each -> DhGroup.of(each.group()));
    int spiIn = peering.newChildSpi();
    Optional<ChildOffer.Choice> choice =
        ChildOffer.choose(peering.settings.child(), offer.proposals(), wanted(group), false, spiIn);
    List<Selector> theirs = Selectors.narrow(Selectors.read(payloads, true), old.map(c -> c.remote).orElse(remote));
    List<Selector> ours = Selectors.narrow(Selectors.read(payloads, false), old.map(c -> c.local).orElse(local));
    if (choice.isEmpty()) {
      Optional<DhGroup> other = ChildOffer.wantedGroup(peering.settings.child(), offer.proposals())
          .filter(each -> !Optional.of(each).equals(group));
      return List.of(other.map(each -> Payload.Notify.of(NotifyType.INVALID_KE_PAYLOAD,
          ByteBuffer.allocate(2).putShort((short) each.number()).array()))
          .orElse(Payload.Notify.of(NotifyType.NO_PROPOSAL_CHOSEN)));
    }
    if (theirs.isEmpty() || ours.isEmpty()) {
      return List.of(Payload.Notify.of(NotifyType.TS_UNACCEPTABLE));
    }
    return accept(sa, payloads, choice.get(), ni, old, new Both(ours, theirs));
  }

  private record Both(List<Selector> ours, List<Selector> theirs) {}

  private Optional<DhGroup> wanted(Optional<DhGroup> sent) {
    Optional<DhGroup> ours = peering.settings.child().pfs();
    return ours.isEmpty() || ours.equals(sent) ? sent : Optional.empty();
  }

  private List<Payload> accept(IkeSa sa, List<Payload> payloads, ChildOffer.Choice choice, byte[] ni,
      Optional<Child> old, Both selectors) {
    Optional<DhKey> key = choice.group().map(peering::newKey);
    Optional<byte[]> shared = shared(key, payloads);
    if (shared.isEmpty()) {
      peering.reject(IkeFailure.BAD_DH_VALUE);
      return List.of(Payload.Notify.of(NotifyType.INVALID_SYNTAX));
    }
    byte[] nr = peering.nonce();
    int spiIn = ByteBuffer.wrap(choice.answer().spi()).getInt();
    boolean transport = old.map(each -> each.transport).orElse(peering.transport()
        && Ike2Message.notify(payloads, NotifyType.USE_TRANSPORT_MODE).isPresent());
    children.add(sa, new Children.Agreed(choice.transform(), spiIn, choice.spiOut(), false, shared.get(), ni, nr,
        transport, choice.group()), selectors.ours(), selectors.theirs(), old.map(each -> each.spiIn).orElse(0));
    old.ifPresent(each -> each.rivalNonce = lower(ni, nr));
    var answer = new ArrayList<Payload>();
    if (transport) {
      answer.add(Payload.Notify.of(NotifyType.USE_TRANSPORT_MODE));
    }
    answer.add(new Payload.Sa(List.of(choice.answer())));
    answer.add(new Payload.Nonce(nr));
    key.ifPresent(each -> answer.add(new Payload.Ke(each.group().number(), each.publicValue())));
    answer.add(Selectors.payload(true, selectors.theirs()));
    answer.add(Selectors.payload(false, selectors.ours()));
    return answer;
  }

  /** The peer deletes its half of pairs; we answer with ours, but for pairs that we are deleting too (§1.4.1). */
  Optional<Payload> deleted(Payload.Delete delete) {
    var ours = new ArrayList<byte[]>();
    for (byte[] spi : delete.spis()) {
      Optional<Child> child = children.byOutbound(delete.protocol(), ByteBuffer.wrap(spi).getInt());
      if (child.isPresent()) {
        if (!child.get().deleting) {
          ours.add(ChildOffer.spi(child.get().spiIn));
        }
        children.remove(child.get());
      }
    }
    return ours.isEmpty() ? Optional.empty() : Optional.of(new Payload.Delete(delete.protocol(), 4, ours));
  }
}
