package io.carrierlab.protocols.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Hash functions, and HMAC (RFC 2104) over them. */
public enum Digest {
  MD5("MD5", 16, 64), SHA1("SHA-1", 20, 64), SHA256("SHA-256", 32, 64), SHA384("SHA-384", 48, 128),
  SHA512("SHA-512", 64, 128);

  private final int octets;
  private final int blockOctets;
  /** An object per thread: it is reset by every use. */
  private final ThreadLocal<MessageDigest> engine;

  Digest(String algorithm, int octets, int blockOctets) {
    this.octets = octets;
    this.blockOctets = blockOctets;
    this.engine = ThreadLocal.withInitial(() -> {
      try {
        return MessageDigest.getInstance(algorithm);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this JDK has no " + algorithm, e);
      }
    });
  }

  /** Of a hash, or of an HMAC that is not cut short. */
  public int octets() {
    return octets;
  }

  /** The hash of the parts, one after the other. */
  public byte[] of(byte[]... parts) {
    MessageDigest digest = engine.get();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** The HMAC of the parts, one after the other. */
  public byte[] hmac(byte[] key, byte[]... parts) {
    MessageDigest digest = engine.get();
    byte[] block = Arrays.copyOf(key.length > blockOctets ? digest.digest(key) : key, blockOctets);
    xor(block, 0x36);
    digest.update(block);
    for (byte[] part : parts) {
      digest.update(part);
    }
    byte[] inner = digest.digest();
    xor(block, 0x36 ^ 0x5c);
    digest.update(block);
    return digest.digest(inner);
  }

  /** The HMAC of a part of an array and what follows it, without copying either. */
  public byte[] hmac(byte[] key, byte[] octets, int offset, int count, byte[] suffix) {
    MessageDigest digest = engine.get();
    byte[] block = Arrays.copyOf(key.length > blockOctets ? digest.digest(key) : key, blockOctets);
    xor(block, 0x36);
    digest.update(block);
    digest.update(octets, offset, count);
    byte[] inner = digest.digest(suffix);
    xor(block, 0x36 ^ 0x5c);
    digest.update(block);
    return digest.digest(inner);
  }

  private static void xor(byte[] block, int with) {
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) with;
    }
  }
}
