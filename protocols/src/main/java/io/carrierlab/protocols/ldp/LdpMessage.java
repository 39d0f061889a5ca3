package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An LDP message (RFC 5036 §3.5). All start alike; widths in bits, network order:
 * <pre>
 *   octet  0 | U: 1 | message type: 15 | message length, from the message id on: 16
 *          4 | message id: 32
 *          8 | mandatory TLVs, optional TLVs: each U: 1 | F: 1 | type: 14 | length of value: 16 | value
 * </pre>
 * A TLV that we do not know is read over if its U bit is set, and refuses the message if not (§3.3); the F bit
 * matters to whoever forwards messages, which with independent control nobody does. Loop detection's hop count and
 * path vector (§3.4.4, §3.4.5) and the parameters of ATM and Frame Relay are known and read over. So a message that
 * was decoded encodes to a canonical spelling that decodes equal: mandatory TLVs first, nothing that was read over.
 */
public sealed interface LdpMessage {
  /** 32 bits, the sender's choice; a Notification names the message it is about by it. */
  int id();

  /**
   * §3.5.2: I am here. The only message over UDP.
   *
   * @param holdSeconds 16 bits: how long to believe it; 0: the default, 15 s (link) or 45 s (targeted); 0xffff: ever
   * @param targeted T bit: sent to one router rather than to a link
   * @param requestTargeted R bit
   * @param transportAddress where the session is to be; empty: the hello's source
   * @param configurationSequence changes with the sender's configuration
   */
  record Hello(int id, int holdSeconds, boolean targeted, boolean requestTargeted,
      Optional<Ipv4Address> transportAddress, OptionalInt configurationSequence) implements LdpMessage {
    public Hello {
      LdpCodec.fits(holdSeconds, 16, "hold time");
    }
  }

  /** An address where it may be absent. @param value network order */
  record Ipv4Address(int value) {}

  /**
   * §3.5.3: the parameters that the sender proposes.
   *
   * @param protocolVersion 16 bits, 1
   * @param keepAliveSeconds 16 bits, not zero
   * @param onDemand A bit: downstream on demand rather than unsolicited
   * @param loopDetection D bit
   * @param pathVectorLimit 8 bits, zero without loop detection
   * @param maxPduOctets 16 bits; 255 and less stand for 4096
   * @param receiver whose label space the session is for: the receiver's LDP identifier
   */
  record Initialization(int id, int protocolVersion, int keepAliveSeconds, boolean onDemand, boolean loopDetection,
      int pathVectorLimit, int maxPduOctets, LdpId receiver) implements LdpMessage {
    public Initialization {
      LdpCodec.fits(protocolVersion, 16, "protocol version");
      LdpCodec.fits(keepAliveSeconds, 16, "keepalive time");
      LdpCodec.fits(pathVectorLimit, 8, "path vector limit");
      LdpCodec.fits(maxPduOctets, 16, "max PDU length");
    }
  }

  /** §3.5.4. */
  record KeepAlive(int id) implements LdpMessage {}

  /** §3.5.5: addresses of the sender's interfaces, by which next hops are matched to peers. */
  record Address(int id, List<Integer> addresses) implements LdpMessage {
    public Address {
      addresses = List.copyOf(addresses);
    }
  }

  /** §3.5.6. */
  record AddressWithdraw(int id, List<Integer> addresses) implements LdpMessage {
    public AddressWithdraw {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * §3.5.7: send me packets of these FECs with this label.
   *
   * @param fecs prefixes, at least one
   * @param label 20 bits: 0 (explicit null), 3 (implicit null) or unreserved
   * @param requestId message id of the Label Request that this answers
   */
  record LabelMapping(int id, List<Ipv4Prefix> fecs, int label, OptionalInt requestId) implements LdpMessage {
    public LabelMapping {
      fecs = LdpCodec.some(fecs);
      LdpCodec.fits(label, 20, "label");
    }
  }

  /** §3.5.8: which label have you for these FECs? */
  record LabelRequest(int id, List<Ipv4Prefix> fecs) implements LdpMessage {
    public LabelRequest {
      fecs = LdpCodec.some(fecs);
    }
  }

  /** §3.5.10: do not use my label for these FECs any more; without a label, none that I gave for them. */
  record LabelWithdraw(int id, List<Fec> fecs, OptionalInt label) implements LdpMessage {
    public LabelWithdraw {
      fecs = LdpCodec.some(fecs);
      label.ifPresent(value -> LdpCodec.fits(value, 20, "label"));
    }
  }

  /** §3.5.11: I do not use your label for these FECs any more; without a label, none that you gave for them. */
  record LabelRelease(int id, List<Fec> fecs, OptionalInt label) implements LdpMessage {
    public LabelRelease {
      fecs = LdpCodec.some(fecs);
      label.ifPresent(value -> LdpCodec.fits(value, 20, "label"));
    }
  }

  /** §3.5.9: forget my Label Request. */
  record LabelAbort(int id, List<Ipv4Prefix> fecs, int requestId) implements LdpMessage {
    public LabelAbort {
      fecs = LdpCodec.some(fecs);
    }
  }

  /**
   * §3.5.1: an error or a piece of advice.
   *
   * @param fatal E bit: the session ends
   * @param forward F bit
   * @param code 30 bits, see {@link LdpStatus}
   * @param aboutId message id that it is about, or 0
   * @param aboutType message type, 16 bits, or 0
   */
  record Notification(int id, boolean fatal, boolean forward, int code, int aboutId, int aboutType)
      implements LdpMessage {
    public Notification {
      LdpCodec.fits(code, 30, "status code");
      LdpCodec.fits(aboutType, 16, "message type");
    }

    /** The words for the code, or its number. */
    public String text() {
      return LdpStatus.ofCode(code).map(LdpStatus::text).orElseGet(() -> "status 0x" + Integer.toHexString(code));
    }
  }

  /**
   * A message whose frame is sound but which we must not act on, though the session goes on: an unknown type, an
   * unknown TLV without its U bit, a mandatory parameter missing, a FEC or address family that we do not know.
   *
   * @param type 16 bits with the U bit
   * @param parameters everything after the message id, as it was; not copied
   * @param why never fatal
   */
  record Refused(int id, int type, byte[] parameters, LdpStatus why) implements LdpMessage {
    public Refused {
      LdpCodec.fits(type, 16, "message type");
    }

    /** Whether the sender allows us to say nothing about it: U bit of an unknown type. */
    public boolean silently() {
      return why == LdpStatus.UNKNOWN_MESSAGE_TYPE && (type & LdpCodec.U_BIT) != 0;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Refused that && id == that.id && type == that.type && why == that.why
          && Arrays.equals(parameters, that.parameters);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * id + type) + Arrays.hashCode(parameters);
    }
  }

  /** Reads one message. @throws DecodeException if it is malformed, which ends a session (§3.5.1.2) */
  static LdpMessage decode(byte[] octets) throws DecodeException {
    var in = new WireReader(octets);
    LdpMessage message = LdpCodec.read(in);
    in.end();
    return message;
  }

  default byte[] encode() {
    var out = new WireWriter(64);
    LdpCodec.write(this, out);
    return out.toByteArray();
  }
}
