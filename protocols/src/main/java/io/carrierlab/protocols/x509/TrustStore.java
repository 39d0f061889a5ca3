package io.carrierlab.protocols.x509;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.x509.CertificateRefused.Reason;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * The CAs that are trusted.
 *
 * <p>What is checked (RFC 5280 §6.1): signatures from the peer's certificate to an anchor, names of issuers, validity
 * of all of them, basicConstraints and keyUsage of all issuers, path lengths, critical extensions. An anchor that is
 * the peer's certificate itself is trusted as it stands: that is how one pins a peer.
 */
public record TrustStore(List<X509Certificate> anchors) {
  /** Certificates that a peer may show; more are refused unread, so that a peer cannot buy work with octets. */
  public static final int MAX_CHAIN = 8;

  private static final int KEY_CERT_SIGN = 5;
  /** basicConstraints, keyUsage, extKeyUsage and subjectAltName: critical extensions that we know the meaning of. */
  private static final Set<String> UNDERSTOOD = Set.of("2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.17");

  public TrustStore {
    anchors = List.copyOf(anchors);
  }

  /**
   * @param chain the peer's certificate first, then issuers in any order; certificates that lead nowhere do not harm
   * @throws CertificateRefused with the first reason found, from the peer's certificate upwards
   */
  public void verify(List<X509Certificate> chain, Instant now) throws CertificateRefused {
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw new CertificateRefused(Reason.MALFORMED, "a chain of " + chain.size() + " certificates");
    }
    var unused = new ArrayList<>(chain.subList(1, chain.size()));
    X509Certificate current = chain.getFirst();
    int intermediates = 0;
    while (true) {
      checkItself(current, now);
      if (anchors.contains(current)) {
        return;
      }
      Optional<X509Certificate> anchor = issuerOf(current, intermediates, anchors);
      if (anchor.isPresent()) {
        checkItself(anchor.get(), now);
        return;
      }
      // Each certificate is used once: a loop of cross-certificates ends.
      Optional<X509Certificate> issuer = issuerOf(current, intermediates, unused);
      if (issuer.isEmpty()) {
        throw new CertificateRefused(Reason.UNTRUSTED, whyNoIssuer(current, unused));
      }
      current = issuer.get();
      unused.remove(current);
      if (!selfIssued(current)) {
        intermediates++;
      }
    }
  }

  /** The DER names of the anchors: what IKEv1 CERTREQ payloads ask with (RFC 2408 §3.10). */
  public List<byte[]> authorityNames() {
    return anchors.stream().map(a -> a.getSubjectX500Principal().getEncoded()).toList();
  }

  /** SHA-1 of each anchor's SubjectPublicKeyInfo, one after the other: an IKEv2 CERTREQ's body (RFC 7296 §3.7). */
  public byte[] authorityHashes() {
    byte[] hashes = new byte[anchors.size() * Digest.SHA1.octets()];
    for (int i = 0; i < anchors.size(); i++) {
      System.arraycopy(Digest.SHA1.of(anchors.get(i).getPublicKey().getEncoded()), 0, hashes,
          i * Digest.SHA1.octets(), Digest.SHA1.octets());
    }
    return hashes;
  }

  private static void checkItself(X509Certificate certificate, Instant now) throws CertificateRefused {
    var date = Date.from(now);
    if (date.before(certificate.getNotBefore())) {
      throw new CertificateRefused(Reason.NOT_YET_VALID, certificate.getSubjectX500Principal() + " not before "
          + certificate.getNotBefore().toInstant());
    }
    if (date.after(certificate.getNotAfter())) {
      throw new CertificateRefused(Reason.EXPIRED, certificate.getSubjectX500Principal() + " not after "
          + certificate.getNotAfter().toInstant());
    }
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    if (critical != null && !UNDERSTOOD.containsAll(critical)) {
      throw new CertificateRefused(Reason.UNTRUSTED, certificate.getSubjectX500Principal()
          + " has a critical extension that is not understood");
    }
  }

  /** @param intermediates CAs already between the peer's certificate and the issuer that is looked for */
  private static Optional<X509Certificate> issuerOf(X509Certificate certificate, int intermediates,
      List<X509Certificate> candidates) throws CertificateRefused {
    for (X509Certificate candidate : candidates) {
      if (names(candidate, certificate) && mayIssue(candidate, intermediates) && signed(candidate, certificate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private String whyNoIssuer(X509Certificate certificate, List<X509Certificate> unused) {
    boolean named = anchors.stream().anyMatch(c -> names(c, certificate))
        || unused.stream().anyMatch(c -> names(c, certificate));
    return certificate.getSubjectX500Principal() + (named
        ? ": its issuer is no CA for it, or did not sign it" : ": no certificate of its issuer")
        + " " + certificate.getIssuerX500Principal();
  }

  private static boolean names(X509Certificate issuer, X509Certificate certificate) {
    return issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private static boolean selfIssued(X509Certificate certificate) {
    return names(certificate, certificate);
  }

  private static boolean mayIssue(X509Certificate issuer, int intermediates) {
    boolean[] usage = issuer.getKeyUsage();
    // The JDK says -1 for "no CA", MAX_VALUE for "no limit".
    return issuer.getBasicConstraints() >= intermediates && (usage == null || usage[KEY_CERT_SIGN]);
  }

  private static boolean signed(X509Certificate issuer, X509Certificate certificate) throws CertificateRefused {
    try {
      var parsed = Certificate.getInstance(certificate.getEncoded());
      byte[] algorithm = parsed.getSignatureAlgorithm().getEncoded("DER");
      // Both copies must agree (RFC 5280 §4.1.1.2), as only the inner one is signed.
      return parsed.getSignatureAlgorithm().equals(parsed.getTBSCertificate().getSignature())
          && SignatureAlgorithm.of(algorithm)
              .filter(a -> a.verify(issuer.getPublicKey(), certificate.getSignature(), tbs(certificate))).isPresent();
    } catch (CertificateEncodingException | IOException | RuntimeException e) {
      // Of a certificate that was not decoded here; Bouncy Castle throws unchecked exceptions of many kinds.
      throw new CertificateRefused(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] tbs(X509Certificate certificate) {
    try {
      return certificate.getTBSCertificate();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
