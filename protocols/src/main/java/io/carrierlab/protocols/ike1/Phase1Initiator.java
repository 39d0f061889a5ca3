package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.Initiator;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The initiator's half of phase 1: messages 1 and 3 of aggressive mode, or 1, 3 and 5 of main mode. */
final class Phase1Initiator extends Phase1 {
  private enum Step { WANTS_SA, WANTS_KEYS, WANTS_PROOF }

  private final Initiator who;
  private List<IkePolicy> offered = List.of();
  private Step step = Step.WANTS_SA;

  Phase1Initiator(Association association, Initiator who) {
    super(association, who.aggressive());
    this.who = who;
  }

  void start() {
    offered = offerable();
    if (offered.isEmpty()) {
      association.end(IkeFailure.NO_PROPOSAL_CHOSEN);
      return;
    }
    Payload.Sa sa = Phase1Proposals.offer(offered, aggressive);
    saBody = sa.body();
    var payloads = new ArrayList<Payload>(List.of(sa));
    policy = offered.getFirst();
    if (aggressive) {
      payloads.addAll(keyPayloads());
      payloads.add(ownId());
      payloads.addAll(certificateRequests());
    }
    payloads.addAll(vendors(offered.stream().anyMatch(each -> xauth(each.authentication()))));
    if (session.settings().natTraversal()) {
      payloads.addAll(NatTraversal.offer());
    }
    association.request(0, message(payloads));
  }

  /** In aggressive mode the group and the kind of identity are chosen before the peer has a say. */
  private List<IkePolicy> offerable() {
    List<IkePolicy> able = session.settings().policies().stream().filter(each -> byKey(each.authentication())
        ? who.preSharedKey().length > 0 : session.settings().credential().isPresent()).toList();
    List<IkePolicy> fitting = Phase1Proposals.offerable(able, aggressive);
    return aggressive ? fitting.stream()
        .filter(each -> byKey(each.authentication()) == byKey(fitting.getFirst().authentication())).toList() : fitting;
  }

  private static boolean byKey(AuthMethod method) {
    return method == AuthMethod.PRE_SHARED_KEY || method == AuthMethod.XAUTH_PRE_SHARED_KEY;
  }

  private static boolean xauth(AuthMethod method) {
    return method == AuthMethod.XAUTH_PRE_SHARED_KEY || method == AuthMethod.XAUTH_CERTIFICATE;
  }

  @Override
  void on(Ike1Header header, byte[] octets, Path from) throws DecodeException {
    if (header.responderCookie() == 0) {
      throw new WireReader(new byte[0]).refused("RFC 2408 §5.2: a responder without cookie");
    }
    switch (step) {
      case WANTS_SA -> {
        PayloadChain message = plain(header, octets);
        if (choose(message) && aggressive) {
          onAggressiveAnswer(header, octets, message, from);
        } else if (!aggressive && association.open()) {
          association.taken(octets, header.responderCookie());
          takeVendors(message);
          var payloads = new ArrayList<>(keyPayloads());
          payloads.addAll(natDiscovery(association.path()));
          step = Step.WANTS_KEYS;
          association.request(0, message(payloads));
        }
      }
      case WANTS_KEYS -> onKeys(header, octets, from);
      case WANTS_PROOF -> onProof(header, octets, from);
    }
  }

  private boolean choose(PayloadChain message) throws DecodeException {
    var sa = (Payload.Sa) message.need(Payload.Sa.class).payload();
    boolean single = sa.proposals().size() == 1 && sa.proposals().getFirst().transforms().size() == 1;
    Optional<Phase1Proposals.Choice> choice = single ? Phase1Proposals.choose(offered, sa) : Optional.empty();
    if (choice.isEmpty()) {
      association.notifyPlain(NotifyType.NO_PROPOSAL_CHOSEN);
      association.end(IkeFailure.NO_PROPOSAL_CHOSEN);
      return false;
    }
    policy = choice.get().policy();
    return true;
  }

  private void onAggressiveAnswer(Ike1Header header, byte[] octets, PayloadChain message, Path from)
      throws DecodeException {
    nonceR = takeKeys(message);
    PayloadChain.Carried id = message.need(Payload.Id.class);
    idR = id.body();
    Identity claimed = identity(id);
    association.taken(octets, header.responderCookie());
    takeVendors(message);
    if (!derive(who.preSharedKey())) {
      return;
    }
    Optional<IkeFailure> failure = check(message, claimed);
    if (failure.isPresent()) {
      unconvinced(failure.get());
      return;
    }
    judgeNat(message, from);
    var payloads = new ArrayList<>(ownProof());
    payloads.addAll(natDiscovery(firstPath));
    payloads.addAll(initialContact());
    association.moveToNatPort();
    // Who has no reply to come keeps sending until something of the peer shows that it has arrived.
    association.request(0, sealed(payloads));
    association.established(claimed, chain.lastBlock());
  }

  private void onKeys(Ike1Header header, byte[] octets, Path from) throws DecodeException {
    PayloadChain message = plain(header, octets);
    nonceR = takeKeys(message);
    association.taken(octets, header.responderCookie());
    takeVendors(message);
    judgeNat(message, from);
    if (!derive(who.preSharedKey())) {
      return;
    }
    var payloads = new ArrayList<Payload>();
    payloads.add(ownId());
    payloads.addAll(ownProof());
    payloads.addAll(certificateRequests());
    payloads.addAll(initialContact());
    association.moveToNatPort();
    step = Step.WANTS_PROOF;
    association.request(0, sealed(payloads));
  }

  private void onProof(Ike1Header header, byte[] octets, Path from) throws DecodeException {
    Optional<PayloadChain> message = opened(header, octets);
    if (message.isEmpty()) {
      session.reject(IkeFailure.MALFORMED);
      return;
    }
    PayloadChain.Carried id = message.get().need(Payload.Id.class);
    idR = id.body();
    Identity claimed = identity(id);
    Optional<IkeFailure> failure = check(message.get(), claimed);
    if (failure.isPresent()) {
      unconvinced(failure.get());
      return;
    }
    chain.accept(octets);
    association.taken(octets, header.responderCookie());
    association.answered(0);
    association.moved(from);
    association.established(claimed, chain.lastBlock());
  }

  @Override
  void on(Optional<GroupPolicy> group) {
    session.reject(IkeFailure.UNEXPECTED_MESSAGE);
  }

  private List<Payload> keyPayloads() {
    ours = session.newKey(policy.group());
    nonceI = session.randomOctets(NONCE_OCTETS);
    return List.of(new Payload.KeyExchange(ours.publicValue()), new Payload.Nonce(nonceI));
  }

  private Payload.Id ownId() {
    Payload.Id id = payload(byKey() ? who.identity()
        : CertificateProof.identity(session.settings().credential().orElseThrow()));
    idI = id.body();
    return id;
  }

  private List<Payload.CertificateRequest> certificateRequests() {
    return byKey() ? List.of() : CertificateProof.requests(session.settings().trust());
  }

  private void takeVendors(PayloadChain message) {
    List<Payload.Vendor> vendors = message.all(Payload.Vendor.class);
    association.heardVendors(vendors);
  }

  /** Said once per session: an end that renews its ISAKMP SA has not forgotten its others (RFC 2407 §4.6.3.3). */
  private List<Payload> initialContact() {
    return association.renews() ? List.of() : List.of(new Payload.Notify(Payload.IPSEC_DOI, Proposal.ISAKMP,
        cookies(), NotifyType.INITIAL_CONTACT, new byte[0]));
  }

  @Override
  String state() {
    return switch (step) {
      case WANTS_SA -> aggressive ? "AG_NO_STATE" : "MM_NO_STATE";
      case WANTS_KEYS -> "MM_SA_SETUP";
      case WANTS_PROOF -> "MM_KEY_EXCH";
    };
  }
}
