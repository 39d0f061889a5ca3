package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * The header of an LSA (RFC 2328 §12.1), which names one instance of it; 20 octets. Widths in bits:
 * <pre>
 *   octet  0 | LS age, seconds: 16 | options: 8 | LS type: 8
 *          4 | link state id: 32 | advertising router: 32 | LS sequence number, signed: 32
 *         16 | LS checksum: 16 | length with this header, octets: 16
 * </pre>
 */
public record LsaHeader(int age, int options, int type, int linkStateId, int advertisingRouter, int sequence,
    int checksum, int length) {
  public static final int OCTETS = 20;
  /** Seconds: an LSA this old is withdrawn (RFC 2328 appendix B). */
  public static final int MAX_AGE = 3600;
  /** Seconds: instances alike but for ages further apart than this are different ones (RFC 2328 §13.1). */
  public static final int MAX_AGE_DIFF = 900;
  /** The first LS sequence number of an LSA (RFC 2328 §12.1.6). */
  public static final int INITIAL_SEQUENCE = 0x80000001;
  /** The last one: the LSA must be flushed before the next (RFC 2328 §12.1.6). */
  public static final int MAX_SEQUENCE = 0x7fffffff;

  public static LsaHeader decode(WireReader in) throws DecodeException {
    int age = in.u16("LS age");
    int options = in.u8("LSA options");
    int type = in.u8("LS type");
    int id = in.bits32("link state id");
    int router = in.bits32("advertising router");
    int sequence = in.bits32("LS sequence number");
    int checksum = in.u16("LS checksum");
    int length = in.u16("LSA length");
    if (length < OCTETS) {
      throw in.refused("RFC 2328 §12.1");
    }
    return new LsaHeader(age, options, type, id, router, sequence, checksum, length);
  }

  void encode(WireWriter out) {
    out.u16(age).u8(options).u8(type).bits32(linkStateId).bits32(advertisingRouter).bits32(sequence)
        .u16(checksum).u16(length);
  }

  public LsaKey key() {
    return new LsaKey(type, linkStateId, advertisingRouter);
  }

  /**
   * Which of two instances of the same LSA is the more recent (RFC 2328 §13.1).
   *
   * @return above 0: this one; below 0: the other; 0: they are the same instance
   */
  public int compareRecency(LsaHeader other) {
    if (sequence != other.sequence) {
      return Integer.compare(sequence, other.sequence);
    }
    if (checksum != other.checksum) {
      return Integer.compare(checksum, other.checksum);
    }
    boolean old = age >= MAX_AGE;
    boolean otherOld = other.age >= MAX_AGE;
    if (old != otherOld) {
      return old ? 1 : -1;
    }
    return Math.abs(age - other.age) > MAX_AGE_DIFF ? Integer.compare(other.age, age) : 0;
  }
}
