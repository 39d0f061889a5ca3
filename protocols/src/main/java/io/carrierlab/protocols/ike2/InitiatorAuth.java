package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.eap.EapPeer;
import io.carrierlab.protocols.eap.Msk;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The initiator's IKE_AUTH, of one round or, with EAP, of several (RFC 7296 §1.2, §2.15, §2.16). */
final class InitiatorAuth implements Stage {
  private final Peering peering;
  private final Initiator who;
  private final FirstExchange first;
  private final IkeSa sa;
  private final Payload.Id ourId;
  private final int spiIn;
  private final long limitAt;
  private EapPeer.State eap = EapPeer.start();
  private Optional<Payload.Id> peerId = Optional.empty();
  private Optional<byte[]> msk = Optional.empty();
  private byte[] message = {};
  private int messageId;
  private int sent;
  private long retransmitAt = Peering.NEVER;

  InitiatorAuth(Peering peering, Initiator who, FirstExchange first, long limitAt) {
    this.peering = peering;
    this.who = who;
    this.first = first;
    this.limitAt = limitAt;
    this.sa = new IkeSa(first.initiatorSpi(), first.responderSpi(), true, first.suite(), first.keys());
    this.ourId = Payload.Id.of(true, who.identity());
    this.spiIn = peering.newChildSpi();
  }

  private boolean byEap() {
    return who.user().isPresent();
  }

  private boolean byCertificate() {
    return !byEap() && who.preSharedKey().length == 0;
  }

  void start() {
    if (byCertificate() && peering.settings.credential().isEmpty()) {
      peering.close(IkeFailure.CERTIFICATE_UNTRUSTED);
      return;
    }
    var payloads = new ArrayList<Payload>();
    payloads.add(ourId);
    payloads.add(Payload.Notify.of(NotifyType.INITIAL_CONTACT));
    if (byCertificate()) {
      payloads.addAll(PeerProof.certificates(peering.settings.credential().orElseThrow()));
    }
    payloads.addAll(PeerProof.request(peering.settings));
    if (byCertificate()) {
      payloads.add(first.ofInitiator(ourId).sign(peering.settings.credential().orElseThrow().key(),
          first.namedSignatures()));
    } else if (!byEap()) {
      payloads.add(new Payload.Auth(Payload.Auth.SHARED_KEY, first.ofInitiator(ourId).shared(who.preSharedKey())));
    }
    if (who.wantsInner()) {
      payloads.add(InnerAttributes.request());
    }
    if (peering.settings.child().transport()) {
      payloads.add(Payload.Notify.of(NotifyType.USE_TRANSPORT_MODE));
    }
    payloads.add(new Payload.Sa(ChildOffer.offer(peering.settings.child().transforms(), spiIn, Optional.empty())));
    payloads.add(Selectors.payload(true, local()));
    payloads.add(Selectors.payload(false, List.of(who.remote())));
    send(payloads);
  }

  private List<Selector> local() {
    return List.of(who.wantsInner() ? Selector.ANY : who.local());
  }

  private void send(List<Payload> payloads) {
    messageId++;
    message = sa.seal(peering, Exchange.IKE_AUTH, false, messageId, payloads);
    sent = 0;
    transmit();
  }

  private void transmit() {
    retransmitAt = peering.now + (peering.settings.timing().retransmitFirst().toNanos() << sent);
    sent++;
    peering.transmit(peering.path, message);
  }

  @Override
  public void datagram(Path path, Ike2Header header, byte[] octets) throws DecodeException {
    if (!sa.has(header) || !header.response() || header.fromInitiator() || header.messageId() != messageId
        || header.exchangeType() != Exchange.IKE_AUTH.number()) {
      peering.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    Optional<byte[]> inside = sa.open(octets);
    if (inside.isEmpty()) {
      peering.reject(IkeFailure.BAD_INTEGRITY);
      return;
    }
    List<Payload> payloads = PayloadChain.decode(IkeSa.firstInside(octets), new WireReader(inside.get()));
    try {
      response(payloads);
    } catch (AuthRefused e) {
      // RFC 7296 §2.21.2: the responder thinks that all is well, so it is told.
      var notify = Payload.Notify.of(NotifyType.AUTHENTICATION_FAILED);
      peering.transmit(peering.path,
          sa.seal(peering, Exchange.INFORMATIONAL, false, messageId + 1, List.of(notify)));
      peering.close(e.reason());
    }
  }

  private void response(List<Payload> payloads) throws AuthRefused {
    Optional<Payload.Notify> error = Ike2Message.error(payloads);
    Optional<Payload.Auth> auth = Ike2Message.find(payloads, Payload.Auth.class);
    Optional<Payload.Eap> packet = Ike2Message.find(payloads, Payload.Eap.class);
    if (error.isPresent() && auth.isEmpty()) {
      // AUTHENTICATION_FAILED gives no reason (RFC 7296 §2.21.2): a user who is refused hears so by EAP.
      peering.close(error.get().is(NotifyType.NO_PROPOSAL_CHOSEN) ? IkeFailure.NO_PROPOSAL_CHOSEN
          : IkeFailure.REFUSED_BY_PEER);
    } else if (peerId.isEmpty()) {
      verify(payloads, auth.orElseThrow(() -> new AuthRefused(IkeFailure.MALFORMED)));
      if (byEap()) {
        eap(packet.orElseThrow(() -> new AuthRefused(IkeFailure.MALFORMED)));
      } else {
        established(payloads);
      }
    } else if (msk.isPresent()) {
      Payload.Auth proof = auth.orElseThrow(() -> new AuthRefused(IkeFailure.MALFORMED));
      if (!first.ofResponder(peerId.get()).verifyShared(msk.get(), proof)) {
        throw new AuthRefused(IkeFailure.BAD_HASH);
      }
      established(payloads);
    } else {
      eap(packet.orElseThrow(() -> new AuthRefused(IkeFailure.MALFORMED)));
    }
  }

  private void verify(List<Payload> payloads, Payload.Auth auth) throws AuthRefused {
    peerId = Ike2Message.find(payloads, Payload.Id.class).filter(id -> !id.initiator());
    Payload.Id id = peerId.orElseThrow(() -> new AuthRefused(IkeFailure.MALFORMED));
    PeerProof.verify(first.ofResponder(id), auth, id, payloads, who.preSharedKey(),
        !peering.settings.trust().anchors().isEmpty(), peering.settings, peering.now);
  }

  private void eap(Payload.Eap packet) throws AuthRefused {
    var config = EapPeer.Config.of(who.user().orElseThrow(), who.password().orElse(""));
    EapPeer.Step step = EapPeer.step(config, eap, packet.packet(), peering.random);
    eap = step.next();
    switch (step.output()) {
      case EapPeer.Output.Answer(byte[] answer) -> send(List.of(new Payload.Eap(answer)));
      case EapPeer.Output.Authenticated(Msk secret) -> {
        msk = Optional.of(secret.octets());
        send(List.of(new Payload.Auth(Payload.Auth.SHARED_KEY, first.ofInitiator(ourId).shared(secret.octets()))));
      }
      case EapPeer.Output.Refused(EapPeer.Refusal why, var _) when why == EapPeer.Refusal.BY_SERVER ->
          peering.close(IkeFailure.USER_REFUSED);
      case EapPeer.Output.Refused _, EapPeer.Output.Discarded _ -> throw new AuthRefused(IkeFailure.USER_REFUSED);
    }
  }

  private void established(List<Payload> payloads) {
    sa.startAt(messageId + 1, 0);
    var children = new Children(peering);
    var next = new Established(peering, sa, children);
    peering.stage = next;
    Identity peer = peerId.flatMap(Payload.Id::identity).orElse(Identity.ofKeyId("?"));
    peering.emit(new IkeAction.Authenticated(peer, first.suite().description()));
    Optional<InnerConfig> inner = InnerAttributes.read(payloads, who.identity().text());
    if (who.wantsInner() && inner.isPresent()) {
      peering.emit(new IkeAction.Configured(inner.get()));
    }
    // Without an address there is nothing that a child SA would be for.
    Optional<IkeFailure> failure = who.wantsInner() && inner.isEmpty() && Ike2Message.error(payloads).isEmpty()
        ? Optional.of(IkeFailure.POOL_EXHAUSTED) : child(children, payloads);
    failure.ifPresent(next::fail);
  }

  private Optional<IkeFailure> child(Children children, List<Payload> payloads) {
    Optional<Payload.Notify> error = Ike2Message.error(payloads);
    if (error.isPresent()) {
      return Optional.of(Responses.failure(error.get()));
    }
    Optional<ChildOffer.Choice> choice = Ike2Message.find(payloads, Payload.Sa.class).flatMap(answer ->
        ChildOffer.chosen(peering.settings.child().transforms(), Optional.empty(), answer.proposals()));
    List<Selector> local = Selectors.read(payloads, true);
    List<Selector> remote = Selectors.read(payloads, false);
    if (choice.isEmpty()) {
      return Optional.of(IkeFailure.NO_PROPOSAL_CHOSEN);
    }
    if (!Selectors.within(local, local()) || !Selectors.within(remote, List.of(who.remote()))) {
      return Optional.of(IkeFailure.BAD_SELECTORS);
    }
    boolean transport = peering.settings.child().transport()
        && Ike2Message.notify(payloads, NotifyType.USE_TRANSPORT_MODE).isPresent();
    children.add(sa, new Children.Agreed(choice.get().transform(), spiIn, choice.get().spiOut(), true, new byte[0],
        first.ni(), first.nr(), transport, Optional.empty()), local, remote, 0);
    return Optional.empty();
  }

  @Override
  public void event(IkeEvent event) {
    switch (event) {
      case IkeEvent.Close _ -> peering.close(IkeFailure.CLOSED_HERE);
      case IkeEvent.Start _, IkeEvent.Datagram _, IkeEvent.Wake _, IkeEvent.Group _, IkeEvent.UserAccepted _,
          IkeEvent.UserRefused _, IkeEvent.AaaDead _, IkeEvent.EapChallenge _, IkeEvent.EapAccepted _,
          IkeEvent.Inner _, IkeEvent.Exhausting _, IkeEvent.UnknownSpi _ -> { }
    }
  }

  @Override
  public void wake(IkeEvent.Wake wake) {
    if (peering.now >= limitAt) {
      peering.close(IkeFailure.SETUP_TIMEOUT);
    } else if (peering.now >= retransmitAt) {
      if (sent > peering.settings.timing().retransmissions()) {
        peering.close(IkeFailure.NO_ANSWER);
      } else {
        transmit();
      }
    }
  }

  @Override
  public long wakeAt() {
    return Math.min(limitAt, retransmitAt);
  }

  @Override
  public String state() {
    return peerId.isPresent() ? "EAP" : "AUTH";
  }

  @Override
  public long localSpi() {
    return first.initiatorSpi();
  }

  @Override
  public long remoteSpi() {
    return first.responderSpi();
  }

  @Override
  public List<Long> localSpis() {
    return List.of(localSpi());
  }
}
