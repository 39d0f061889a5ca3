package io.carrierlab.protocols.ike1;

/**
 * What the hash of a message of phase 2 covers: HASH(1), HASH(2) or HASH(3) of RFC 2409 §5.5, HASH(1) of §5.7.
 *
 * @param before the message id
 * @param nonces after it, before the payloads that follow the hash
 */
record HashRule(byte[] before, byte[] nonces) {
  static final HashRule FIRST = new HashRule(new byte[0], new byte[0]);

  static HashRule second(byte[] nonceI) {
    return new HashRule(new byte[0], nonceI);
  }

  static HashRule third(byte[] nonceI, byte[] nonceR) {
    return new HashRule(new byte[] {0}, KeyDerivation.concat(nonceI, nonceR));
  }

  byte[] hash(IsakmpKeys keys, int messageId, byte[] payloads) {
    return keys.digest().hmac(keys.authenticate(), before, KeyDerivation.number(messageId), nonces, payloads);
  }
}
