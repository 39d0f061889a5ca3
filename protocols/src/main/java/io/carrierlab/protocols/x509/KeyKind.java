package io.carrierlab.protocols.x509;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Kinds of key pairs. An RSA pair takes tens to hundreds of milliseconds to find, an ECDSA one a tenth of one: a
 * scenario of ten thousand clients with certificates takes ECDSA, or lets clients share a pair.
 */
public enum KeyKind {
  /** RSA, public exponent 65,537. We make 2048 bits; peers may have 1024 to 4096. */
  RSA_2048,
  /** ECDSA on P-256 (secp256r1). */
  ECDSA_P256;

  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  private static final int PRIME_OCTETS = 128;
  /** JDK: at 1024 bits, two rounds of Miller-Rabin and one Lucas-Lehmer; error far below 2^-100 for random numbers. */
  private static final int CERTAINTY = 100;
  /** The product of the odd primes below 1000: a gcd with it sieves four candidates of five. */
  private static final BigInteger SMALL_PRIMES = productOfOddPrimesBelow(1000);

  /** A new pair; the same chance gives the same pair. */
  public KeyPair generate(RandomGenerator random) {
    try {
      return switch (this) {
        case RSA_2048 -> rsa(random);
        case ECDSA_P256 -> ecdsa(random);
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK refuses a key made for it", e);
    }
  }

  /** @throws IllegalArgumentException if the key is of no kind that we can sign with */
  static KeyKind of(PrivateKey key) {
    return switch (key) {
      case RSAPrivateCrtKey _ -> RSA_2048;
      case ECPrivateKey ec when P256.isCurveOf(ec.getParams()) -> ECDSA_P256;
      default -> throw new IllegalArgumentException("no signing with a key of " + key.getAlgorithm());
    };
  }

  /** The kind of a peer's key; empty if we do not verify with such keys. */
  static Optional<KeyKind> of(PublicKey key) {
    return switch (key) {
      // Bounds on what a hostile certificate can make us compute.
      case RSAPublicKey rsa when rsa.getModulus().bitLength() >= 1024 && rsa.getModulus().bitLength() <= 4096
          && rsa.getPublicExponent().bitLength() <= 32 && rsa.getPublicExponent().bitLength() >= 2
          && rsa.getModulus().testBit(0) -> Optional.of(RSA_2048);
      case ECPublicKey ec when P256.isCurveOf(ec.getParams()) -> Optional.of(ECDSA_P256);
      default -> Optional.empty();
    };
  }

  private static KeyPair rsa(RandomGenerator random) throws GeneralSecurityException {
    BigInteger first = prime(random);
    BigInteger second = prime(random);
    while (second.equals(first)) {
      second = prime(random);
    }
    BigInteger p = first.max(second);
    BigInteger q = first.min(second);
    BigInteger n = p.multiply(q);
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger d = EXPONENT.modInverse(p1.multiply(q1));
    var factory = KeyFactory.getInstance("RSA");
    return new KeyPair(factory.generatePublic(new RSAPublicKeySpec(n, EXPONENT)), factory.generatePrivate(
        new RSAPrivateCrtKeySpec(n, EXPONENT, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p))));
  }

  private static BigInteger prime(RandomGenerator random) {
    byte[] octets = new byte[PRIME_OCTETS];
    while (true) {
      random.nextBytes(octets);
      octets[0] |= (byte) 0xc0;                             // two such primes make 2048 bits, never 2047
      octets[PRIME_OCTETS - 1] |= 1;
      var candidate = new BigInteger(1, octets);
      boolean exponentFits = !candidate.mod(EXPONENT).equals(BigInteger.ONE);
      // BigInteger draws its witnesses itself; they do not change which candidate is taken.
      if (exponentFits && candidate.gcd(SMALL_PRIMES).equals(BigInteger.ONE) && candidate.isProbablePrime(CERTAINTY)) {
        return candidate;
      }
    }
  }

  private static KeyPair ecdsa(RandomGenerator random) throws GeneralSecurityException {
    byte[] octets = new byte[P256.SCALAR_OCTETS];
    BigInteger scalar;
    do {
      random.nextBytes(octets);
      scalar = new BigInteger(1, octets);
    } while (scalar.signum() == 0 || scalar.compareTo(P256.DOMAIN.getN()) >= 0);
    var point = P256.DOMAIN.getG().multiply(scalar).normalize();
    var w = new ECPoint(point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    var factory = KeyFactory.getInstance("EC");
    return new KeyPair(factory.generatePublic(new ECPublicKeySpec(w, P256.SPEC)),
        factory.generatePrivate(new ECPrivateKeySpec(scalar, P256.SPEC)));
  }

  private static BigInteger productOfOddPrimesBelow(int limit) {
    var product = BigInteger.ONE;
    for (int n = 3; n < limit; n += 2) {
      var candidate = BigInteger.valueOf(n);
      if (candidate.gcd(product).equals(BigInteger.ONE) && candidate.isProbablePrime(CERTAINTY)) {
        product = product.multiply(candidate);
      }
    }
    return product;
  }
}
