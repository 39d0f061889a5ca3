package io.carrierlab.protocols.crypto;

import java.math.BigInteger;

/**
 * Powers of one base, of which the table holds {@code base^(digit * 256^position)} for every digit and position: a
 * power costs one product for each octet of the exponent and no squaring. For group 14 that is a third of the time of
 * {@link BigInteger#modPow}, for the smaller groups about as much. Immutable; 2 MiB for group 14, less for the others.
 */
final class FixedBase {
  private static final int DIGITS = 256;
  private final Montgomery field;
  private final long[][][] powers;

  FixedBase(BigInteger modulus, int base, int exponentOctets) {
    field = new Montgomery(modulus);
    powers = new long[exponentOctets][DIGITS][];
    long[] unit = field.enter(BigInteger.valueOf(base));
    for (long[][] row : powers) {
      row[0] = field.enter(BigInteger.ONE);
      for (int digit = 1; digit < DIGITS; digit++) {
        row[digit] = product(row[digit - 1], unit);
      }
      unit = product(row[DIGITS - 1], unit);
    }
  }

  /** @param exponent most significant octet first, as many octets as the table was built for */
  BigInteger power(byte[] exponent) {
    long[] result = powers[0][exponent[exponent.length - 1] & 0xff];
    long[] spare = new long[field.size()];
    long[] other = new long[field.size()];
    for (int position = 1; position < exponent.length; position++) {
      field.multiply(spare, result, powers[position][exponent[exponent.length - 1 - position] & 0xff]);
      result = spare;
      spare = other;
      other = result;
    }
    return field.leave(result);
  }

  private long[] product(long[] a, long[] b) {
    long[] product = new long[field.size()];
    field.multiply(product, a, b);
    return product;
  }
}
