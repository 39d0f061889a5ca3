package io.carrierlab.protocols.tcp;

/**
 * Segments from one address that were dropped for their MD5 signature (RFC 2385 §2.0), by reason.
 *
 * @param missing not signed, though we have a key: the peer has none
 * @param unexpected signed, though we have no key
 * @param mismatch signed with another key, or altered
 */
public record Md5Failures(long missing, long unexpected, long mismatch) {
  public static final Md5Failures NONE = new Md5Failures(0, 0, 0);

  public long total() {
    return missing + unexpected + mismatch;
  }
}
