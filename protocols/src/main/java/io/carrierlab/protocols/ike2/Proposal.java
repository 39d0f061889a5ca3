package io.carrierlab.protocols.ike2;

import java.util.List;

/**
 * One way in which an SA could be protected (RFC 7296 §3.3.1): any one of its transforms of each type.
 *
 * @param number 8 bits; proposals of a payload count from 1
 * @param protocol 8 bits: 1 IKE, 2 AH, 3 ESP
 * @param spi of who sends it: none in IKE_SA_INIT, 8 octets for another IKE SA, 4 for AH and ESP
 */
record Proposal(int number, int protocol, byte[] spi, List<Transform> transforms) {
  static final int IKE = 1;
  static final int AH = 2;
  static final int ESP = 3;

  Proposal {
    transforms = List.copyOf(transforms);
  }

  boolean offers(Transform wanted) {
    return transforms.contains(wanted);
  }

  boolean offersType(int type) {
    for (Transform transform : transforms) {
      if (transform.type() == type) {
        return true;
      }
    }
    return false;
  }
}
