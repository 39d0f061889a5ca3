package io.carrierlab.protocols.ike1;

/** Types of notifications, 16 bits (RFC 2408 §3.14.1, RFC 2407 §4.6.3, RFC 3706 §5.3). */
final class NotifyType {
  static final int INVALID_SPI = 11;
  static final int NO_PROPOSAL_CHOSEN = 14;
  static final int PAYLOAD_MALFORMED = 16;
  static final int INVALID_KEY_INFORMATION = 17;
  static final int INVALID_ID_INFORMATION = 18;
  static final int INVALID_CERTIFICATE = 20;
  static final int AUTHENTICATION_FAILED = 24;
  static final int INVALID_SIGNATURE = 25;
  static final int ADDRESS_NOTIFICATION = 26;
  static final int RESPONDER_LIFETIME = 24576;
  static final int INITIAL_CONTACT = 24578;
  static final int ARE_YOU_THERE = 36136;
  static final int ARE_YOU_THERE_ACK = 36137;
  /** Below it are errors, from it on states. */
  static final int FIRST_STATUS = 16384;

  private NotifyType() {}
}
