package io.carrierlab.protocols.x509;

/** A chain of certificates that is not to be trusted. */
public final class CertificateRefused extends Exception {
  public enum Reason { EXPIRED, NOT_YET_VALID, UNTRUSTED, MALFORMED }

  private final Reason reason;

  public CertificateRefused(Reason reason, String detail) {
    super(reason + ": " + detail, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
