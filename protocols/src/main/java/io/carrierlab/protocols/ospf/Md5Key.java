package io.carrierlab.protocols.ospf;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A key of cryptographic authentication (RFC 2328 §D.3).
 *
 * @param keyId 0 to 255
 * @param key up to 16 ASCII characters; padded with zero octets to 16
 */
public record Md5Key(int keyId, String key) {
  static final int OCTETS = 16;

  public Md5Key {
    if (keyId >>> 8 != 0) {
      throw new IllegalArgumentException("key id " + keyId + " is not in 0..255");
    }
    if (key.length() > OCTETS || !StandardCharsets.US_ASCII.newEncoder().canEncode(key)) {
      throw new IllegalArgumentException("an MD5 key is up to 16 ASCII characters");
    }
  }

  /** The digest that follows a packet of {@code count} octets (RFC 2328 §D.4.3): 16 octets. */
  byte[] digest(byte[] octets, int count) {
    try {
      var md5 = MessageDigest.getInstance("MD5");
      md5.update(octets, 0, count);
      return md5.digest(Arrays.copyOf(key.getBytes(StandardCharsets.US_ASCII), OCTETS));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public String toString() {
    return "key " + keyId;
  }
}
