package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.BadKeyException;
import io.carrierlab.protocols.crypto.DhKey;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.AuthMethod;
import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeKeys;
import io.carrierlab.protocols.ike.IkePolicy;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.Path;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What both ends of a phase 1 exchange do, in main or aggressive mode (RFC 2409 §5): keys and proofs. All of it is
 * dropped when the ISAKMP SA stands.
 */
abstract class Phase1 {
  static final int NONCE_OCTETS = 20;

  final Association association;
  final SessionContext session;
  final boolean aggressive;
  /** Of the first messages: what NAT-D payloads of a peer that has moved to port 4500 may still mean. */
  final Path firstPath;
  /** What is fixed by an SA payload; null before it is known. */
  IkePolicy policy;
  /** Null on the initiator's side. */
  Duration offeredLifetime;
  DhKey ours;
  byte[] peerPublic;
  /** Body of the initiator's SA payload, as it was on the wire. */
  byte[] saBody;
  byte[] nonceI;
  byte[] nonceR;
  /** Bodies of the identification payloads. */
  byte[] idI;
  byte[] idR;
  CipherChain chain;
  private byte[] skeyid;

  Phase1(Association association, boolean aggressive) {
    this.association = association;
    this.session = association.session();
    this.aggressive = aggressive;
    this.firstPath = association.path();
  }

  /** A message of this exchange. @throws DecodeException if it is not what was to come */
  abstract void on(Ike1Header header, byte[] octets, Path from) throws DecodeException;

  /** AAA has said whose key it is. */
  abstract void on(Optional<GroupPolicy> group);

  abstract String state();

  boolean byKey() {
    return policy.authentication() == AuthMethod.PRE_SHARED_KEY
        || policy.authentication() == AuthMethod.XAUTH_PRE_SHARED_KEY;
  }

  /** Makes all keys of the SA. @return false, with the session ended, if the peer's public value is bad */
  boolean derive(byte[] preSharedKey) {
    byte[] shared;
    try {
      shared = ours.agree(peerPublic);
    } catch (BadKeyException bad) {
      association.notifyPlain(NotifyType.INVALID_KEY_INFORMATION);
      association.end(IkeFailure.BAD_DH_VALUE);
      return false;
    }
    Digest digest = policy.digest();
    skeyid = byKey() ? KeyDerivation.skeyidOfKey(digest, preSharedKey, nonceI, nonceR)
        : KeyDerivation.skeyidOfSignatures(digest, nonceI, nonceR, shared);
    IsakmpKeys keys = IsakmpKeys.of(digest, policy.cipher(), skeyid, shared, association.initiatorCookie(),
        association.responderCookie());
    byte[] mine = ours.publicValue();
    chain = new CipherChain(association.initiates()
        ? KeyDerivation.firstIv(digest, mine, peerPublic, keys.blockOctets())
        : KeyDerivation.firstIv(digest, peerPublic, mine, keys.blockOctets()));
    association.keyed(keys, policy, offeredLifetime);
    session.emit(new IkeAction.Keys(new IkeKeys.V1(association.initiatorCookie(), keys.cipherKey())));
    return true;
  }

  /** HASH_I or HASH_R. */
  byte[] proof(boolean ofInitiator) {
    byte[] mine = ours.publicValue();
    boolean ofUs = ofInitiator == association.initiates();
    byte[] cookieI = KeyDerivation.cookie(association.initiatorCookie());
    byte[] cookieR = KeyDerivation.cookie(association.responderCookie());
    return KeyDerivation.proof(policy.digest(), skeyid, ofUs ? mine : peerPublic, ofUs ? peerPublic : mine,
        ofInitiator ? cookieI : cookieR, ofInitiator ? cookieR : cookieI, saBody, ofInitiator ? idI : idR);
  }

  /** Our hash, or our certificates and signature. */
  List<Payload> ownProof() {
    byte[] hash = proof(association.initiates());
    return byKey() ? List.of(new Payload.Hash(hash))
        : CertificateProof.of(session.settings().credential().orElseThrow(), hash);
  }

  /** Why the peer's proof does not convince; empty: it does. */
  Optional<IkeFailure> check(PayloadChain message, Identity claimed) {
    byte[] hash = proof(!association.initiates());
    if (!byKey()) {
      return CertificateProof.verify(message, claimed, hash, session.settings().trust(),
          session.settings().epoch().plus(Duration.ofNanos(session.now())));
    }
    Optional<Payload.Hash> told = message.find(Payload.Hash.class);
    return told.isPresent() && MessageDigest.isEqual(told.get().value(), hash) ? Optional.empty()
        : Optional.of(IkeFailure.BAD_PRE_SHARED_KEY);
  }

  /** Whom the payload names. @throws DecodeException if IKEv1 knows no such identity, or it has a wrong length */
  static Identity identity(PayloadChain.Carried carried) throws DecodeException {
    var payload = (Payload.Id) carried.payload();
    for (Identity.Kind kind : Identity.Kind.values()) {
      if (kind.number() == payload.type()
          && (kind == Identity.Kind.IPV4_ADDRESS ? payload.value().length == 4 : payload.value().length > 0)) {
        return new Identity(kind, payload.value());
      }
    }
    throw new WireReader(new byte[0]).refused("RFC 2407 §4.6.2: identity of type " + payload.type());
  }

  /** RFC 2407 §4.6.2 has port 500 or none; a client names UDP port 500, as Cisco's does. */
  static Payload.Id payload(Identity identity) {
    return new Payload.Id(identity.kind().number(), 17, 500, identity.value());
  }

  /** Takes the peer's public value and nonce. */
  byte[] takeKeys(PayloadChain message) throws DecodeException {
    byte[] value = message.need(Payload.KeyExchange.class).body();
    if (value.length != policy.group().publicOctets()) {
      throw new WireReader(new byte[0]).refused("RFC 2409 §5: public value of " + value.length + " octets");
    }
    peerPublic = value;
    return message.need(Payload.Nonce.class).body();
  }

  byte[] cookies() {
    return KeyDerivation.concat(KeyDerivation.cookie(association.initiatorCookie()),
        KeyDerivation.cookie(association.responderCookie()));
  }

  List<Payload.NatDiscovery> natDiscovery(Path path) {
    return association.nat().discovery(policy.digest(), cookies(), path);
  }

  void judgeNat(PayloadChain message, Path from) {
    association.nat().judge(message.all(Payload.NatDiscovery.class), policy.digest(), cookies(), firstPath, from);
  }

  List<Payload> vendors(boolean xauth) {
    var vendors = new ArrayList<Payload>();
    if (xauth) {
      vendors.add(new Payload.Vendor(VendorIds.XAUTH));
    }
    vendors.add(new Payload.Vendor(VendorIds.UNITY));
    vendors.add(new Payload.Vendor(VendorIds.DPD));
    return vendors;
  }

  /** The chain of an encrypted message, not yet believed; empty if it makes no sense under our key. */
  Optional<PayloadChain> opened(Ike1Header header, byte[] octets) throws DecodeException {
    if (!header.encrypted()) {
      throw new WireReader(new byte[0]).refused("RFC 2409 §5: message " + header.exchange() + " not encrypted");
    }
    byte[] plain = chain.open(association.keys(), octets);
    try {
      return Optional.of(PayloadChain.decode(header.nextPayload(), plain, 0, true));
    } catch (DecodeException garbled) {
      return Optional.empty();
    }
  }

  static PayloadChain plain(Ike1Header header, byte[] octets) throws DecodeException {
    if (header.encrypted()) {
      throw new WireReader(new byte[0]).refused("RFC 2409 §5: encrypted before there is a key");
    }
    return PayloadChain.decode(header.nextPayload(), octets, Ike1Header.OCTETS, false);
  }

  ExchangeType exchange() {
    return aggressive ? ExchangeType.AGGRESSIVE : ExchangeType.MAIN;
  }

  byte[] message(List<Payload> payloads) {
    return association.plain(exchange(), payloads);
  }

  byte[] sealed(List<Payload> payloads) {
    return association.sealed(exchange(), 0, chain, payloads.getFirst().payloadType(), PayloadChain.encode(payloads));
  }

  /** What to say, and what to count, when the last message of the peer does not convince. */
  void unconvinced(IkeFailure failure) {
    boolean certificate = failure == IkeFailure.CERTIFICATE_EXPIRED || failure == IkeFailure.CERTIFICATE_UNTRUSTED;
    association.notifyPlain(certificate ? NotifyType.INVALID_CERTIFICATE
        : failure == IkeFailure.BAD_SIGNATURE ? NotifyType.INVALID_SIGNATURE
        : failure == IkeFailure.IDENTITY_MISMATCH ? NotifyType.INVALID_ID_INFORMATION
        : NotifyType.AUTHENTICATION_FAILED);
    association.end(failure);
  }
}
