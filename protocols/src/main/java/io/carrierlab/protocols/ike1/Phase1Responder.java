package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The responder's half of phase 1: message 2 of aggressive mode, or 2, 4 and 6 of main mode. */
final class Phase1Responder extends Phase1 {
  private enum Step { WANTS_SA, ASKS_KEY, WANTS_KEYS, WANTS_PROOF, ASKS_GROUP }

  private Step step = Step.WANTS_SA;
  private Payload.Sa answer;
  private Identity claimed;

  Phase1Responder(Association association, boolean aggressive) {
    super(association, aggressive);
  }

  @Override
  void on(Ike1Header header, byte[] octets, Path from) throws DecodeException {
    if (step == Step.WANTS_SA ? header.responderCookie() != 0
        : header.responderCookie() != association.responderCookie()) {
      session.reject(IkeFailure.BAD_COOKIE);
      return;
    }
    switch (step) {
      case WANTS_SA -> {
        PayloadChain message = plain(header, octets);
        if (choose(message)) {
          if (aggressive) {
            onAggressiveOpening(message, octets);
          } else {
            association.taken(octets);
            association.heardVendors(message.all(Payload.Vendor.class));
            var payloads = new ArrayList<Payload>(List.of(answer));
            payloads.addAll(vendors(xauth()));
            payloads.addAll(association.nat().answer());
            step = Step.WANTS_KEYS;
            association.answer(message(payloads));
          }
        }
      }
      case WANTS_KEYS -> onKeys(header, octets, from);
      case WANTS_PROOF -> onProof(header, octets, from);
      case ASKS_KEY, ASKS_GROUP -> session.reject(IkeFailure.UNEXPECTED_MESSAGE);
    }
  }

  private boolean choose(PayloadChain message) throws DecodeException {
    PayloadChain.Carried carried = message.need(Payload.Sa.class);
    var sa = (Payload.Sa) carried.payload();
    List<IkePolicy> able = session.settings().policies().stream().filter(each -> switch (each.authentication()) {
      case PRE_SHARED_KEY, XAUTH_PRE_SHARED_KEY -> true;
      case CERTIFICATE, XAUTH_CERTIFICATE -> session.settings().credential().isPresent();
      case EAP -> false;
    }).toList();
    boolean ipsec = sa.doi() == Payload.IPSEC_DOI && sa.situation() == 1;
    Optional<Phase1Proposals.Choice> choice = ipsec ? Phase1Proposals.choose(able, sa) : Optional.empty();
    if (choice.isEmpty()) {
      association.notifyPlain(NotifyType.NO_PROPOSAL_CHOSEN);
      association.end(IkeFailure.NO_PROPOSAL_CHOSEN);
      return false;
    }
    saBody = carried.body();
    policy = choice.get().policy();
    offeredLifetime = choice.get().offeredLifetime();
    answer = Payload.Sa.of(List.of(new Proposal(choice.get().proposal(), Proposal.ISAKMP, new byte[0],
        List.of(choice.get().transform()))));
    return true;
  }

  private boolean xauth() {
    return policy.authentication() == AuthMethod.XAUTH_PRE_SHARED_KEY
        || policy.authentication() == AuthMethod.XAUTH_CERTIFICATE;
  }

  private void onAggressiveOpening(PayloadChain message, byte[] octets) throws DecodeException {
    nonceI = takeKeys(message);
    PayloadChain.Carried id = message.need(Payload.Id.class);
    idI = id.body();
    claimed = identity(id);
    association.taken(octets);
    association.heardVendors(message.all(Payload.Vendor.class));
    step = Step.ASKS_KEY;
    session.emit(new IkeAction.AskGroup(CertificateProof.group(claimed)));
  }

  private void onKeys(Ike1Header header, byte[] octets, Path from) throws DecodeException {
    PayloadChain message = plain(header, octets);
    nonceI = takeKeys(message);
    association.taken(octets);
    association.heardVendors(message.all(Payload.Vendor.class));
    judgeNat(message, from);
    if (byKey()) {
      // The identity comes encrypted with this very key: the address is all there is (RFC 2409 §5.4).
      step = Step.ASKS_KEY;
      session.emit(new IkeAction.AskGroup(Identity.ofAddress(from.remoteAddress())));
    } else {
      answerKeys(new byte[0]);
    }
  }

  @Override
  void on(Optional<GroupPolicy> group) {
    if (step != Step.ASKS_KEY && step != Step.ASKS_GROUP) {
      session.reject(IkeFailure.UNEXPECTED_MESSAGE);
    } else if (group.isEmpty() || byKey() && group.get().preSharedKey().length == 0) {
      // Silently: an answer would let strangers try out names.
      association.end(IkeFailure.UNKNOWN_GROUP);
    } else if (step == Step.ASKS_GROUP) {
      finish();
    } else if (aggressive) {
      answerAggressive(group.get().preSharedKey());
    } else {
      answerKeys(group.get().preSharedKey());
    }
  }

  private void answerAggressive(byte[] preSharedKey) {
    makeKeys();
    Payload.Id id = ownId();
    if (!derive(preSharedKey)) {
      return;
    }
    var payloads = new ArrayList<Payload>(List.of(answer, new Payload.KeyExchange(ours.publicValue()),
        new Payload.Nonce(nonceR), id));
    payloads.addAll(ownProof());
    payloads.addAll(certificateRequests());
    payloads.addAll(vendors(xauth()));
    payloads.addAll(association.nat().answer());
    payloads.addAll(natDiscovery(association.path()));
    step = Step.WANTS_PROOF;
    association.answer(message(payloads));
  }

  private void answerKeys(byte[] preSharedKey) {
    makeKeys();
    if (!derive(preSharedKey)) {
      return;
    }
    var payloads = new ArrayList<Payload>(List.of(new Payload.KeyExchange(ours.publicValue()),
        new Payload.Nonce(nonceR)));
    payloads.addAll(certificateRequests());
    payloads.addAll(natDiscovery(association.path()));
    step = Step.WANTS_PROOF;
    association.answer(message(payloads));
  }

  private void onProof(Ike1Header header, byte[] octets, Path from) throws DecodeException {
    Optional<PayloadChain> message = opened(header, octets);
    if (message.isEmpty()) {
      // What another key has encrypted is noise under ours; with signatures no key can be wrong.
      if (byKey()) {
        unconvinced(IkeFailure.BAD_PRE_SHARED_KEY);
      } else {
        session.reject(IkeFailure.MALFORMED);
      }
      return;
    }
    if (!aggressive) {
      try {
        PayloadChain.Carried id = message.get().need(Payload.Id.class);
        idI = id.body();
        claimed = identity(id);
      } catch (DecodeException noise) {
        unconvinced(byKey() ? IkeFailure.BAD_PRE_SHARED_KEY : IkeFailure.IDENTITY_MISMATCH);
        return;
      }
    }
    Optional<IkeFailure> failure = check(message.get(), claimed);
    if (failure.isPresent()) {
      unconvinced(failure.get());
      return;
    }
    chain.accept(octets);
    association.taken(octets);
    session.initialContact |= message.get().all(Payload.Notify.class).stream()
        .anyMatch(each -> each.type() == NotifyType.INITIAL_CONTACT);
    if (aggressive) {
      judgeNat(message.get(), from);
      association.moved(from);
      association.established(claimed, chain.lastBlock());
    } else {
      association.moved(from);
      if (byKey()) {
        finish();
      } else {
        step = Step.ASKS_GROUP;
        session.emit(new IkeAction.AskGroup(CertificateProof.group(claimed)));
      }
    }
  }

  /** Message 6 of main mode. */
  private void finish() {
    var payloads = new ArrayList<Payload>();
    payloads.add(ownId());
    payloads.addAll(ownProof());
    association.answer(sealed(payloads));
    association.established(claimed, chain.lastBlock());
  }

  private void makeKeys() {
    ours = session.newKey(policy.group());
    nonceR = session.randomOctets(NONCE_OCTETS);
  }

  private Payload.Id ownId() {
    Payload.Id id = payload(byKey() ? Identity.ofAddress(association.path().localAddress())
        : CertificateProof.identity(session.settings().credential().orElseThrow()));
    idR = id.body();
    return id;
  }

  private List<Payload.CertificateRequest> certificateRequests() {
    return byKey() ? List.of() : CertificateProof.requests(session.settings().trust());
  }

  @Override
  String state() {
    return switch (step) {
      case WANTS_SA -> aggressive ? "AG_NO_STATE" : "MM_NO_STATE";
      case ASKS_KEY -> aggressive ? "AG_NO_STATE" : "MM_SA_SETUP";
      case WANTS_KEYS -> "MM_SA_SETUP";
      case WANTS_PROOF -> aggressive ? "AG_INIT_EXCH" : "MM_KEY_EXCH";
      case ASKS_GROUP -> "MM_KEY_AUTH";
    };
  }
}
