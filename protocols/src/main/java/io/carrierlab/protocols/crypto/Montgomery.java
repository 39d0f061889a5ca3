package io.carrierlab.protocols.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Multiplication modulo an odd number in Montgomery's form: {@code a} stands for {@code a * 2^-bits}, so that a product
 * is reduced by shifting. Numbers are arrays of 64-bit limbs, the least significant one first.
 *
 * <p>{@link BigInteger#modPow} has a faster multiplication inside, but lends it to nobody; {@link FixedBase} needs so
 * few products that this one wins.
 */
final class Montgomery {
  private final BigInteger modulus;
  private final long[] limbs;
  /** {@code -modulus^-1} modulo 2^64. */
  private final long inverse;

  Montgomery(BigInteger modulus) {
    this.modulus = modulus;
    this.limbs = limbs(modulus, (modulus.bitLength() + 63) / 64);
    BigInteger word = BigInteger.ONE.shiftLeft(Long.SIZE);
    this.inverse = modulus.negate().mod(word).modInverse(word).longValue();
  }

  /** Limbs of a number. */
  int size() {
    return limbs.length;
  }

  long[] enter(BigInteger value) {
    return limbs(value.shiftLeft(limbs.length * Long.SIZE).mod(modulus), limbs.length);
  }

  BigInteger leave(long[] value) {
    long[] one = new long[limbs.length];
    one[0] = 1;
    long[] plain = new long[limbs.length];
    multiply(plain, value, one);
    byte[] octets = new byte[limbs.length * Long.BYTES];
    for (int i = 0; i < octets.length; i++) {
      octets[octets.length - 1 - i] = (byte) (plain[i >> 3] >>> (i & 7) * 8);
    }
    return new BigInteger(1, octets);
  }

  /**
   * {@code product = a * b * 2^-bits}, product and reduction interleaved limb by limb (FIOS in Koç, Acar and Kaliski,
   * "Analyzing and comparing Montgomery multiplication algorithms", 1996).
   *
   * @param product not one of the factors
   */
  void multiply(long[] product, long[] a, long[] b) {
    long[] n = limbs;
    int size = n.length;
    long top = 0;
    Arrays.fill(product, 0);
    for (int i = 0; i < size; i++) {
      long factor = a[i];
      long low = factor * b[0];
      long sum = low + product[0];
      long carry = Math.unsignedMultiplyHigh(factor, b[0]) + carry(sum, low);
      long reducer = sum * inverse;                    // makes the lowest limb zero
      low = reducer * n[0];
      long carryOfReduction = Math.unsignedMultiplyHigh(reducer, n[0]) + carry(sum + low, low);
      for (int j = 1; j < size; j++) {
        low = factor * b[j];
        long high = Math.unsignedMultiplyHigh(factor, b[j]);
        low += carry;
        high += carry(low, carry);
        sum = low + product[j];
        carry = high + carry(sum, low);
        low = reducer * n[j];
        high = Math.unsignedMultiplyHigh(reducer, n[j]);
        low += carryOfReduction;
        high += carry(low, carryOfReduction);
        sum += low;
        carryOfReduction = high + carry(sum, low);
        product[j - 1] = sum;
      }
      sum = carry + carryOfReduction;
      long over = carry(sum, carry);
      product[size - 1] = sum + top;
      top = over + carry(sum + top, top);
    }
    if (top != 0 || !less(product, n)) {
      subtract(product, n);
    }
  }

  /** The carry out of an addition: a sum is less than its terms only if it went past 2^64. */
  private static long carry(long sum, long term) {
    return Long.compareUnsigned(sum, term) < 0 ? 1 : 0;
  }

  private static boolean less(long[] a, long[] b) {
    for (int i = a.length - 1; i >= 0; i--) {
      if (a[i] != b[i]) {
        return Long.compareUnsigned(a[i], b[i]) < 0;
      }
    }
    return false;
  }

  private static void subtract(long[] from, long[] what) {
    long borrow = 0;
    for (int i = 0; i < from.length; i++) {
      long difference = from[i] - what[i];
      long next = carry(from[i], what[i]) | carry(difference, borrow);
      from[i] = difference - borrow;
      borrow = next;
    }
  }

  private static long[] limbs(BigInteger value, int size) {
    long[] limbs = new long[size];
    for (int i = 0; i < size; i++) {
      limbs[i] = value.shiftRight(i * Long.SIZE).longValue();
    }
    return limbs;
  }
}
