package io.carrierlab.protocols.ike2;

/**
 * One algorithm of a proposal (RFC 7296 §3.3.2).
 *
 * @param type 8 bits: what it is for
 * @param id 16 bits: which algorithm
 * @param keyBits the key length attribute, 16 bits; 0: there is none
 * @param foreign it has an attribute that is not known here, so it must not be chosen (§3.3.6)
 */
record Transform(int type, int id, int keyBits, boolean foreign) {
  static final int ENCR = 1;
  static final int PRF = 2;
  static final int INTEG = 3;
  static final int DH = 4;
  static final int ESN = 5;

  static Transform of(int type, int id) {
    return new Transform(type, id, 0, false);
  }

  static Transform of(int type, int id, int keyBits) {
    return new Transform(type, id, keyBits, false);
  }
}
