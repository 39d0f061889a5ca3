package io.carrierlab.protocols.crypto;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** Diffie-Hellman groups by their IANA number, the same in IKEv1 and IKEv2. */
public enum DhGroup {
  MODP_768(1, 96), MODP_1024(2, 128), MODP_1536(5, 192), MODP_2048(14, 256), ECP_256(19, 64), ECP_384(20, 96),
  X25519(31, 32);

  private final int number;
  private final int publicOctets;

  DhGroup(int number, int publicOctets) {
    this.number = number;
    this.publicOctets = publicOctets;
  }

  public int number() {
    return number;
  }

  /** Length of a public value on the wire. */
  public int publicOctets() {
    return publicOctets;
  }

  public static Optional<DhGroup> of(int number) {
    for (DhGroup group : values()) {
      if (group.number == number) {
        return Optional.of(group);
      }
    }
    return Optional.empty();
  }

  /**
   * A new key; all chance is drawn from {@code random}: 256 bits for a MODP group and X25519, as many as the order
   * has for an ECP group. The first key of a MODP group builds that group's table, which takes some 50 ms.
   */
  public DhKey generate(RandomGenerator random) {
    return switch (this) {
      case MODP_768, MODP_1024, MODP_1536, MODP_2048 -> ModpKey.generate(this, random);
      case ECP_256, ECP_384 -> EcpKey.generate(this, random);
      case X25519 -> X25519Key.generate(random);
    };
  }
}
