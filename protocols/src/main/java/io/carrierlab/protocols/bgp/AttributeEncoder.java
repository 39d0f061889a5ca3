package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.bgp.AttributeType.Flags;
import io.carrierlab.protocols.bgp.PathAttributes.Aggregator;
import io.carrierlab.protocols.bgp.PathAttributes.Unknown;
import io.carrierlab.protocols.wire.WireWriter;

/** Writes path attributes (RFC 4271 §4.3), by ascending type code as its §5 asks. */
final class AttributeEncoder {
  /** Stands for an AS number that does not fit 16 bits (RFC 6793 §9). */
  static final int AS_TRANS = 23456;

  private static final int SHORT_MAX = 255;

  private final boolean fourOctetAs;

  AttributeEncoder(boolean fourOctetAs) {
    this.fourOctetAs = fourOctetAs;
  }

  /** All but MP_REACH_NLRI; NEXT_HOP only for {@code withNextHop}: with MP_REACH_NLRI alone it has no use. */
  byte[] encode(PathAttributes attributes, boolean withNextHop) {
    var out = new WireWriter(128);
    put(out, AttributeType.ORIGIN, new WireWriter().u8(attributes.origin().ordinal()));
    put(out, AttributeType.AS_PATH, asPath(attributes.asPath(), fourOctetAs));
    if (withNextHop) {
      put(out, AttributeType.NEXT_HOP, new WireWriter().bits32(attributes.nextHop().orElseThrow()));
    }
    attributes.med().ifPresent(med -> put(out, AttributeType.MULTI_EXIT_DISC, new WireWriter().u32(med)));
    attributes.localPref().ifPresent(value -> put(out, AttributeType.LOCAL_PREF, new WireWriter().u32(value)));
    if (attributes.atomicAggregate()) {
      put(out, AttributeType.ATOMIC_AGGREGATE, new WireWriter());
    }
    attributes.aggregator().ifPresent(value -> put(out, AttributeType.AGGREGATOR, aggregator(value, fourOctetAs)));
    ints(out, AttributeType.COMMUNITIES, attributes.rawCommunities());
    attributes.originatorId().ifPresent(id -> put(out, AttributeType.ORIGINATOR_ID, new WireWriter().bits32(id)));
    ints(out, AttributeType.CLUSTER_LIST, attributes.rawClusterList());
    if (attributes.rawExtendedCommunities().length > 0) {
      var value = new WireWriter();
      for (long community : attributes.rawExtendedCommunities()) {
        value.bits64(community);
      }
      put(out, AttributeType.EXTENDED_COMMUNITIES, value);
    }
    if (!fourOctetAs) {
      fourOctetForms(out, attributes);
    }
    for (Unknown unknown : attributes.unknown()) {
      put(out, Flags.OPTIONAL_TRANSITIVE | Flags.PARTIAL, unknown.type(), unknown.value());
    }
    return out.toByteArray();
  }

  /** What a 2-octet peer passes on unread (RFC 6793 §4.2.2). */
  private static void fourOctetForms(WireWriter out, PathAttributes attributes) {
    if (attributes.asPath().hasLongAs()) {
      put(out, AttributeType.AS4_PATH, asPath(attributes.asPath(), true));
    }
    attributes.aggregator().filter(aggregator -> aggregator.as() > 0xffff)
        .ifPresent(aggregator -> put(out, AttributeType.AS4_AGGREGATOR, aggregator(aggregator, true)));
  }

  private static void ints(WireWriter out, AttributeType type, int[] values) {
    if (values.length > 0) {
      var value = new WireWriter();
      for (int each : values) {
        value.bits32(each);
      }
      put(out, type, value);
    }
  }

  private static WireWriter asPath(AsPath path, boolean fourOctets) {
    var out = new WireWriter();
    int[] words = path.words();
    int left = 0;
    for (int word : words) {
      if (left == 0) {
        left = word & 0xffff;
        out.u8(word >>> 16).u8(left);
      } else {
        left--;
        if (fourOctets) {
          out.bits32(word);
        } else {
          out.u16(word >>> 16 == 0 ? word : AS_TRANS);
        }
      }
    }
    return out;
  }

  private static WireWriter aggregator(Aggregator aggregator, boolean fourOctets) {
    var out = new WireWriter();
    if (fourOctets) {
      out.u32(aggregator.as());
    } else {
      out.u16(aggregator.as() > 0xffff ? AS_TRANS : (int) aggregator.as());
    }
    return out.bits32(aggregator.address());
  }

  private static void put(WireWriter out, AttributeType type, WireWriter value) {
    put(out, type.flags(), type.code(), value.toByteArray());
  }

  private static void put(WireWriter out, int flags, int code, byte[] value) {
    attributeHeader(out, flags, code, value.length);
    out.octets(value);
  }

  /** Flags, type code and length, which has 16 bits only where 8 are too few (RFC 4271 §4.3). */
  static void attributeHeader(WireWriter out, int flags, int code, int length) {
    if (length > SHORT_MAX) {
      out.u8(flags | Flags.EXTENDED_LENGTH).u8(code).u16(length);
    } else {
      out.u8(flags).u8(code).u8(length);
    }
  }

  static int headerOctets(int length) {
    return length > SHORT_MAX ? 4 : 3;
  }
}
