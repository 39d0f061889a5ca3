package io.carrierlab.protocols.x509;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate with its private key. @param chain the own certificate first, then those of intermediate CAs */
public record Credential(List<X509Certificate> chain, PrivateKey key) {
  public Credential {
    chain = List.copyOf(chain);
  }
}
