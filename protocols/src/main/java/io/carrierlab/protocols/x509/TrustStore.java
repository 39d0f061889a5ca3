package io.carrierlab.protocols.x509;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The CAs that are trusted. */
public record TrustStore(List<X509Certificate> anchors) {
  public TrustStore {
    anchors = List.copyOf(anchors);
  }

  /** @param chain the peer's certificate first; @throws CertificateRefused with the first reason found */
  public void verify(List<X509Certificate> chain, Instant now) throws CertificateRefused {
    throw new UnsupportedOperationException("being written");
  }
}
