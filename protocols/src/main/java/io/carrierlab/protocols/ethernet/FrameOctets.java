package io.carrierlab.protocols.ethernet;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.mpls.LabelEntry;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;

/**
 * A {@link Frame} as the octets on a LAN or on a point-to-point link, and back.
 * <pre>
 *   Ethernet II   | destination: 48 | source: 48 | 802.1Q, optional: 0x8100: 16, tag control: 16 | EtherType: 16 |
 *   Cisco HDLC    | address, 0x0f unicast, 0x8f broadcast: 8 | control, 0: 8 | EtherType: 16 |
 *   then both     | label stack, if the EtherType is 0x8847: 32 each | payload |
 * </pre>
 * Neither the frame check sequence nor what comes before the first address is part of the octets, as in captures.
 * Origin and circuit of a frame are not on the wire.
 */
public final class FrameOctets {
  private static final int ETHERNET_HEADER = 14;
  private static final int ETHERNET_LEAST = 60;
  private static final int VLAN_TAG = 4;
  private static final int HDLC_HEADER = 4;
  private static final int LABEL = 4;
  /** Preamble and start 8, frame check 4, gap 12 (IEEE 802.3). */
  private static final int ETHERNET_AROUND = 24;
  /** Frame check 2, flag 1 (RFC 1662 §3.1 for the same framing). */
  private static final int HDLC_AROUND = 3;
  private static final int HDLC_UNICAST = 0x0f;
  private static final int HDLC_BROADCAST = 0x8f;

  private FrameOctets() {}

  /** The frame on a LAN, padded with zeros to 60 octets. */
  public static byte[] ethernet(Frame frame) {
    var out = new WireWriter(Math.max(ETHERNET_LEAST, ethernetOctets(frame)));
    mac(out, frame.getDestinationMac());
    mac(out, frame.getSourceMac());
    if (frame.getVlanTagPlusOne() != 0) {
      out.u16(EtherType.VLAN).u16(frame.getVlanTagPlusOne() - 1);
    }
    content(out, frame);
    return out.zeros(Math.max(0, ETHERNET_LEAST - out.size())).toByteArray();
  }

  /** The frame on a point-to-point link. */
  public static byte[] hdlc(Frame frame) {
    var out = new WireWriter(hdlcOctets(frame));
    out.u8(isForMany(frame) ? HDLC_BROADCAST : HDLC_UNICAST).u8(0);
    content(out, frame);
    return out.toByteArray();
  }

  /**
   * Reads what {@link #ethernet} wrote, or a real station. Padding stays in the payload: only the layer above knows
   * where it begins.
   *
   * @throws DecodeException if octets are too few, or the label stack has no bottom
   */
  public static Frame fromEthernet(byte[] octets) throws DecodeException {
    var in = new WireReader(octets);
    var frame = Frame.newBuilder()
        .setDestinationMac(mac(in, "destination address"))
        .setSourceMac(mac(in, "source address"));
    int etherType = in.u16("EtherType");
    if (etherType == EtherType.VLAN) {
      frame.setVlanTagPlusOne(in.u16("tag control information") + 1);
      etherType = in.u16("EtherType");
    }
    return content(in, frame, etherType);
  }

  /** @throws DecodeException if octets are too few, the address is unknown, or the label stack has no bottom */
  public static Frame fromHdlc(byte[] octets) throws DecodeException {
    var in = new WireReader(octets);
    int address = in.u8("address");
    if (address != HDLC_UNICAST && address != HDLC_BROADCAST) {
      throw in.refused("Cisco HDLC: 0x0f or 0x8f");
    }
    in.expect8("control", 0, "Cisco HDLC");
    return content(in, Frame.newBuilder(), in.u16("EtherType"));
  }

  /** Octets of time that the frame takes on a LAN: padding, frame check, preamble and gap included. */
  public static int ethernetWireOctets(Frame frame) {
    return Math.max(ETHERNET_LEAST, ethernetOctets(frame)) + ETHERNET_AROUND;
  }

  /** Octets of time that the frame takes on a point-to-point link: frame check and flag included. */
  public static int hdlcWireOctets(Frame frame) {
    return hdlcOctets(frame) + HDLC_AROUND;
  }

  private static int ethernetOctets(Frame frame) {
    int tag = frame.getVlanTagPlusOne() == 0 ? 0 : VLAN_TAG;
    return ETHERNET_HEADER + tag + frame.getLabelsCount() * LABEL + frame.getPayload().size();
  }

  private static int hdlcOctets(Frame frame) {
    return HDLC_HEADER + frame.getLabelsCount() * LABEL + frame.getPayload().size();
  }

  private static void content(WireWriter out, Frame frame) {
    out.u16(frame.getEtherType());
    for (int i = 0; i < frame.getLabelsCount(); i++) {
      out.bits32(frame.getLabels(i));
    }
    out.octets(frame.getPayload().toByteArray());
  }

  private static Frame content(WireReader in, Frame.Builder frame, int etherType) throws DecodeException {
    frame.setEtherType(etherType);
    if (etherType == EtherType.MPLS) {
      int entry;
      do {
        entry = in.bits32("label stack entry");
        frame.addLabels(entry);
      } while (!LabelEntry.bottom(entry));
    }
    return frame.setPayload(UnsafeByteOperations.unsafeWrap(in.rest())).build();
  }

  private static void mac(WireWriter out, long mac) {
    out.u16((int) (mac >>> 32)).bits32((int) mac);
  }

  private static long mac(WireReader in, String field) throws DecodeException {
    long high = in.u16(field);
    return high << 32 | in.u32(field);
  }

  /** IPv4 for a group or for everyone: the only packets that tell so without a LAN address. */
  private static boolean isForMany(Frame frame) {
    ByteString payload = frame.getPayload();
    if (frame.getEtherType() != EtherType.IPV4 || payload.size() < 20) {
      return false;
    }
    int first = payload.byteAt(16) & 0xff;
    return first >>> 4 == 0xe
        || first == 255 && payload.byteAt(17) == -1 && payload.byteAt(18) == -1 && payload.byteAt(19) == -1;
  }
}
