package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.Arrays;

/** Keys, initialization vectors and hashes of RFC 2409; the PRF is HMAC of the negotiated hash (RFC 2409 §4). */
final class KeyDerivation {
  private static final byte[] ZERO = {0};

  private KeyDerivation() {}

  /** SKEYID with pre-shared keys (RFC 2409 §5). */
  static byte[] skeyidOfKey(Digest digest, byte[] preSharedKey, byte[] ni, byte[] nr) {
    return digest.hmac(preSharedKey, ni, nr);
  }

  /** SKEYID with signatures (RFC 2409 §5). */
  static byte[] skeyidOfSignatures(Digest digest, byte[] ni, byte[] nr, byte[] shared) {
    return digest.hmac(concat(ni, nr), shared);
  }

  /**
   * SKEYID_d, _a or _e (RFC 2409 §5).
   *
   * @param before the one before, empty for SKEYID_d
   * @param number 0, 1 or 2
   */
  static byte[] skeyid(Digest digest, byte[] skeyid, byte[] before, byte[] shared, byte[] cookies, int number) {
    return digest.hmac(skeyid, before, shared, cookies, new byte[] {(byte) number});
  }

  /** The cipher's key: SKEYID_e cut short, or stretched where it is too short (RFC 2409 appendix B). */
  static byte[] cipherKey(Digest digest, byte[] skeyidE, int octets) {
    if (octets <= skeyidE.length) {
      return Arrays.copyOf(skeyidE, octets);
    }
    var key = new WireWriter(octets + digest.octets());
    byte[] block = digest.hmac(skeyidE, ZERO);
    while (key.octets(block).size() < octets) {
      block = digest.hmac(skeyidE, block);
    }
    return Arrays.copyOf(key.toByteArray(), octets);
  }

  /** Of the first encrypted message of phase 1 (RFC 2409 appendix B). */
  static byte[] firstIv(Digest digest, byte[] publicI, byte[] publicR, int blockOctets) {
    return Arrays.copyOf(digest.of(publicI, publicR), blockOctets);
  }

  /** Of the first message of a later exchange (RFC 2409 appendix B). */
  static byte[] laterIv(Digest digest, byte[] lastBlockOfPhase1, int messageId) {
    return Arrays.copyOf(digest.of(lastBlockOfPhase1, number(messageId)), lastBlockOfPhase1.length);
  }

  /**
   * HASH_I or HASH_R (RFC 2409 §5): the mine and theirs of whoever proves himself.
   *
   * @param sa body of the SA payload of the initiator, as it was on the wire
   * @param id body of the identification payload of whoever proves himself
   */
  static byte[] proof(Digest digest, byte[] skeyid, byte[] myPublic, byte[] theirPublic, byte[] myCookie,
      byte[] theirCookie, byte[] sa, byte[] id) {
    return digest.hmac(skeyid, myPublic, theirPublic, myCookie, theirCookie, sa, id);
  }

  /**
   * KEYMAT of one direction (RFC 2409 §5.5).
   *
   * @param shared of the quick mode's own Diffie-Hellman exchange; empty without one
   * @param spi of the SA that it is for, chosen by the receiver
   */
  static byte[] keymat(Digest digest, byte[] skeyidD, byte[] shared, int protocol, int spi, byte[] ni, byte[] nr,
      int octets) {
    byte[] seed = new WireWriter().octets(shared).u8(protocol).bits32(spi).octets(ni).octets(nr).toByteArray();
    var material = new WireWriter(octets + digest.octets());
    byte[] block = digest.hmac(skeyidD, seed);
    while (material.octets(block).size() < octets) {
      block = digest.hmac(skeyidD, block, seed);
    }
    return Arrays.copyOf(material.toByteArray(), octets);
  }

  static byte[] number(int bits32) {
    return new WireWriter(4).bits32(bits32).toByteArray();
  }

  static byte[] cookie(long cookie) {
    return new WireWriter(8).bits64(cookie).toByteArray();
  }

  static byte[] concat(byte[]... parts) {
    var out = new WireWriter();
    for (byte[] part : parts) {
      out.octets(part);
    }
    return out.toByteArray();
  }
}
