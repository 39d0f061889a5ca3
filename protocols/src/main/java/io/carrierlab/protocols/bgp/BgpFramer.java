package io.carrierlab.protocols.bgp;

import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts the octets of a TCP connection into messages and checks their headers (RFC 4271 §4.1, §6.1). It never holds
 * more than one incomplete message and what the caller put in last.
 */
public final class BgpFramer {
  /** A message whose header is right. @param type 1 to 5 @param body what follows the header */
  public record Frame(int type, byte[] body) {}

  private static final int NOT_SYNCHRONIZED = 1;
  private static final int BAD_LENGTH = 2;
  private static final int BAD_TYPE = 3;

  private byte[] buffer = {};
  private int from;
  private int to;
  private int maxOctets = Header.MAX_MESSAGE;

  /** Octets as TCP delivers them, in any portions. */
  public void append(byte[] octets) {
    if (from == to) {
      from = 0;
      to = 0;
    }
    if (buffer.length - to < octets.length) {
      byte[] roomy = buffer.length - (to - from) < octets.length ? new byte[to - from + octets.length] : buffer;
      System.arraycopy(buffer, from, roomy, 0, to - from);
      to -= from;
      from = 0;
      buffer = roomy;
    }
    System.arraycopy(octets, 0, buffer, to, octets.length);
    to += octets.length;
  }

  /** From now on messages may be so long: 65535 where extended messages are agreed on (RFC 8654). */
  public void allow(int maxOctets) {
    this.maxOctets = maxOctets;
  }

  /** Octets that wait for the rest of their message. */
  public int waiting() {
    return to - from;
  }

  /**
   * The next whole message, if there is one.
   *
   * @throws BgpException with the NOTIFICATION of RFC 4271 §6.1; the connection is of no use any more
   */
  public Optional<Frame> next() throws BgpException {
    if (to - from < Header.OCTETS) {
      return Optional.empty();
    }
    for (int i = from; i < from + Header.MARKER_OCTETS; i++) {
      if (buffer[i] != (byte) 0xff) {
        throw new BgpException(Notification.of(Notification.HEADER_ERROR, NOT_SYNCHRONIZED),
            "message refused: connection not synchronized");
      }
    }
    int length = (buffer[from + 16] & 0xff) << 8 | buffer[from + 17] & 0xff;
    int type = buffer[from + 18] & 0xff;
    if (length < Header.OCTETS || length > maxOctets) {
      throw badLength(length);
    }
    checkLength(type, length);
    if (to - from < length) {
      return Optional.empty();
    }
    byte[] body = Arrays.copyOfRange(buffer, from + Header.OCTETS, from + length);
    from += length;
    if (from == to) {
      release();
    }
    return Optional.of(new Frame(type, body));
  }

  /** An idle session keeps no buffer. */
  private void release() {
    from = 0;
    to = 0;
    if (buffer.length > 256) {
      buffer = new byte[0];
    }
  }

  private void checkLength(int type, int length) throws BgpException {
    boolean right = switch (type) {
      case Header.OPEN -> length >= Header.OCTETS + 10 && length <= Header.MAX_MESSAGE;
      case Header.UPDATE -> length >= Header.OCTETS + 4;
      case Header.NOTIFICATION -> length >= Header.OCTETS + 2;
      case Header.KEEPALIVE -> length == Header.OCTETS;
      case Header.ROUTE_REFRESH -> length == Header.OCTETS + RouteRefresh.BODY_OCTETS;
      default -> throw new BgpException(
          Notification.of(Notification.HEADER_ERROR, BAD_TYPE, (byte) type), "message refused: bad type " + type);
    };
    if (!right) {
      throw badLength(length);
    }
  }

  private static BgpException badLength(int length) {
    return new BgpException(
        Notification.of(Notification.HEADER_ERROR, BAD_LENGTH, (byte) (length >>> 8), (byte) length),
        "message refused: bad length " + length);
  }
}
