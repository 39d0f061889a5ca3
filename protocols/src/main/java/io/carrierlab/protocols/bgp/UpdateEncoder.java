package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes UPDATEs with as many destinations as fit (RFC 4271 §4.3). IPv4 unicast goes into the original fields, the
 * others into MP_REACH_NLRI and MP_UNREACH_NLRI, which are the first attribute (RFC 7606 §5.1). One is made for each
 * session by {@link Negotiated#encoder()}; it has no state but its counter.
 */
public final class UpdateEncoder {
  /** Header, length of withdrawn routes, length of path attributes. */
  private static final int FIXED_OCTETS = Header.OCTETS + 4;
  /** The label field of a withdrawal (RFC 8277 §2.4). */
  private static final int WITHDRAWN_LABEL = 0x800000;
  private static final int BOTTOM = 1;
  private static final int DISTINGUISHER_AND_LABEL_BITS = 88;

  private final AttributeEncoder attributeEncoder;
  private final int maxOctets;
  private long unsendable;

  /** @param maxOctets longest message: 4096, or 65535 where extended messages are agreed on */
  public UpdateEncoder(boolean fourOctetAs, int maxOctets) {
    if (maxOctets < Header.MAX_MESSAGE || maxOctets > Header.MAX_EXTENDED_MESSAGE) {
      throw new IllegalArgumentException("message length " + maxOctets + " is not in 4096..65535");
    }
    this.attributeEncoder = new AttributeEncoder(fourOctetAs);
    this.maxOctets = maxOctets;
  }

  /**
   * Announces destinations. If the attributes leave no room for a destination, it must not be announced (RFC 4271
   * §9.2), so all of them are withdrawn instead, and {@link #unsendable} counts them.
   *
   * @throws IllegalArgumentException if the attributes have no next hop
   */
  public List<byte[]> announce(PathAttributes attributes, Nlri nlri) {
    if (attributes.nextHop().isEmpty()) {
      throw new IllegalArgumentException("no next hop in " + attributes);
    }
    boolean original = nlri.family() == Family.IPV4_UNICAST;
    byte[] shared = attributeEncoder.encode(attributes, original);
    var messages = new ArrayList<byte[]>();
    int room = maxOctets - FIXED_OCTETS - shared.length - (original ? 0 : reachOverhead(nlri.family()));
    for (int from = 0; from < nlri.size();) {
      int to = fitting(nlri, from, room);
      if (to == from) {
        unsendable += nlri.size();
        return withdraw(nlri);
      }
      messages.add(original ? originalReach(shared, nlri, from, to)
          : reach(shared, attributes.nextHop().getAsInt(), nlri, from, to));
      from = to;
    }
    return messages;
  }

  /** Withdraws destinations; labels do not matter. */
  public List<byte[]> withdraw(Nlri nlri) {
    boolean original = nlri.family() == Family.IPV4_UNICAST;
    int room = maxOctets - FIXED_OCTETS - (original ? 0 : AttributeEncoder.headerOctets(maxOctets) + 3);
    var messages = new ArrayList<byte[]>();
    for (int from = 0; from < nlri.size();) {
      int to = fitting(nlri, from, room);
      messages.add(original ? originalUnreach(nlri, from, to) : unreach(nlri, from, to));
      from = to;
    }
    return messages;
  }

  /** The marker that all there was of a family has been sent (RFC 4724 §2). */
  public byte[] endOfRib(Family family) {
    Nlri none = Nlri.of(family).build();
    return family == Family.IPV4_UNICAST ? originalUnreach(none, 0, 0) : unreach(none, 0, 0);
  }

  /** Destinations that were not announced because their attributes are too long for a message. */
  public long unsendable() {
    return unsendable;
  }

  private static int reachOverhead(Family family) {
    return AttributeEncoder.headerOctets(Header.MAX_MESSAGE) + 5 + nextHopOctets(family);
  }

  /** The index after the last destination that fits into {@code room} octets, from {@code from} on. */
  private static int fitting(Nlri nlri, int from, int room) {
    int to = from;
    int octets = 0;
    while (to < nlri.size()) {
      octets += octetsOf(nlri, to);
      if (octets > room) {
        break;
      }
      to++;
    }
    return to;
  }

  private static int octetsOf(Nlri nlri, int index) {
    int prefix = 1 + (nlri.length(index) + 7) / 8;
    return nlri.family() == Family.VPNV4 ? prefix + 11 : prefix;
  }

  private static int octetsOf(Nlri nlri, int from, int to) {
    int octets = 0;
    for (int i = from; i < to; i++) {
      octets += octetsOf(nlri, i);
    }
    return octets;
  }

  private static int nextHopOctets(Family family) {
    return family == Family.VPNV4 ? 12 : 4;
  }

  private static byte[] originalReach(byte[] shared, Nlri nlri, int from, int to) {
    int octets = FIXED_OCTETS + shared.length + octetsOf(nlri, from, to);
    var out = new WireWriter(octets).zeros(Header.OCTETS).u16(0).u16(shared.length).octets(shared);
    write(out, nlri, from, to, false);
    return finish(out);
  }

  private static byte[] originalUnreach(Nlri nlri, int from, int to) {
    int octets = octetsOf(nlri, from, to);
    var out = new WireWriter(FIXED_OCTETS + octets).zeros(Header.OCTETS).u16(octets);
    write(out, nlri, from, to, true);
    return finish(out.u16(0));
  }

  /** MP_REACH_NLRI: AFI 16, SAFI 8, next hop length 8, next hop, reserved 8, destinations (RFC 4760 §3). */
  private static byte[] reach(byte[] shared, int nextHop, Nlri nlri, int from, int to) {
    Family family = nlri.family();
    int value = 5 + nextHopOctets(family) + octetsOf(nlri, from, to);
    int attributes = AttributeEncoder.headerOctets(value) + value + shared.length;
    var out = new WireWriter(FIXED_OCTETS + attributes).zeros(Header.OCTETS).u16(0).u16(attributes);
    AttributeEncoder.attributeHeader(out, AttributeType.MP_REACH_NLRI.flags(), AttributeType.MP_REACH_NLRI.code(),
        value);
    out.u16(family.afi()).u8(family.safi()).u8(nextHopOctets(family));
    if (family == Family.VPNV4) {
      out.bits64(0);                                 // the next hop is a VPN-IPv4 address with RD 0 (RFC 4364 §4.3.2)
    }
    out.bits32(nextHop).u8(0);
    write(out, nlri, from, to, false);
    return finish(out.octets(shared));
  }

  /** MP_UNREACH_NLRI: AFI 16, SAFI 8, destinations (RFC 4760 §4). */
  private static byte[] unreach(Nlri nlri, int from, int to) {
    Family family = nlri.family();
    int value = 3 + octetsOf(nlri, from, to);
    int attributes = AttributeEncoder.headerOctets(value) + value;
    var out = new WireWriter(FIXED_OCTETS + attributes).zeros(Header.OCTETS).u16(0).u16(attributes);
    AttributeEncoder.attributeHeader(out, AttributeType.MP_UNREACH_NLRI.flags(), AttributeType.MP_UNREACH_NLRI.code(),
        value);
    out.u16(family.afi()).u8(family.safi());
    write(out, nlri, from, to, true);
    return finish(out);
  }

  private static byte[] finish(WireWriter out) {
    byte[] message = out.toByteArray();
    Header.fill(message, Header.UPDATE);
    return message;
  }

  private static void write(WireWriter out, Nlri nlri, int from, int to, boolean withdrawn) {
    for (int i = from; i < to; i++) {
      int length = nlri.length(i);
      switch (nlri.family()) {
        case IPV4_UNICAST -> upper(out.u8(length), nlri.address(i), length);
        case VPNV4 -> {
          out.u8(DISTINGUISHER_AND_LABEL_BITS + length);
          out.u24(withdrawn ? WITHDRAWN_LABEL : nlri.label(i) << 4 | BOTTOM).bits64(nlri.distinguisher(i));
          upper(out, nlri.address(i), length);
        }
        case ROUTE_TARGET -> {
          upper(out.u8(length), nlri.address(i), Math.min(32, length));
          upper(out, nlri.distinguisher(i), Math.max(0, length - 32));
        }
      }
    }
  }

  /** As many octets from the top as the length in bits needs. */
  private static void upper(WireWriter out, int address, int length) {
    for (int shift = 24; length > 24 - shift; shift -= 8) {
      out.u8(address >>> shift & 0xff);
    }
  }

  private static void upper(WireWriter out, long target, int length) {
    for (int shift = 56; length > 56 - shift; shift -= 8) {
      out.u8((int) (target >>> shift) & 0xff);
    }
  }
}
