package io.carrierlab.protocols.esp;

/**
 * How an SA protects packets: a transform of ESP, or of AH where there is no cipher to speak of.
 *
 * @param protocol ESP or AH
 * @param cipher NULL for AH, and for ESP with integrity alone
 * @param integrity NONE with an AEAD cipher, or where the configuration is content with no integrity
 * @param extendedSequence 64-bit sequence numbers (RFC 4303 §2.2.1); IKEv2 only here
 */
public record EspTransform(Protocol protocol, Cipher cipher, Integrity integrity, boolean extendedSequence) {
  public enum Protocol { ESP, AH }

  /** Ciphers; {@code weak} ones are there because the era's configurations name them. */
  public enum Cipher {
    NULL(0, 0, 0), DES_CBC(8, 0, 8), TRIPLE_DES_CBC(24, 0, 8), AES_CBC_128(16, 0, 16), AES_CBC_192(24, 0, 16),
    AES_CBC_256(32, 0, 16), AES_GCM_128(16, 4, 8), AES_GCM_192(24, 4, 8), AES_GCM_256(32, 4, 8);

    private final int keyOctets;
    private final int saltOctets;
    private final int ivOctets;

    Cipher(int keyOctets, int saltOctets, int ivOctets) {
      this.keyOctets = keyOctets;
      this.saltOctets = saltOctets;
      this.ivOctets = ivOctets;
    }

    /** Without salt. */
    public int keyOctets() {
      return keyOctets;
    }

    /** Taken from the keying material after the key (RFC 4106 §8.1). */
    public int saltOctets() {
      return saltOctets;
    }

    /** In each packet. */
    public int ivOctets() {
      return ivOctets;
    }

    public boolean aead() {
      return saltOctets > 0;
    }

    public boolean weak() {
      return this == NULL || this == DES_CBC || this == TRIPLE_DES_CBC;
    }
  }

  public enum Integrity {
    NONE(0, 0), HMAC_MD5_96(16, 12), HMAC_SHA1_96(20, 12), HMAC_SHA256_128(32, 16), HMAC_SHA384_192(48, 24),
    HMAC_SHA512_256(64, 32);

    private final int keyOctets;
    private final int icvOctets;

    Integrity(int keyOctets, int icvOctets) {
      this.keyOctets = keyOctets;
      this.icvOctets = icvOctets;
    }

    public int keyOctets() {
      return keyOctets;
    }

    /** Of the integrity check value in each packet. */
    public int icvOctets() {
      return icvOctets;
    }

    public boolean weak() {
      return this == NONE || this == HMAC_MD5_96;
    }
  }

  /** An ESP transform with 32-bit sequence numbers. */
  public static EspTransform esp(Cipher cipher, Integrity integrity) {
    return new EspTransform(Protocol.ESP, cipher, integrity, false);
  }

  /** What IKE has to derive for one direction: key, salt, integrity key, in this order. */
  public int keyMaterialOctets() {
    return cipher.keyOctets() + cipher.saltOctets() + integrity.keyOctets();
  }
}
