package io.carrierlab.protocols.crypto;

import java.math.BigInteger;
import java.util.random.RandomGenerator;

/**
 * A key of a group modulo a safe prime with generator 2 (RFC 2409 §6.1 and §6.2, RFC 3526 §2 and §3).
 *
 * <p>Exponents have 256 bits in all of these groups. RFC 3526 §8 wants twice the strength of the group: 220 to 320
 * bits for group 14, less for the smaller ones. For safe primes a short exponent is as hard to find as a long one,
 * and costs a sixth of the time of a full one.
 */
final class ModpKey implements DhKey {
  private static final int EXPONENT_OCTETS = 32;

  private final DhGroup group;
  private final BigInteger exponent;
  private final byte[] publicValue;

  private ModpKey(DhGroup group, byte[] exponent) {
    this.group = group;
    this.exponent = new BigInteger(1, exponent);
    this.publicValue = padded(powersOfTwo(group).power(exponent), group.publicOctets());
  }

  static DhKey generate(DhGroup group, RandomGenerator random) {
    byte[] exponent = new byte[EXPONENT_OCTETS];
    random.nextBytes(exponent);
    exponent[0] |= (byte) 0x80;                        // never short, whatever is drawn
    return new ModpKey(group, exponent);
  }

  @Override
  public DhGroup group() {
    return group;
  }

  @Override
  public byte[] publicValue() {
    return publicValue.clone();
  }

  /** Values 0, 1 and p-1 would make a secret that all the world knows; a safe prime has no other small subgroup. */
  @Override
  public byte[] agree(byte[] peerPublicValue) throws BadKeyException {
    if (peerPublicValue.length != group.publicOctets()) {
      throw new BadKeyException(peerPublicValue.length + " octets are no public value of " + group);
    }
    BigInteger prime = prime(group);
    var peer = new BigInteger(1, peerPublicValue);
    if (peer.compareTo(BigInteger.ONE) <= 0 || peer.compareTo(prime.subtract(BigInteger.ONE)) >= 0) {
      throw new BadKeyException("public value out of range of " + group);
    }
    return padded(peer.modPow(exponent, prime), group.publicOctets());
  }

  static BigInteger prime(DhGroup group) {
    return switch (group) {
      case MODP_768 -> Prime768.P;
      case MODP_1024 -> Prime1024.P;
      case MODP_1536 -> Prime1536.P;
      case MODP_2048 -> Prime2048.P;
      case ECP_256, ECP_384, X25519 -> throw new IllegalArgumentException(group + " has no prime of its own");
    };
  }

  private static FixedBase powersOfTwo(DhGroup group) {
    return switch (group) {
      case MODP_768 -> Powers768.OF_TWO;
      case MODP_1024 -> Powers1024.OF_TWO;
      case MODP_1536 -> Powers1536.OF_TWO;
      case MODP_2048 -> Powers2048.OF_TWO;
      case ECP_256, ECP_384, X25519 -> throw new IllegalArgumentException(group + " has another generator");
    };
  }

  private static FixedBase table(BigInteger prime) {
    return new FixedBase(prime, 2, EXPONENT_OCTETS);
  }

  /** Unsigned, most significant octet first, with zeros in front. */
  static byte[] padded(BigInteger value, int octets) {
    byte[] signed = value.toByteArray();
    byte[] padded = new byte[octets];
    int count = Math.min(signed.length, octets);
    System.arraycopy(signed, signed.length - count, padded, octets - count, count);
    return padded;
  }

  // A holder class for each table: built when its group is first used, and once only.

  private static final class Powers768 {
    static final FixedBase OF_TWO = table(Prime768.P);
  }

  private static final class Powers1024 {
    static final FixedBase OF_TWO = table(Prime1024.P);
  }

  private static final class Powers1536 {
    static final FixedBase OF_TWO = table(Prime1536.P);
  }

  private static final class Powers2048 {
    static final FixedBase OF_TWO = table(Prime2048.P);
  }

  private static final class Prime768 {
    static final BigInteger P = new BigInteger(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A63A3620FFFFFFFFFFFFFFFF", 16);
  }

  private static final class Prime1024 {
    static final BigInteger P = new BigInteger(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF", 16);
  }

  private static final class Prime1536 {
    static final BigInteger P = new BigInteger(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
            + "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF", 16);
  }

  private static final class Prime2048 {
    static final BigInteger P = new BigInteger(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
            + "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
            + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
            + "15728E5A8AACAA68FFFFFFFFFFFFFFFF", 16);
  }
}
