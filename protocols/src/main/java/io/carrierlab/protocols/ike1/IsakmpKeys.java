package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;

/**
 * What protects the messages of an ISAKMP SA.
 *
 * @param derive SKEYID_d, of which keys of IPsec SAs come
 * @param authenticate SKEYID_a
 * @param cipherKey made of SKEYID_e
 */
record IsakmpKeys(Digest digest, IkeCipher cipher, byte[] derive, byte[] authenticate, byte[] cipherKey) {
  static IsakmpKeys of(Digest digest, IkeCipher cipher, byte[] skeyid, byte[] shared, long initiatorCookie,
      long responderCookie) {
    byte[] cookies = KeyDerivation.concat(KeyDerivation.cookie(initiatorCookie), KeyDerivation.cookie(responderCookie));
    byte[] derive = KeyDerivation.skeyid(digest, skeyid, new byte[0], shared, cookies, 0);
    byte[] authenticate = KeyDerivation.skeyid(digest, skeyid, derive, shared, cookies, 1);
    byte[] encrypt = KeyDerivation.skeyid(digest, skeyid, authenticate, shared, cookies, 2);
    return new IsakmpKeys(digest, cipher, derive, authenticate,
        KeyDerivation.cipherKey(digest, encrypt, cipher.keyOctets()));
  }

  int blockOctets() {
    return switch (cipher) {
      case DES_CBC, TRIPLE_DES_CBC -> 8;
      case AES_CBC_128, AES_CBC_192, AES_CBC_256, AES_GCM_128, AES_GCM_256 -> 16;
    };
  }
}
