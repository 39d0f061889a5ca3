package io.carrierlab.protocols.bgp;

import java.util.Arrays;

/**
 * The header of every message (RFC 4271 §4.1):
 * <pre>
 *   octet  0 | marker: 128, all ones
 *         16 | length of the message, header included: 16 | type: 8
 * </pre>
 */
final class Header {
  static final int OCTETS = 19;
  static final int MARKER_OCTETS = 16;
  /**
   * Longest message (RFC 4271 §4), and with extended messages (RFC 8654 §4), which an OPEN and KEEPALIVE never are.
   */
  static final int MAX_MESSAGE = 4096;
  static final int MAX_EXTENDED_MESSAGE = 65535;

  static final int OPEN = 1;
  static final int UPDATE = 2;
  static final int NOTIFICATION = 3;
  static final int KEEPALIVE = 4;
  static final int ROUTE_REFRESH = 5;

  private Header() {}

  static byte[] message(int type, byte[] body) {
    byte[] message = new byte[OCTETS + body.length];
    System.arraycopy(body, 0, message, OCTETS, body.length);
    fill(message, type);
    return message;
  }

  /** Writes the header into the first 19 octets of a message. */
  static void fill(byte[] message, int type) {
    if (message.length > MAX_EXTENDED_MESSAGE) {
      throw new IllegalArgumentException("message of " + message.length + " octets");
    }
    Arrays.fill(message, 0, MARKER_OCTETS, (byte) 0xff);
    message[16] = (byte) (message.length >>> 8);
    message[17] = (byte) message.length;
    message[18] = (byte) type;
  }
}
