package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.esp.SaKeys;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** How keys are derived (RFC 7296 §2.13, §2.14, §2.17, §2.18). */
final class KeySchedule {
  private KeySchedule() {}

  /** SKEYSEED of a first IKE SA: prf(Ni | Nr, g^ir). */
  static byte[] seed(Digest prf, byte[] ni, byte[] nr, byte[] shared) {
    return prf.hmac(joined(ni, nr), shared);
  }

  /** SKEYSEED of a rekeyed IKE SA: prf(SK_d (old), g^ir (new) | Ni | Nr), with the old SA's PRF. */
  static byte[] rekeySeed(Digest oldPrf, byte[] oldD, byte[] shared, byte[] ni, byte[] nr) {
    return oldPrf.hmac(oldD, shared, ni, nr);
  }

  /** {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+(SKEYSEED, Ni | Nr | SPIi | SPIr). */
  static SkKeys keys(Suite suite, byte[] seed, byte[] ni, byte[] nr, long initiatorSpi, long responderSpi) {
    int prf = suite.digest().octets();
    int integrity = suite.integrityKeyOctets();
    int encryption = suite.encryptionKeyOctets();
    byte[] spis = ByteBuffer.allocate(16).putLong(initiatorSpi).putLong(responderSpi).array();
    var all = ByteBuffer.wrap(expand(suite.digest(), seed, 3 * prf + 2 * integrity + 2 * encryption, ni, nr, spis));
    return new SkKeys(next(all, prf), next(all, integrity), next(all, integrity), next(all, encryption),
        next(all, encryption), next(all, prf), next(all, prf));
  }

  /** KEYMAT of a child SA: prf+(SK_d, [g^ir (new) |] Ni | Nr). @param shared empty without PFS */
  static byte[] childMaterial(Digest prf, byte[] d, byte[] shared, byte[] ni, byte[] nr, int octets) {
    return expand(prf, d, octets, shared, ni, nr);
  }

  /** Keys of a child SA: first those of packets from the exchange's initiator (RFC 7296 §2.17). */
  static SaKeys[] childKeys(EspTransform transform, byte[] material) {
    int half = transform.keyMaterialOctets();
    return new SaKeys[] {SaKeys.of(transform, Arrays.copyOf(material, half)),
        SaKeys.of(transform, Arrays.copyOfRange(material, half, 2 * half))};
  }

  /** prf+ (RFC 7296 §2.13). */
  static byte[] expand(Digest prf, byte[] key, int octets, byte[]... seed) {
    byte[] all = joined(seed);
    var out = ByteBuffer.allocate(octets);
    byte[] last = {};
    for (int i = 1; out.hasRemaining(); i++) {
      last = prf.hmac(key, last, all, new byte[] {(byte) i});
      out.put(last, 0, Math.min(last.length, out.remaining()));
    }
    return out.array();
  }

  static byte[] joined(byte[]... parts) {
    int octets = 0;
    for (byte[] part : parts) {
      octets += part.length;
    }
    var all = ByteBuffer.allocate(octets);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static byte[] next(ByteBuffer from, int octets) {
    byte[] key = new byte[octets];
    from.get(key);
    return key;
  }
}
