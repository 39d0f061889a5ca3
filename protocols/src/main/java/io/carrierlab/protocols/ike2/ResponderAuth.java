package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.eap.EapPacket;
import io.carrierlab.protocols.eap.EapServer;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeEvent;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.x509.Certificates;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The responder's IKE_AUTH, of one round or, with EAP, of several (RFC 7296 §1.2, §2.15, §2.16). */
final class ResponderAuth implements Stage {
  /** What it waits for. While it is an answer from elsewhere, repeated requests are not answered. */
  private enum Wait { FIRST_REQUEST, GROUP, EAP_REQUEST, EAP_ANSWER, EAP_PROOF, ADDRESS }

  private final Peering peering;
  private final FirstExchange first;
  private final IkeSa sa;
  private final long limitAt;
  private Wait wait = Wait.FIRST_REQUEST;
  private Path replyTo;
  /** Of the first request: the child SA and inner address that it asks for. */
  private List<Payload> asked = List.of();
  private Optional<Payload.Id> peerId = Optional.empty();
  private Optional<GroupPolicy> group = Optional.empty();
  private Optional<byte[]> msk = Optional.empty();
  private String user = "";
  private List<Payload> ourProof = List.of();
  private Payload.Id ourId;

  ResponderAuth(Peering peering, FirstExchange first, long limitAt) {
    this.peering = peering;
    this.first = first;
    this.limitAt = limitAt;
    this.sa = new IkeSa(first.initiatorSpi(), first.responderSpi(), false, first.suite(), first.keys());
    this.sa.startAt(0, 1);
    this.replyTo = peering.path;
  }

  @Override
  public void datagram(Path path, Ike2Header header, byte[] octets) throws DecodeException {
    if (header.exchangeType() == Exchange.IKE_SA_INIT.number()) {
      if (wait == Wait.FIRST_REQUEST && Arrays.equals(octets, first.request())) {
        peering.transmit(path, first.response());
      }
      peering.reject(IkeFailure.RETRANSMITTED);
      return;
    }
    if (!sa.has(header) || header.response() || !header.fromInitiator()
        || !sa.expects(header.messageId()) && !sa.repeats(header.messageId())) {
      peering.reject(IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    Optional<byte[]> inside = sa.open(octets);
    if (inside.isEmpty()) {
      peering.reject(IkeFailure.BAD_INTEGRITY);
    } else if (sa.repeats(header.messageId())) {
      sa.respondAgain(peering, path);
      peering.reject(IkeFailure.RETRANSMITTED);
    } else if (wait == Wait.GROUP || wait == Wait.EAP_ANSWER || wait == Wait.ADDRESS) {
      peering.reject(IkeFailure.RETRANSMITTED);
    } else {
      request(path, header, octets, inside.get());
    }
  }

  private void request(Path path, Ike2Header header, byte[] octets, byte[] inside) {
    List<Payload> payloads;
    try {
      payloads = PayloadChain.decode(IkeSa.firstInside(octets), new WireReader(inside));
    } catch (DecodeException e) {
      replyTo = path;
      refuse(NotifyType.INVALID_SYNTAX, IkeFailure.MALFORMED);
      return;
    }
    Optional<Payload.Notify> critical = Established.unsupported(payloads);
    if (header.exchangeType() == Exchange.INFORMATIONAL.number()) {
      informed(path, payloads);
    } else if (header.exchangeType() != Exchange.IKE_AUTH.number()) {
      peering.reject(IkeFailure.UNEXPECTED_MESSAGE);
    } else if (critical.isPresent()) {
      sa.respond(peering, path, Exchange.IKE_AUTH, List.of(critical.get()));
      peering.close(IkeFailure.MALFORMED);
    } else {
      peering.path = path;
      replyTo = path;
      switch (wait) {
        case FIRST_REQUEST -> firstRequest(payloads);
        case EAP_REQUEST -> eapResponse(payloads);
        case EAP_PROOF -> eapProof(payloads);
        case GROUP, EAP_ANSWER, ADDRESS -> { }
      }
    }
  }

  /** Only an initiator that does not believe our proof has reason to send one before it is through (§2.21.2). */
  private void informed(Path path, List<Payload> payloads) {
    sa.respond(peering, path, Exchange.INFORMATIONAL, List.of());
    boolean deleted = Ike2Message.find(payloads, Payload.Delete.class).isPresent();
    if (deleted || Ike2Message.error(payloads).isPresent()) {
      peering.close(deleted ? IkeFailure.DELETED_BY_PEER : IkeFailure.REFUSED_BY_PEER);
    }
  }

  private void firstRequest(List<Payload> payloads) {
    asked = payloads;
    peerId = Ike2Message.find(payloads, Payload.Id.class).filter(Payload.Id::initiator);
    peering.initialContact = Ike2Message.notify(payloads, NotifyType.INITIAL_CONTACT).isPresent();
    Optional<Identity> identity = peerId.flatMap(Payload.Id::identity);
    if (identity.isEmpty()) {
      refuse(peerId.isEmpty() ? NotifyType.INVALID_SYNTAX : NotifyType.AUTHENTICATION_FAILED,
          peerId.isEmpty() ? IkeFailure.MALFORMED : IkeFailure.IDENTITY_MISMATCH);
      return;
    }
    wait = Wait.GROUP;
    peering.emit(new IkeAction.AskGroup(identity.get()));
  }

  /** Of the policies with the suite that was chosen: IKEv2 does not negotiate how ends prove who they are. */
  private Set<AuthMethod> methods() {
    var methods = EnumSet.noneOf(AuthMethod.class);
    peering.settings.policies().stream().filter(each -> Suite.of(each).equals(first.suite()))
        .forEach(each -> methods.add(each.authentication()));
    return methods;
  }

  private void group(Optional<GroupPolicy> answer) {
    group = answer;
    if (answer.isEmpty()) {
      refuse(NotifyType.AUTHENTICATION_FAILED, IkeFailure.UNKNOWN_GROUP);
      return;
    }
    Set<AuthMethod> methods = methods();
    byte[] key = answer.get().preSharedKey();
    Optional<Payload.Auth> auth = Ike2Message.find(asked, Payload.Auth.class);
    try {
      if (auth.isPresent()) {
        boolean shared = methods.contains(AuthMethod.PRE_SHARED_KEY);
        PeerProof.verify(first.ofInitiator(peerId.orElseThrow()), auth.get(), peerId.orElseThrow(), asked,
            shared ? key : new byte[0], methods.contains(AuthMethod.CERTIFICATE), peering.settings, peering.now);
        proveOurselves(auth.get().method() == Payload.Auth.SHARED_KEY, key);
        authenticated();
      } else if (methods.contains(AuthMethod.EAP)) {
        proveOurselves(peering.settings.credential().isEmpty(), key);
        var answers = new ArrayList<>(ourProof);
        answers.add(new Payload.Eap(EapServer.identityRequest()));
        wait = Wait.EAP_REQUEST;
        sa.respond(peering, replyTo, Exchange.IKE_AUTH, answers);
        ourProof = List.of();
      } else {
        throw new AuthRefused(IkeFailure.BAD_HASH);
      }
    } catch (AuthRefused e) {
      refuse(NotifyType.AUTHENTICATION_FAILED, e.reason());
    }
  }

  /** IDr, our certificates where we sign, and AUTH. Without a credential a shared key has to do. */
  private void proveOurselves(boolean byKey, byte[] key) throws AuthRefused {
    var payloads = new ArrayList<Payload>();
    var credential = peering.settings.credential();
    Identity identity = credential.isPresent() && !byKey
        ? new Identity(Identity.Kind.DER_ASN1_DN, Certificates.subject(credential.get().chain().getFirst()).der())
        : Identity.ofAddress(peering.path.localAddress());
    Payload.Id id = Payload.Id.of(false, identity);
    payloads.add(id);
    if (credential.isPresent() && !byKey) {
      payloads.addAll(PeerProof.certificates(credential.get()));
      payloads.add(first.ofResponder(id).sign(credential.get().key(), first.namedSignatures()));
    } else if (key.length > 0) {
      payloads.add(new Payload.Auth(Payload.Auth.SHARED_KEY, first.ofResponder(id).shared(key)));
    } else {
      throw new AuthRefused(IkeFailure.BAD_PRE_SHARED_KEY);
    }
    ourProof = payloads;
    ourId = id;
  }

  private void eapResponse(List<Payload> payloads) {
    Optional<Payload.Eap> packet = Ike2Message.find(payloads, Payload.Eap.class);
    if (packet.isEmpty()) {
      refuse(NotifyType.INVALID_SYNTAX, IkeFailure.UNEXPECTED_MESSAGE);
      return;
    }
    if (user.isEmpty()) {
      Optional<String> named = identityOf(packet.get().packet());
      if (named.isEmpty()) {
        refuse(NotifyType.AUTHENTICATION_FAILED, IkeFailure.USER_REFUSED);
        return;
      }
      user = named.get();
    }
    wait = Wait.EAP_ANSWER;
    peering.emit(new IkeAction.AskEap(user, packet.get().packet()));
  }

  /** Who an EAP response of type Identity (RFC 3748 §5.1) says it is; empty: it is none. */
  private static Optional<String> identityOf(byte[] packet) {
    try {
      return EapPacket.decode(packet) instanceof EapPacket.Response(int _, int type, byte[] data)
          && type == EapPacket.IDENTITY && data.length > 0
          ? Optional.of(new String(data, StandardCharsets.UTF_8)) : Optional.empty();
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  private void eapProof(List<Payload> payloads) {
    Optional<Payload.Auth> auth = Ike2Message.find(payloads, Payload.Auth.class);
    byte[] secret = msk.orElseThrow();
    if (auth.isEmpty() || !first.ofInitiator(peerId.orElseThrow()).verifyShared(secret, auth.get())) {
      refuse(NotifyType.AUTHENTICATION_FAILED, IkeFailure.BAD_HASH);
      return;
    }
    ourProof = List.of(new Payload.Auth(Payload.Auth.SHARED_KEY, first.ofResponder(ourId).shared(secret)));
    authenticated();
  }

  private void authenticated() {
    peering.emit(new IkeAction.Authenticated(peerId.flatMap(Payload.Id::identity).orElseThrow(),
        first.suite().description()));
    Optional<Integer> wanted = InnerAttributes.wanted(asked);
    if (wanted.isPresent()) {
      wait = Wait.ADDRESS;
      peering.emit(new IkeAction.AskAddress(wanted.get()));
    } else {
      established(Optional.empty());
    }
  }

  private void address(Optional<InnerConfig> inner) {
    if (inner.isPresent()) {
      peering.emit(new IkeAction.Configured(inner.get()));
      established(inner);
    } else {
      childless(NotifyType.INTERNAL_ADDRESS_FAILURE, IkeFailure.POOL_EXHAUSTED);
    }
  }

  private void established(Optional<InnerConfig> inner) {
    int spiIn = peering.newChildSpi();
    Optional<ChildOffer.Choice> choice = Ike2Message.find(asked, Payload.Sa.class).flatMap(offer ->
        ChildOffer.choose(peering.settings.child(), offer.proposals(), Optional.empty(), true, spiIn));
    List<Selector> remote = Selectors.narrow(Selectors.read(asked, true),
        List.of(inner.map(each -> Selector.host(each.address())).orElse(Selector.ANY)));
    List<Selector> local = Selectors.narrow(Selectors.read(asked, false), inside(inner));
    if (choice.isEmpty()) {
      childless(NotifyType.NO_PROPOSAL_CHOSEN, IkeFailure.NO_PROPOSAL_CHOSEN);
      return;
    }
    if (remote.isEmpty() || local.isEmpty()) {
      childless(NotifyType.TS_UNACCEPTABLE, IkeFailure.BAD_SELECTORS);
      return;
    }
    var answer = new ArrayList<>(ourProof);
    inner.ifPresent(each -> answer.add(InnerAttributes.reply(each)));
    boolean transport = peering.transport()
        && Ike2Message.notify(asked, NotifyType.USE_TRANSPORT_MODE).isPresent();
    if (transport) {
      answer.add(Payload.Notify.of(NotifyType.USE_TRANSPORT_MODE));
    }
    answer.add(new Payload.Sa(List.of(choice.get().answer())));
    answer.add(Selectors.payload(true, remote));
    answer.add(Selectors.payload(false, local));
    sa.respond(peering, replyTo, Exchange.IKE_AUTH, answer);
    var children = new Children(peering);
    peering.stage = new Established(peering, sa, children);
    children.add(sa, new Children.Agreed(choice.get().transform(), spiIn, choice.get().spiOut(), false, new byte[0],
        first.ni(), first.nr(), transport, Optional.empty()), local, remote, 0);
  }

  /** The networks that a client may reach through its tunnel. */
  static List<Selector> inside(Optional<InnerConfig> inner) {
    if (inner.isEmpty() || inner.get().group().splitTunnel().isEmpty()) {
      return List.of(Selector.ANY);
    }
    return inner.get().group().splitTunnel().stream().map(each -> new Selector(each.address(),
        each.address() | (int) (0xffffffffL >>> each.length()), 0, 0)).toList();
  }

  /** The IKE SA stands, its child does not (RFC 7296 §1.2): it is the initiator's to delete it, or time's. */
  private void childless(NotifyType notify, IkeFailure reason) {
    var answer = new ArrayList<>(ourProof);
    answer.add(Payload.Notify.of(notify));
    sa.respond(peering, replyTo, Exchange.IKE_AUTH, answer);
    var next = new Established(peering, sa, new Children(peering));
    peering.stage = next;
    peering.reject(reason);
    next.failLater(reason);
  }

  private void refuse(NotifyType notify, IkeFailure reason) {
    sa.respond(peering, replyTo, Exchange.IKE_AUTH, List.of(Payload.Notify.of(notify)));
    peering.close(reason);
  }

  @Override
  public void event(IkeEvent event) {
    switch (event) {
      case IkeEvent.Close _ -> peering.close(IkeFailure.CLOSED_HERE);
      case IkeEvent.Group(var policy, boolean tunnelOnly) when wait == Wait.GROUP -> {
        peering.tunnelOnly = tunnelOnly;
        group(policy);
      }
      case IkeEvent.Inner(var config) when wait == Wait.ADDRESS -> address(config);
      case IkeEvent.EapChallenge(byte[] packet) when wait == Wait.EAP_ANSWER -> {
        wait = Wait.EAP_REQUEST;
        sa.respond(peering, replyTo, Exchange.IKE_AUTH, List.of(new Payload.Eap(packet)));
      }
      case IkeEvent.EapAccepted(byte[] packet, byte[] secret, var _) when wait == Wait.EAP_ANSWER -> {
        wait = Wait.EAP_PROOF;
        msk = Optional.of(secret);
        sa.respond(peering, replyTo, Exchange.IKE_AUTH, List.of(new Payload.Eap(packet)));
      }
      case IkeEvent.UserRefused(byte[] packet) when wait == Wait.EAP_ANSWER -> {
        sa.respond(peering, replyTo, Exchange.IKE_AUTH, packet.length < 4
            ? List.of(Payload.Notify.of(NotifyType.AUTHENTICATION_FAILED)) : List.of(new Payload.Eap(packet)));
        peering.close(IkeFailure.USER_REFUSED);
      }
      case IkeEvent.AaaDead _ when wait == Wait.GROUP || wait == Wait.EAP_ANSWER ->
          refuse(NotifyType.AUTHENTICATION_FAILED, IkeFailure.AAA_DEAD);
      case IkeEvent.Start _, IkeEvent.Datagram _, IkeEvent.Wake _, IkeEvent.Group _, IkeEvent.UserAccepted _,
          IkeEvent.UserRefused _, IkeEvent.AaaDead _, IkeEvent.EapChallenge _, IkeEvent.EapAccepted _,
          IkeEvent.Inner _, IkeEvent.Exhausting _, IkeEvent.UnknownSpi _ -> { }
    }
  }

  @Override
  public void wake(IkeEvent.Wake wake) {
    if (peering.now >= limitAt) {
      peering.close(IkeFailure.SETUP_TIMEOUT);
    }
  }

  @Override
  public long wakeAt() {
    return limitAt;
  }

  @Override
  public String state() {
    return switch (wait) {
      case FIRST_REQUEST, GROUP, ADDRESS -> "AUTH";
      case EAP_REQUEST, EAP_ANSWER, EAP_PROOF -> "EAP";
    };
  }

  @Override
  public long localSpi() {
    return first.responderSpi();
  }

  @Override
  public long remoteSpi() {
    return first.initiatorSpi();
  }

  @Override
  public List<Long> localSpis() {
    return List.of(localSpi());
  }
}
