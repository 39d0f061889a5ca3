package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSaView;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Timing;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An established session: its IKE SAs, of which there are two or three while one takes another's place, liveness,
 * keepalives, deletion (RFC 7296 §1.4, §2.4). {@link ChildExchange} and {@link IkeRekey} make new SAs.
 */
final class Established implements Stage {
  /** How long a response is kept for a peer that might not have got it. */
  private static final Duration MEMORY = Duration.ofSeconds(60);
  final Peering peering;
  final Children children;
  final List<IkeSa> sas = new ArrayList<>(2);
  IkeSa current;
  long ikeRenewAt;
  private long ikeExpireAt;
  private final ChildExchange childExchange;
  private final IkeRekey ikeRekey;
  private long heardAt;
  private long dpdAt;
  private long keepaliveAt;
  private boolean closing;
  private Optional<IkeFailure> failure = Optional.empty();

  Established(Peering peering, IkeSa sa, Children children) {
    this.peering = peering;
    this.children = children;
    this.childExchange = new ChildExchange(this);
    this.ikeRekey = new IkeRekey(this);
    sas.add(sa);
    heardAt = peering.now;
    Timing timing = peering.settings.timing();
    dpdAt = peering.after(timing.dpdIdle());
    keepaliveAt = peering.natHere ? peering.after(timing.natKeepalive()) : Peering.NEVER;
    promote(sa);
  }

  /** An IKE SA becomes the one that requests go by; its lifetime begins. */
  void promote(IkeSa sa) {
    current = sa;
    Duration lifetime = peering.lifetime(sa.suite);
    ikeRenewAt = peering.renewal(lifetime);
    ikeExpireAt = peering.after(lifetime);
  }

  /** An SA answers repeated requests from now on, and nothing else; what it had to do goes to the current one. */
  void retire(IkeSa sa) {
    sa.retired = true;
    sa.dropAt = peering.now + MEMORY.toNanos();
    sa.abandon().flatMap(Request::again).ifPresent(current.waiting::add);
    sa.waiting.forEach(each -> each.again().ifPresent(current.waiting::add));
    sa.waiting.clear();
  }

  /** The session is of no use; the peer is told to forget it. */
  void fail(IkeFailure reason) {
    peering.reject(reason);
    close(reason);
  }

  /** The session is of no use; the peer knows, and has to end it within the time of a set-up. */
  void failLater(IkeFailure reason) {
    failure = Optional.of(reason);
    ikeRenewAt = Peering.NEVER;
    ikeExpireAt = peering.after(peering.settings.timing().setupLimit());
  }

  private void close(IkeFailure reason) {
    closing = true;
    current.waiting.clear();
    current.waiting.add(new Request.Close(reason));
    pump();
  }

  boolean closing() {
    return closing;
  }

  // --- messages -----------------------------------------------------------------------------------------------------

  @Override
  public void datagram(Path path, Ike2Header header, byte[] octets) throws DecodeException {
    Optional<IkeSa> found = sas.stream().filter(each -> each.has(header)).findFirst();
    if (found.isEmpty() || header.fromInitiator() == found.get().initiator) {
      peering.reject(found.isEmpty() ? IkeFailure.BAD_COOKIE : IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    IkeSa sa = found.get();
    boolean wanted = header.response() ? sa.awaits(header.messageId())
        : sa.expects(header.messageId()) && !sa.retired || sa.repeats(header.messageId());
    if (!wanted) {
      peering.reject(header.response() ? IkeFailure.RETRANSMITTED : IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    Optional<byte[]> inside = sa.open(octets);
    if (inside.isEmpty()) {
      peering.reject(IkeFailure.BAD_INTEGRITY);
      return;
    }
    heardAt = peering.now;
    dpdAt = peering.after(peering.settings.timing().dpdIdle());
    if (header.response()) {
      List<Payload> payloads = PayloadChain.decode(IkeSa.firstInside(octets), new WireReader(inside.get()));
      moved(path);
      answered(sa, sa.answered(), payloads);
    } else if (sa.expects(header.messageId())) {
      moved(path);
      request(sa, path, header, IkeSa.firstInside(octets), inside.get());
    } else {
      sa.respondAgain(peering, path);
      peering.reject(IkeFailure.RETRANSMITTED);
    }
    pump();
  }

  /** A NAT may give a peer behind it another address or port at any time; other peers stay (RFC 7296 §2.23). */
  private void moved(Path path) {
    if (peering.natThere && !path.equals(peering.path)) {
      peering.path = path;
      peering.emit(new IkeAction.Moved(path));
    }
  }

  private void request(IkeSa sa, Path path, Ike2Header header, int firstInside, byte[] inside) {
    Optional<Exchange> exchange = Exchange.of(header.exchangeType());
    if (exchange.isEmpty()) {
      peering.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    List<Payload> payloads;
    try {
      payloads = PayloadChain.decode(firstInside, new WireReader(inside));
    } catch (DecodeException e) {
      // Authenticated, and yet against the format: the two cannot go on (RFC 7296 §2.21.3).
      sa.respond(peering, path, exchange.get(), List.of(Payload.Notify.of(NotifyType.INVALID_SYNTAX)));
      peering.close(IkeFailure.MALFORMED);
      return;
    }
    Optional<Payload.Notify> critical = unsupported(payloads);
    if (critical.isPresent()) {
      sa.respond(peering, path, exchange.get(), List.of(critical.get()));
      peering.reject(IkeFailure.MALFORMED);
      return;
    }
    switch (exchange.get()) {
      case IKE_SA_INIT, IKE_AUTH -> peering.reject(IkeFailure.UNEXPECTED_MESSAGE);
      case CREATE_CHILD_SA -> sa.respond(peering, path, Exchange.CREATE_CHILD_SA, create(sa, payloads));
      case INFORMATIONAL -> informational(sa, path, payloads);
    }
  }

  private List<Payload> create(IkeSa sa, List<Payload> payloads) {
    Optional<Payload.Sa> offer = Ike2Message.find(payloads, Payload.Sa.class);
    Optional<Payload.Nonce> nonce = Ike2Message.find(payloads, Payload.Nonce.class);
    if (offer.isEmpty() || nonce.isEmpty()) {
      return List.of(Payload.Notify.of(NotifyType.INVALID_SYNTAX));
    }
    if (closing || sa != current || sa.successor != null) {
      return List.of(Payload.Notify.of(NotifyType.TEMPORARY_FAILURE));
    }
    return offer.get().proposals().getFirst().protocol() == Proposal.IKE
        ? ikeRekey.respond(sa, payloads, offer.get(), nonce.get().value())
        : childExchange.respond(sa, payloads, offer.get(), nonce.get().value());
  }

  private void informational(IkeSa sa, Path path, List<Payload> payloads) {
    var answer = new ArrayList<Payload>();
    boolean ends = false;
    for (Payload.Delete delete : Ike2Message.all(payloads, Payload.Delete.class)) {
      if (delete.protocol() == Proposal.IKE) {
        ends = true;
      } else {
        childExchange.deleted(delete).ifPresent(answer::add);
      }
    }
    boolean refused = Ike2Message.notify(payloads, NotifyType.AUTHENTICATION_FAILED).isPresent();
    sa.respond(peering, path, Exchange.INFORMATIONAL, ends ? List.of() : answer);
    if (refused) {
      peering.close(IkeFailure.REFUSED_BY_PEER);
    } else if (ends) {
      ended(sa);
    }
  }

  private void ended(IkeSa sa) {
    if (sa != current) {
      retire(sa);
    } else if (sa.successor != null) {
      promote(sa.successor);
      retire(sa);
    } else {
      peering.close(closing ? IkeFailure.CLOSED_HERE : failure.orElse(IkeFailure.DELETED_BY_PEER));
    }
  }

  private void answered(IkeSa sa, Request request, List<Payload> payloads) {
    switch (request) {
      case Request.Close(IkeFailure reason) -> peering.close(reason);
      case Request.Retire _ -> {
        retire(sa);
        sas.remove(sa);
      }
      case Request.DeleteChild(_, int spiIn) -> children.byInbound(spiIn).ifPresent(children::remove);
      case Request.RekeyChild rekey -> childExchange.answered(sa, rekey, payloads);
      case Request.RekeyIke rekey -> ikeRekey.answered(sa, rekey, payloads);
      case Request.Liveness _, Request.WishChild _, Request.WishIke _ -> { }
    }
  }

  static Optional<Payload.Notify> unsupported(List<Payload> payloads) {
    for (Payload payload : payloads) {
      if (payload instanceof Payload.Unknown unknown && unknown.critical()) {
        return Optional.of(Payload.Notify.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD,
            new byte[] {(byte) unknown.type()}));
      }
    }
    return Optional.empty();
  }

  /** Sends what waits, on each SA that has no request under way: the window is 1. */
  private void pump() {
    for (IkeSa sa : List.copyOf(sas)) {
      while (!peering.closed() && sa.pending().isEmpty() && !sa.retired && !sa.waiting.isEmpty()) {
        launch(sa, sa.waiting.poll());
      }
    }
  }

  private void launch(IkeSa sa, Request request) {
    switch (request) {
      case Request.Liveness _ -> sa.send(peering, request, Exchange.INFORMATIONAL, List.of());
      case Request.Close _, Request.Retire _ -> sa.send(peering, request, Exchange.INFORMATIONAL,
          List.of(new Payload.Delete(Proposal.IKE, 0, List.of())));
      case Request.DeleteChild(int protocol, int spiIn) -> sa.send(peering, request, Exchange.INFORMATIONAL,
          List.of(new Payload.Delete(protocol, 4, List.of(ChildOffer.spi(spiIn)))));
      case Request.WishChild(int replaces) -> childExchange.rekey(sa, replaces);
      case Request.WishIke _ -> ikeRekey.rekey(sa);
      case Request.RekeyChild _, Request.RekeyIke _ -> { }
    }
  }

  // --- time and other events ----------------------------------------------------------------------------------------

  @Override
  public void event(IkeEvent event) {
    switch (event) {
      case IkeEvent.Close _ when !closing -> close(IkeFailure.CLOSED_HERE);
      case IkeEvent.Exhausting(int spiIn) -> children.byInbound(spiIn).ifPresent(childExchange::wish);
      case IkeEvent.UnknownSpi _ when !closing && current.pending().isEmpty() ->
          current.waiting.add(new Request.Liveness());
      case IkeEvent.Start _, IkeEvent.Datagram _, IkeEvent.Wake _, IkeEvent.Group _, IkeEvent.UserAccepted _,
          IkeEvent.UserRefused _, IkeEvent.AaaDead _, IkeEvent.EapChallenge _, IkeEvent.EapAccepted _,
          IkeEvent.Inner _, IkeEvent.Close _, IkeEvent.UnknownSpi _ -> { }
    }
    pump();
  }

  @Override
  public void wake(IkeEvent.Wake wake) {
    for (IkeSa sa : List.copyOf(sas)) {
      if (peering.now >= sa.dropAt) {
        sas.remove(sa);
      } else if (!sa.retired && !sa.retransmitIfDue(peering)) {
        unanswered(sa);
      }
      sa.forget(peering.now - MEMORY.toNanos());
    }
    if (peering.closed() || expired()) {
      return;
    }
    if (!closing) {
      childExchange.renewDue();
      if (peering.now >= ikeRenewAt) {
        ikeRenewAt = Peering.NEVER;
        current.waiting.add(new Request.WishIke());
      }
      liveness(wake);
    }
    keepalive(wake);
    pump();
  }

  @Override
  public void rekey() {
    if (!closing) {
      current.waiting.add(new Request.WishIke());
      pump();
    }
  }

  private void unanswered(IkeSa sa) {
    switch (sa.pending().orElseThrow()) {
      case Request.Close(IkeFailure reason) -> peering.close(reason);
      case Request.Retire _ -> sas.remove(sa);
      case Request.Liveness _, Request.DeleteChild _, Request.RekeyChild _, Request.RekeyIke _,
          Request.WishChild _, Request.WishIke _ -> {
        if (sa == current) {
          peering.close(IkeFailure.DEAD_PEER);
        } else {
          sas.remove(sa);
        }
      }
    }
  }

  private boolean expired() {
    if (peering.now < ikeExpireAt) {
      return false;
    }
    peering.transmit(peering.path, current.seal(peering, Exchange.INFORMATIONAL, false, current.nextRequest(),
        List.of(new Payload.Delete(Proposal.IKE, 0, List.of()))));
    peering.close(failure.orElse(IkeFailure.LIFETIME_OVER));
    return true;
  }

  private void liveness(IkeEvent.Wake wake) {
    if (peering.now < dpdAt) {
      return;
    }
    Timing timing = peering.settings.timing();
    long heard = Math.max(heardAt, wake.lastInboundNanos());
    boolean silent = peering.now - heard >= timing.dpdIdle().toNanos();
    if (silent && current.pending().isEmpty() && (timing.dpdPeriodic() || wake.lastOutboundNanos() > heard)) {
      current.waiting.add(new Request.Liveness());
    }
    dpdAt = silent ? peering.after(timing.dpdIdle()) : heard + timing.dpdIdle().toNanos();
  }

  private void keepalive(IkeEvent.Wake wake) {
    if (peering.now < keepaliveAt) {
      return;
    }
    long span = peering.settings.timing().natKeepalive().toNanos();
    long sent = Math.max(peering.sentAt, wake.lastOutboundNanos());
    if (peering.now - sent >= span) {
      peering.emit(new IkeAction.NatKeepalive(peering.path));
      sent = peering.now;
    }
    keepaliveAt = sent + span;
  }

  @Override
  public long wakeAt() {
    long at = Math.min(keepaliveAt, ikeExpireAt);
    if (!closing) {
      at = Math.min(at, Math.min(dpdAt, Math.min(ikeRenewAt, childExchange.dueAt())));
    }
    for (IkeSa sa : sas) {
      at = Math.min(at, Math.min(sa.retired ? Peering.NEVER : sa.retransmitAt(), sa.dropAt));
    }
    return at;
  }

  @Override
  public Optional<IkeSaView> sa() {
    Timing timing = peering.settings.timing();
    boolean asked = current.pending().filter(Request.Liveness.class::isInstance).isPresent();
    return Optional.of(new IkeSaView(current.suite.cipher(), current.suite.digest(), current.suite.group(),
        Optional.empty(), ikeExpireAt == Peering.NEVER ? OptionalLong.empty() : OptionalLong.of(ikeExpireAt),
        timing.dpdIdle().isZero() ? Optional.empty() : Optional.of(new IkeSaView.Liveness(asked ? 1 : 0, heardAt))));
  }

  @Override
  public String state() {
    boolean rekeying = sas.stream().anyMatch(each -> each.pending().filter(request ->
        request instanceof Request.RekeyChild || request instanceof Request.RekeyIke).isPresent());
    return closing ? "CLOSING" : rekeying ? "REKEYING" : "ESTABLISHED";
  }

  @Override
  public long localSpi() {
    return current.localSpi();
  }

  @Override
  public long remoteSpi() {
    return current.remoteSpi();
  }

  @Override
  public List<Long> localSpis() {
    return sas.stream().map(IkeSa::localSpi).toList();
  }
}
