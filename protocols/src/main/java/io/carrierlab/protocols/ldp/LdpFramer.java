package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a TCP octet stream into PDUs (RFC 5036 §3.1). It holds one unfinished PDU plus what the last {@link #feed}
 * brought, so whoever drains it after each feed bounds its memory.
 */
public final class LdpFramer {
  private static final byte[] EMPTY = {};

  private byte[] octets = EMPTY;
  private int from;
  private int maxOctets = LdpPdu.DEFAULT_MAX_OCTETS;

  /** Takes the next octets of the stream; they are copied only if a PDU is left unfinished. */
  public void feed(byte[] more) {
    if (from == octets.length) {
      octets = more;
    } else {
      byte[] joined = Arrays.copyOfRange(octets, from, from + buffered() + more.length);
      System.arraycopy(more, 0, joined, buffered(), more.length);
      octets = joined;
    }
    from = 0;
  }

  /**
   * The next whole PDU, or empty if its end has not come yet.
   *
   * @throws DecodeException if the stream cannot be a sequence of PDUs of legal length; it will not recover
   */
  public Optional<byte[]> next() throws DecodeException {
    if (buffered() < LdpPdu.PREFIX_OCTETS) {
      return Optional.empty();
    }
    int version = u16(from);
    if (version != LdpPdu.VERSION) {
      throw new DecodeException(new BadValue(LdpStatus.VERSION_FIELD, version, "RFC 5036 §3.1"));
    }
    int length = u16(from + 2);
    if (length < LdpId.OCTETS || length > maxOctets) {
      throw new DecodeException(new BadValue(LdpStatus.PDU_LENGTH_FIELD, length, "RFC 5036 §3.1, §3.5.3"));
    }
    int end = from + LdpPdu.PREFIX_OCTETS + length;
    if (end > octets.length) {
      return Optional.empty();
    }
    byte[] pdu = Arrays.copyOfRange(octets, from, end);
    from = end;
    if (from == octets.length) {
      octets = EMPTY;
      from = 0;
    }
    return Optional.of(pdu);
  }

  /** Octets held. */
  public int buffered() {
    return octets.length - from;
  }

  /** The longest PDU length to accept from now on: what the two ends agreed on. */
  public void limit(int maxPduOctets) {
    maxOctets = maxPduOctets;
  }

  private int u16(int at) {
    return (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
  }
}
