package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.wire.DecodeError;
import java.util.Optional;

/** What a Notification can say (RFC 5036 §3.9): its code, whether it ends the session, and the words for it. */
public enum LdpStatus {
  SUCCESS(0x00, false, "Success"),
  BAD_LDP_IDENTIFIER(0x01, true, "Bad LDP Identifier"),
  BAD_PROTOCOL_VERSION(0x02, true, "Bad Protocol Version"),
  BAD_PDU_LENGTH(0x03, true, "Bad PDU Length"),
  UNKNOWN_MESSAGE_TYPE(0x04, false, "Unknown Message Type"),
  BAD_MESSAGE_LENGTH(0x05, true, "Bad Message Length"),
  UNKNOWN_TLV(0x06, false, "Unknown TLV"),
  BAD_TLV_LENGTH(0x07, true, "Bad TLV Length"),
  MALFORMED_TLV_VALUE(0x08, true, "Malformed TLV Value"),
  HOLD_TIMER_EXPIRED(0x09, true, "Hold Timer Expired"),
  SHUTDOWN(0x0a, true, "Shutdown"),
  LOOP_DETECTED(0x0b, false, "Loop Detected"),
  UNKNOWN_FEC(0x0c, false, "Unknown FEC"),
  NO_ROUTE(0x0d, false, "No Route"),
  NO_LABEL_RESOURCES(0x0e, false, "No Label Resources"),
  LABEL_RESOURCES_AVAILABLE(0x0f, false, "Label Resources / Available"),
  NO_HELLO(0x10, true, "Session Rejected / No Hello"),
  BAD_ADVERTISEMENT_MODE(0x11, true, "Session Rejected / Parameters Advertisement Mode"),
  BAD_MAX_PDU_LENGTH(0x12, true, "Session Rejected / Parameters Max PDU Length"),
  BAD_LABEL_RANGE(0x13, true, "Session Rejected / Parameters Label Range"),
  KEEPALIVE_TIMER_EXPIRED(0x14, true, "KeepAlive Timer Expired"),
  LABEL_REQUEST_ABORTED(0x15, false, "Label Request Aborted"),
  MISSING_MESSAGE_PARAMETERS(0x16, false, "Missing Message Parameters"),
  UNSUPPORTED_ADDRESS_FAMILY(0x17, false, "Unsupported Address Family"),
  BAD_KEEPALIVE_TIME(0x18, true, "Session Rejected / Bad KeepAlive Time"),
  INTERNAL_ERROR(0x19, true, "Internal Error");

  /** Field names that decoders report and {@link #of(DecodeError)} tells apart. */
  static final String VERSION_FIELD = "LDP version";
  static final String PDU_LENGTH_FIELD = "PDU length";
  static final String LDP_ID_FIELD = "LDP identifier";
  static final String MESSAGE_LENGTH_FIELD = "message length";
  static final String TLV_LENGTH_FIELD = "TLV length";

  private static final LdpStatus[] BY_CODE = values();

  private final int code;
  private final boolean fatal;
  private final String text;

  LdpStatus(int code, boolean fatal, String text) {
    this.code = code;
    this.fatal = fatal;
    this.text = text;
  }

  /** 30 bits, without the E and F bits. */
  public int code() {
    return code;
  }

  /** Whether the sender sets the E bit and closes the session. */
  public boolean fatal() {
    return fatal;
  }

  public String text() {
    return text;
  }

  /** The status of a code, or empty for one that RFC 5036 does not list. */
  public static Optional<LdpStatus> ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
  }

  /** What to tell a peer whose octets failed to decode (§3.5.1.2). */
  public static LdpStatus of(DecodeError error) {
    return switch (error) {
      case DecodeError.BadValue bad -> switch (bad.field()) {
        case VERSION_FIELD -> BAD_PROTOCOL_VERSION;
        case PDU_LENGTH_FIELD -> BAD_PDU_LENGTH;
        case LDP_ID_FIELD -> BAD_LDP_IDENTIFIER;
        case MESSAGE_LENGTH_FIELD -> BAD_MESSAGE_LENGTH;
        case TLV_LENGTH_FIELD -> BAD_TLV_LENGTH;
        default -> MALFORMED_TLV_VALUE;
      };
      case DecodeError.Truncated cut when cut.field().startsWith("PDU") -> BAD_PDU_LENGTH;
      case DecodeError.Truncated cut when cut.field().startsWith("message") -> BAD_MESSAGE_LENGTH;
      case DecodeError.Truncated _, DecodeError.Trailing _ -> BAD_TLV_LENGTH;
    };
  }
}
