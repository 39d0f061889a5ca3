package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.x509.AlternativeName;
import io.carrierlab.protocols.x509.CertificateRefused;
import io.carrierlab.protocols.x509.Certificates;
import io.carrierlab.protocols.x509.Credential;
import io.carrierlab.protocols.x509.DistinguishedName;
import io.carrierlab.protocols.x509.Signatures;
import io.carrierlab.protocols.x509.TrustStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Proof of identity by an RSA signature and a certificate (RFC 2409 §5.1). */
final class CertificateProof {
  /** X.509 certificate, for signatures (RFC 2408 §3.9). */
  private static final int X509_SIGNATURE = 4;

  private CertificateProof() {}

  /** CERT payloads and the signature. @param hash HASH_I or HASH_R */
  static List<Payload> of(Credential credential, byte[] hash) {
    var payloads = new ArrayList<Payload>();
    for (X509Certificate each : credential.chain()) {
      payloads.add(new Payload.Certificate(X509_SIGNATURE, Certificates.encode(each)));
    }
    payloads.add(new Payload.Signature(Signatures.rsaPkcs1(credential.key(), hash)));
    return payloads;
  }

  /** One request per CA that is trusted. */
  static List<Payload.CertificateRequest> requests(TrustStore trust) {
    return trust.authorityNames().stream()
        .map(each -> new Payload.CertificateRequest(X509_SIGNATURE, each)).toList();
  }

  /** The subject of our certificate. */
  static Identity identity(Credential credential) {
    return new Identity(Identity.Kind.DER_ASN1_DN, Certificates.subject(credential.chain().getFirst()).der());
  }

  /** Why the peer has not proved to be who it says; empty: it has. */
  static Optional<IkeFailure> verify(PayloadChain message, Identity claimed, byte[] hash, TrustStore trust,
      Instant now) {
    Optional<Payload.Signature> signature = message.find(Payload.Signature.class);
    if (signature.isEmpty()) {
      return Optional.of(IkeFailure.BAD_SIGNATURE);
    }
    var chain = new ArrayList<X509Certificate>();
    try {
      for (Payload.Certificate each : message.all(Payload.Certificate.class)) {
        if (each.encoding() == X509_SIGNATURE && chain.size() < TrustStore.MAX_CHAIN) {
          chain.add(Certificates.decode(each.value()));
        }
      }
      if (chain.isEmpty()) {
        return Optional.of(IkeFailure.CERTIFICATE_UNTRUSTED);
      }
      trust.verify(chain, now);
    } catch (CertificateRefused refused) {
      return Optional.of(switch (refused.reason()) {
        case EXPIRED, NOT_YET_VALID -> IkeFailure.CERTIFICATE_EXPIRED;
        case UNTRUSTED -> IkeFailure.CERTIFICATE_UNTRUSTED;
        case MALFORMED -> IkeFailure.MALFORMED;
      });
    }
    X509Certificate own = chain.getFirst();
    if (!Signatures.verifyRsaPkcs1(own.getPublicKey(), hash, signature.get().value())) {
      return Optional.of(IkeFailure.BAD_SIGNATURE);
    }
    return names(own, claimed) ? Optional.empty() : Optional.of(IkeFailure.IDENTITY_MISMATCH);
  }

  private static boolean names(X509Certificate certificate, Identity claimed) {
    List<AlternativeName> names = Certificates.alternativeNames(certificate);
    return switch (claimed.kind()) {
      case DER_ASN1_DN -> {
        try {
          yield DistinguishedName.decode(claimed.value()).equals(Certificates.subject(certificate));
        } catch (DecodeException malformed) {
          yield false;
        }
      }
      case FQDN -> names.contains(new AlternativeName.Dns(claimed.text()));
      case USER_FQDN -> names.contains(new AlternativeName.Email(claimed.text()));
      case IPV4_ADDRESS -> names.stream().anyMatch(each -> each instanceof AlternativeName.Address address
          && Identity.ofAddress(address.address()).equals(claimed));
      // A group's name: an IOS gateway takes the OU of the certificate for it.
      case KEY_ID -> Certificates.subject(certificate).values("OU").contains(claimed.text());
    };
  }

  /** Whose group AAA is asked for: a name's OU, where there is one, as on IOS; else the identity itself. */
  static Identity group(Identity identity) {
    if (identity.kind() == Identity.Kind.DER_ASN1_DN) {
      try {
        List<String> units = DistinguishedName.decode(identity.value()).values("OU");
        return units.isEmpty() ? identity : Identity.ofKeyId(units.getFirst());
      } catch (DecodeException malformed) {
        return identity;
      }
    }
    return identity;
  }
}
