package io.carrierlab.protocols.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * A key of a curve modulo a prime (RFC 5903). A public value is x and y; the secret is x alone (RFC 5903 §7).
 *
 * <p>Points are made affine here and not by {@link ECPoint#normalize}, which draws a random number to blind the
 * inversion.
 */
final class EcpKey implements DhKey {
  private static final X9ECParameters P256 = CustomNamedCurves.getByName("secp256r1");
  private static final X9ECParameters P384 = CustomNamedCurves.getByName("secp384r1");

  private final DhGroup group;
  private final BigInteger scalar;
  private final byte[] publicValue;

  EcpKey(DhGroup group, BigInteger scalar) {
    this.group = group;
    this.scalar = scalar;
    X9ECParameters curve = curve(group);
    ECPoint point = new FixedPointCombMultiplier().multiply(curve.getG(), scalar);
    int half = group.publicOctets() / 2;
    byte[] value = Arrays.copyOf(affineX(point), 2 * half);
    System.arraycopy(affineY(point), 0, value, half, half);
    this.publicValue = value;
  }

  /** Draws until the number is one of 1 to n-1: the first one is, as a rule, as n is close to a power of two. */
  static DhKey generate(DhGroup group, RandomGenerator random) {
    BigInteger order = curve(group).getN();
    byte[] octets = new byte[group.publicOctets() / 2];
    BigInteger scalar;
    do {
      random.nextBytes(octets);
      scalar = new BigInteger(1, octets);
    } while (scalar.signum() == 0 || scalar.compareTo(order) >= 0);
    return new EcpKey(group, scalar);
  }

  @Override
  public DhGroup group() {
    return group;
  }

  @Override
  public byte[] publicValue() {
    return publicValue.clone();
  }

  @Override
  public byte[] agree(byte[] peerPublicValue) throws BadKeyException {
    return affineX(peerPoint(peerPublicValue).multiply(scalar));
  }

  /** A point off the curve would give the key away piece by piece (RFC 6989 §2.3). */
  private ECPoint peerPoint(byte[] value) throws BadKeyException {
    if (value.length != group.publicOctets()) {
      throw new BadKeyException(value.length + " octets are no public value of " + group);
    }
    var curve = curve(group).getCurve();
    BigInteger prime = curve.getField().getCharacteristic();
    var x = new BigInteger(1, value, 0, value.length / 2);
    var y = new BigInteger(1, value, value.length / 2, value.length / 2);
    if (x.compareTo(prime) >= 0 || y.compareTo(prime) >= 0) {
      throw new BadKeyException("coordinate out of range of " + group);
    }
    ECPoint point = curve.createPoint(x, y);
    if (!point.isValid()) {
      throw new BadKeyException("not a point of " + group);
    }
    return point;
  }

  private static X9ECParameters curve(DhGroup group) {
    return switch (group) {
      case ECP_256 -> P256;
      case ECP_384 -> P384;
      case MODP_768, MODP_1024, MODP_1536, MODP_2048, X25519 ->
          throw new IllegalArgumentException(group + " is not a curve modulo a prime");
    };
  }

  /** Jacobian coordinates: x = X / Z^2. The point is not at infinity: the group's order is prime. */
  private static byte[] affineX(ECPoint point) {
    ECFieldElement inverse = point.getZCoord(0).invert();
    return point.getRawXCoord().multiply(inverse.square()).getEncoded();
  }

  /** y = Y / Z^3. */
  private static byte[] affineY(ECPoint point) {
    ECFieldElement inverse = point.getZCoord(0).invert();
    return point.getRawYCoord().multiply(inverse.square()).multiply(inverse).getEncoded();
  }
}
