package io.carrierlab.protocols.radius;

import java.util.Optional;

/** The attributes that we know by name, and how their value is laid out. */
public enum AttributeType {
  USER_NAME(1, Format.TEXT), USER_PASSWORD(2, Format.OCTETS), NAS_IP_ADDRESS(4, Format.ADDRESS),
  NAS_PORT(5, Format.NUMBER), SERVICE_TYPE(6, Format.NUMBER), FRAMED_PROTOCOL(7, Format.NUMBER),
  FRAMED_IP_ADDRESS(8, Format.ADDRESS), FRAMED_IP_NETMASK(9, Format.ADDRESS), REPLY_MESSAGE(18, Format.TEXT),
  STATE(24, Format.OCTETS), CLASS(25, Format.OCTETS), VENDOR_SPECIFIC(26, Format.VENDOR),
  SESSION_TIMEOUT(27, Format.NUMBER), CALLED_STATION_ID(30, Format.TEXT), CALLING_STATION_ID(31, Format.TEXT),
  NAS_IDENTIFIER(32, Format.TEXT), PROXY_STATE(33, Format.OCTETS), ACCT_STATUS_TYPE(40, Format.NUMBER),
  ACCT_DELAY_TIME(41, Format.NUMBER), ACCT_INPUT_OCTETS(42, Format.NUMBER), ACCT_OUTPUT_OCTETS(43, Format.NUMBER),
  ACCT_SESSION_ID(44, Format.TEXT), ACCT_AUTHENTIC(45, Format.NUMBER), ACCT_SESSION_TIME(46, Format.NUMBER),
  ACCT_INPUT_PACKETS(47, Format.NUMBER), ACCT_OUTPUT_PACKETS(48, Format.NUMBER),
  ACCT_TERMINATE_CAUSE(49, Format.NUMBER), ACCT_INPUT_GIGAWORDS(52, Format.NUMBER),
  ACCT_OUTPUT_GIGAWORDS(53, Format.NUMBER), EVENT_TIMESTAMP(55, Format.NUMBER), NAS_PORT_TYPE(61, Format.NUMBER),
  TUNNEL_TYPE(64, Format.TAGGED_NUMBER), TUNNEL_MEDIUM_TYPE(65, Format.TAGGED_NUMBER),
  TUNNEL_CLIENT_ENDPOINT(66, Format.TAGGED_TEXT), TUNNEL_SERVER_ENDPOINT(67, Format.TAGGED_TEXT),
  TUNNEL_PASSWORD(69, Format.OCTETS), EAP_MESSAGE(79, Format.OCTETS), MESSAGE_AUTHENTICATOR(80, Format.OCTETS),
  ACCT_INTERIM_INTERVAL(85, Format.NUMBER), FRAMED_POOL(88, Format.TEXT);

  /** Layouts of a value. */
  enum Format {
    /** Text in UTF-8. */
    TEXT,
    /** Anything: hidden values are revealed by {@link Hiding}. */
    OCTETS,
    /** 32 bits, IPv4. */
    ADDRESS,
    /** 32 bits. */
    NUMBER,
    /** A tag of 8 bits, a number of 24 (RFC 2868 §3.1). */
    TAGGED_NUMBER,
    /** A tag of 8 bits if that is at most 0x1f, then text (RFC 2868 §3.3). */
    TAGGED_TEXT,
    /** Vendor id: 32 bits, then attributes of its own (RFC 2865 §5.26). */
    VENDOR
  }

  private static final AttributeType[] BY_NUMBER = new AttributeType[256];

  static {
    for (AttributeType type : values()) {
      BY_NUMBER[type.number] = type;
    }
  }

  private final int number;
  private final Format format;

  AttributeType(int number, Format format) {
    this.number = number;
    this.format = format;
  }

  /** 8 bits, as on the wire. */
  public int number() {
    return number;
  }

  Format format() {
    return format;
  }

  static Optional<AttributeType> of(int number) {
    return Optional.ofNullable(BY_NUMBER[number & 0xff]);
  }
}
