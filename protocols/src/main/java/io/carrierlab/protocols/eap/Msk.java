package io.carrierlab.protocols.eap;

import java.util.Arrays;

/**
 * A master session key (RFC 3748 §7.10). Of MS-CHAPv2 it is the authenticator's receive key, its send key (RFC 3079
 * §3.3: 16 octets each), and zeros: the same octets that strongSwan and FreeRADIUS make.
 *
 * @param octets 64
 */
public record Msk(byte[] octets) {
  public static final int OCTETS = 64;

  private static final int HALF = 16;

  public Msk {
    if (octets.length != OCTETS) {
      throw new IllegalArgumentException("an MSK of " + octets.length + " octets");
    }
    octets = octets.clone();
  }

  /**
   * From what an Access-Accept carried, decrypted: the keys one after the other, and zeros up to 64 octets. Other
   * methods than MS-CHAPv2 have keys of 32 octets.
   *
   * @throws IllegalArgumentException if they are longer than 64 octets together
   */
  public static Msk of(byte[] receiveKey, byte[] sendKey) {
    if (receiveKey.length + sendKey.length > OCTETS) {
      throw new IllegalArgumentException("keys of " + receiveKey.length + " and " + sendKey.length + " octets");
    }
    byte[] octets = Arrays.copyOf(receiveKey, OCTETS);
    System.arraycopy(sendKey, 0, octets, receiveKey.length, sendKey.length);
    return new Msk(octets);
  }

  /** MS-MPPE-Recv-Key (RFC 2548 §2.4.3) of an MS-CHAPv2 conversation: 16 octets. */
  public byte[] receiveKey() {
    return Arrays.copyOf(octets, HALF);
  }

  /** MS-MPPE-Send-Key (RFC 2548 §2.4.2) of an MS-CHAPv2 conversation: 16 octets. */
  public byte[] sendKey() {
    return Arrays.copyOfRange(octets, HALF, 2 * HALF);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Msk msk && Arrays.equals(octets, msk.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Msk";
  }
}
