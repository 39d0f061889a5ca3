package io.carrierlab.protocols.ike;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import java.time.Duration;

/**
 * What protects the IKE SA itself: {@code crypto isakmp policy} of IOS, a proposal of IKEv2. In IKEv2 the digest is
 * the PRF's and, unless the cipher is an AEAD, the integrity algorithm's too.
 *
 * @param lifetime of the IKE SA; in IKEv2 it is not negotiated, each end keeps its own
 */
public record IkePolicy(IkeCipher cipher, Digest digest, AuthMethod authentication, DhGroup group, Duration lifetime) {
  /** Ciphers of an IKE SA; the GCM ones are for IKEv2 only (RFC 5282). */
  public enum IkeCipher {
    DES_CBC(8), TRIPLE_DES_CBC(24), AES_CBC_128(16), AES_CBC_192(24), AES_CBC_256(32), AES_GCM_128(16),
    AES_GCM_256(32);

    private final int keyOctets;

    IkeCipher(int keyOctets) {
      this.keyOctets = keyOctets;
    }

    /** Without the four octets of salt of the GCM ones. */
    public int keyOctets() {
      return keyOctets;
    }

    public boolean aead() {
      return this == AES_GCM_128 || this == AES_GCM_256;
    }
  }
}
