package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * NOTIFICATION: the last words before a session is closed (RFC 4271 §4.5). Body:
 * <pre>
 *   octet 0 | error code: 8 | error subcode: 8 | data
 * </pre>
 *
 * @param code 8 bits
 * @param subcode 8 bits; 0 is unspecific
 */
public record Notification(int code, int subcode, byte[] data) implements BgpMessage {
  public static final int HEADER_ERROR = 1;
  public static final int OPEN_ERROR = 2;
  public static final int UPDATE_ERROR = 3;
  public static final int HOLD_TIMER_EXPIRED = 4;
  public static final int FSM_ERROR = 5;
  public static final int CEASE = 6;

  /** Longest text in words (RFC 9003 §2): its length has 8 bits. */
  private static final int MAX_TEXT = 255;

  /** Subcodes of Cease (RFC 4486 §3, RFC 8538 §3.1). */
  public enum Cease {
    MAXIMUM_PREFIXES(1), SHUTDOWN(2), DECONFIGURED(3), RESET(4), REJECTED(5), CONFIGURATION_CHANGE(6), COLLISION(7),
    OUT_OF_RESOURCES(8), HARD_RESET(9);

    private final int subcode;

    Cease(int subcode) {
      this.subcode = subcode;
    }

    public int subcode() {
      return subcode;
    }
  }

  public Notification {
    if (code >>> 8 != 0 || subcode >>> 8 != 0) {
      throw new IllegalArgumentException("code " + code + ", subcode " + subcode);
    }
    data = data.clone();
  }

  public static Notification of(int code, int subcode, byte... data) {
    return new Notification(code, subcode, data);
  }

  /** A Cease; {@code text} goes along where RFC 9003 has a place for it (shutdown and reset), cut to 255 octets. */
  public static Notification cease(Cease cease, String text) {
    boolean carries = (cease == Cease.SHUTDOWN || cease == Cease.RESET) && !text.isEmpty();
    if (!carries) {
      return of(CEASE, cease.subcode);
    }
    byte[] words = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(words.length, MAX_TEXT);
    while (length < words.length && (words[length] & 0xc0) == 0x80) {
      length--;                                      // not through the middle of a character
    }
    return new Notification(CEASE, cease.subcode,
        new WireWriter().u8(length).octets(words, 0, length).toByteArray());
  }

  /** Reads a body, without header. @throws DecodeException if it has no room for code and subcode */
  public static Notification decode(byte[] body) throws DecodeException {
    var in = new WireReader(body);
    return new Notification(in.u8("error code"), in.u8("error subcode"), in.rest());
  }

  public byte[] encode() {
    return Header.message(Header.NOTIFICATION, new WireWriter().u8(code).u8(subcode).octets(data).toByteArray());
  }

  @Override
  public byte[] data() {
    return data.clone();
  }

  /** In words: {@code Cease/Administrative Reset}, {@code OPEN Message Error/Bad Peer AS}. */
  public String words() {
    String text = shutdownText();
    return NotificationText.of(code, subcode) + (text.isEmpty() ? "" : ": \"" + text + "\"");
  }

  /** What the operator at the other end typed (RFC 9003), control characters replaced; empty if nothing. */
  private String shutdownText() {
    boolean carries = code == CEASE && (subcode == Cease.SHUTDOWN.subcode || subcode == Cease.RESET.subcode);
    if (!carries || data.length < 2 || (data[0] & 0xff) != data.length - 1) {
      return "";
    }
    return new String(data, 1, data.length - 1, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Notification that && code == that.code && subcode == that.subcode
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return code << 8 ^ subcode ^ Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return words() + (data.length == 0 ? "" : " 0x" + HexFormat.of().formatHex(data));
  }
}
