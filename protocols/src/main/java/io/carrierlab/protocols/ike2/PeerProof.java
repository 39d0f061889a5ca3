package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.Identity;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.IkeSettings;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.x509.AlternativeName;
import io.carrierlab.protocols.x509.CertificateRefused;
import io.carrierlab.protocols.x509.Certificates;
import io.carrierlab.protocols.x509.Credential;
import io.carrierlab.protocols.x509.DistinguishedName;
import io.carrierlab.protocols.x509.TrustStore;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks a peer's AUTH payload, its certificates, and that they are of the identity that it claims. */
final class PeerProof {
  private PeerProof() {}

  /**
   * @param sharedKey empty: shared keys are not taken
   * @param certificates signatures are taken
   * @throws AuthRefused with the reason
   */
  static void verify(Proof proof, Payload.Auth auth, Payload.Id claimed, List<Payload> payloads, byte[] sharedKey,
      boolean certificates, IkeSettings settings, long now) throws AuthRefused {
    if (auth.method() == Payload.Auth.SHARED_KEY) {
      if (sharedKey.length == 0 || !proof.verifyShared(sharedKey, auth)) {
        throw new AuthRefused(IkeFailure.BAD_PRE_SHARED_KEY);
      }
      return;
    }
    if (!certificates) {
      throw new AuthRefused(IkeFailure.BAD_SIGNATURE);
    }
    List<X509Certificate> chain = chain(payloads, settings, settings.epoch().plusNanos(now));
    if (!proof.verify(chain.getFirst().getPublicKey(), auth)) {
      throw new AuthRefused(IkeFailure.BAD_SIGNATURE);
    }
    Identity identity = claimed.identity().orElseThrow(() -> new AuthRefused(IkeFailure.IDENTITY_MISMATCH));
    if (!names(chain.getFirst(), identity)) {
      throw new AuthRefused(IkeFailure.IDENTITY_MISMATCH);
    }
  }

  private static List<X509Certificate> chain(List<Payload> payloads, IkeSettings settings, Instant today)
      throws AuthRefused {
    var chain = new ArrayList<X509Certificate>();
    try {
      for (Payload.Cert cert : Ike2Message.all(payloads, Payload.Cert.class)) {
        if (cert.encoding() == Payload.Cert.X509_SIGNATURE && chain.size() <= TrustStore.MAX_CHAIN) {
          chain.add(Certificates.decode(cert.data()));
        }
      }
      if (chain.isEmpty()) {
        throw new AuthRefused(IkeFailure.CERTIFICATE_UNTRUSTED);
      }
      settings.trust().verify(chain, today);
      return chain;
    } catch (CertificateRefused e) {
      IkeFailure reason = switch (e.reason()) {
        case EXPIRED, NOT_YET_VALID -> IkeFailure.CERTIFICATE_EXPIRED;
        case UNTRUSTED, MALFORMED -> IkeFailure.CERTIFICATE_UNTRUSTED;
      };
      throw new AuthRefused(reason);
    }
  }

  /**
   * Whether a certificate is its: the whole name, an alternative name, or, for what has no place in certificates, a
   * common name or organizational unit, as groups of clients are written there.
   */
  static boolean names(X509Certificate certificate, Identity identity) {
    DistinguishedName subject = Certificates.subject(certificate);
    List<AlternativeName> names = Certificates.alternativeNames(certificate);
    byte[] value = identity.value();
    return switch (identity.kind()) {
      case DER_ASN1_DN -> {
        try {
          yield DistinguishedName.decode(value).equals(subject);
        } catch (DecodeException e) {
          yield false;
        }
      }
      case IPV4_ADDRESS -> value.length == 4
          && names.contains(new AlternativeName.Address(ByteBuffer.wrap(value).getInt()));
      case FQDN -> names.stream().anyMatch(each -> each instanceof AlternativeName.Dns(String name)
          && name.equalsIgnoreCase(identity.text())) || named(subject, identity);
      case USER_FQDN -> names.contains(new AlternativeName.Email(identity.text())) || named(subject, identity);
      case KEY_ID -> named(subject, identity);
    };
  }

  private static boolean named(DistinguishedName subject, Identity identity) {
    return subject.values("CN").contains(identity.text()) || subject.values("OU").contains(identity.text());
  }

  /** CERT payloads of our own chain. */
  static List<Payload> certificates(Credential credential) {
    var payloads = new ArrayList<Payload>();
    for (X509Certificate each : credential.chain()) {
      payloads.add(new Payload.Cert(Payload.Cert.X509_SIGNATURE, Certificates.encode(each)));
    }
    return payloads;
  }

  /** Asks for a certificate of one of our CAs; nothing where there are none. */
  static List<Payload> request(IkeSettings settings) {
    return settings.trust().anchors().isEmpty() ? List.of()
        : List.of(new Payload.CertRequest(Payload.Cert.X509_SIGNATURE, settings.trust().authorityHashes()));
  }

  /** SHA-1 and SHA-256 (RFC 7427 §4). */
  static Payload signatureHashes() {
    return Payload.Notify.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, new byte[] {0, 1, 0, 2, 0, 3, 0, 4});
  }

  /** Whether the peer takes signatures that name their algorithm, with SHA-256. */
  static boolean namedSignatures(List<Payload> payloads) {
    byte[] hashes = Ike2Message.notify(payloads, NotifyType.SIGNATURE_HASH_ALGORITHMS)
        .map(Payload.Notify::data).orElse(new byte[0]);
    for (int i = 0; i + 1 < hashes.length; i += 2) {
      if (Arrays.equals(hashes, i, i + 2, new byte[] {0, 2}, 0, 2)) {
        return true;
      }
    }
    return false;
  }
}
