package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.bgp.AttributeType.Flags;
import io.carrierlab.protocols.bgp.PathAttributes.Aggregator;
import io.carrierlab.protocols.bgp.PathAttributes.Unknown;
import io.carrierlab.protocols.bgp.UpdateFault.Reaction;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the attributes of one UPDATE, MP_REACH_NLRI and MP_UNREACH_NLRI apart, and collects what is wrong with them
 * as RFC 7606 §7 judges it. One object per UPDATE whose attributes are not cached.
 */
final class AttributeDecoder {
  static final int MALFORMED_LIST = 1;
  static final int UNRECOGNIZED_WELL_KNOWN = 2;
  static final int MISSING_WELL_KNOWN = 3;
  static final int FLAGS_ERROR = 4;
  static final int LENGTH_ERROR = 5;
  static final int INVALID_ORIGIN = 6;
  static final int INVALID_NEXT_HOP = 8;
  static final int OPTIONAL_ERROR = 9;
  static final int INVALID_NETWORK = 10;
  static final int MALFORMED_AS_PATH = 11;

  private final UpdateDecoder.Context context;
  private final boolean nextHopMatters;
  private final PathAttributes.Builder builder = PathAttributes.builder();
  private final Set<AttributeType> seen = EnumSet.noneOf(AttributeType.class);
  private final List<Unknown> unknown = new ArrayList<>();
  private final List<UpdateFault> faults = new ArrayList<>();
  private AsPath asPath = AsPath.EMPTY;
  private Optional<AsPath> as4Path = Optional.empty();
  private Optional<Aggregator> aggregator = Optional.empty();
  private Optional<Aggregator> as4Aggregator = Optional.empty();

  /** @param nextHopMatters if not, NEXT_HOP is ignored: MP_REACH_NLRI has the one that counts (RFC 4760 §3) */
  AttributeDecoder(UpdateDecoder.Context context, boolean nextHopMatters) {
    this.context = context;
    this.nextHopMatters = nextHopMatters;
  }

  /** Faults so far, in the order in which they were met. */
  List<UpdateFault> faults() {
    return faults;
  }

  /** Reads one attribute. @throws BgpException if it is well-known by its flags and not known to us */
  void read(RawAttribute raw) throws BgpException {
    if (!AttributeType.isKnown(raw.code())) {
      readUnknown(raw);
      return;
    }
    var type = AttributeType.of(raw.code());
    if (type == AttributeType.NEXT_HOP && !nextHopMatters) {
      return;
    }
    if (!mayCome(type)) {
      fault(Reaction.ATTRIBUTE_DISCARD, raw.code(), OPTIONAL_ERROR, type + " from such a peer");
      return;
    }
    if (!raw.flagsFit(type)) {
      fault(Reaction.TREAT_AS_WITHDRAW, raw.code(), FLAGS_ERROR, type + " flags");
      seen.add(type);
      return;
    }
    try {
      var in = raw.value();
      readKnown(type, in);
      in.end();
      seen.add(type);
    } catch (DecodeException malformed) {
      seen.add(type);                                // not missing: wrong
      refuse(type, raw);
    }
  }

  private void readUnknown(RawAttribute raw) throws BgpException {
    if ((raw.flags() & Flags.OPTIONAL) == 0) {
      throw new BgpException(new Notification(Notification.UPDATE_ERROR, UNRECOGNIZED_WELL_KNOWN, raw.octets()),
          "UPDATE refused: unrecognized well-known attribute " + raw.code());
    }
    if ((raw.flags() & Flags.TRANSITIVE) != 0) {
      unknown.add(new Unknown(raw.code(), raw.value().rest()));
    }
  }

  /** RFC 7606 §7.5, §7.9, §7.10: not from an external peer. RFC 6793 §4.1: not from a 4-octet one. */
  private boolean mayCome(AttributeType type) {
    return switch (type) {
      case LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST -> context.internal();
      case AS4_PATH, AS4_AGGREGATOR -> !context.fourOctetAs();
      case ORIGIN, AS_PATH, NEXT_HOP, MULTI_EXIT_DISC, ATOMIC_AGGREGATE, AGGREGATOR, COMMUNITIES, MP_REACH_NLRI,
          MP_UNREACH_NLRI, EXTENDED_COMMUNITIES -> true;
    };
  }

  private void readKnown(AttributeType type, WireReader in) throws DecodeException {
    switch (type) {
      case ORIGIN -> {
        int origin = in.u8("ORIGIN");
        if (origin >= PathAttributes.Origin.values().length) {
          throw in.refused("RFC 4271 §4.3: 0..2");
        }
        builder.origin(PathAttributes.Origin.values()[origin]);
      }
      case AS_PATH -> {
        asPath = AsPath.decode(in, context.fourOctetAs());
        checkFirst(in);
      }
      case NEXT_HOP -> builder.nextHop(readNextHop(in));
      case MULTI_EXIT_DISC -> builder.med(in.u32("MULTI_EXIT_DISC"));
      case LOCAL_PREF -> builder.localPref(in.u32("LOCAL_PREF"));
      case ATOMIC_AGGREGATE -> {
        in.end();
        builder.atomicAggregate(true);
      }
      case AGGREGATOR -> aggregator = Optional.of(readAggregator(in, context.fourOctetAs()));
      case COMMUNITIES -> builder.communities(ints(in));
      case ORIGINATOR_ID -> builder.originatorId(in.bits32("ORIGINATOR_ID"));
      case CLUSTER_LIST -> builder.clusterList(ints(in));
      case EXTENDED_COMMUNITIES -> builder.extendedCommunities(longs(in));
      case AS4_PATH -> as4Path = Optional.of(AsPath.decodeAs4(in));
      case AS4_AGGREGATOR -> as4Aggregator = Optional.of(readAggregator(in, true));
      case MP_REACH_NLRI, MP_UNREACH_NLRI -> in.rest();   // UpdateDecoder reads these
    }
  }

  /** An external peer puts its own AS in front (RFC 4271 §6.3). */
  private void checkFirst(WireReader in) throws DecodeException {
    if (!context.internal() && asPath.first().orElse(0) != context.peerAs()) {
      throw in.refused("RFC 4271 §6.3: begins with the AS of the peer");
    }
  }

  private static int readNextHop(WireReader in) throws DecodeException {
    int nextHop = in.bits32("NEXT_HOP");
    if (!isHost(nextHop)) {
      throw in.refused("RFC 4271 §6.3: a host address");
    }
    return nextHop;
  }

  /** Neither 0.0.0.0/8 nor multicast nor reserved. */
  static boolean isHost(int address) {
    return address >>> 24 != 0 && !Ipv4.isMulticast(address) && address >>> 28 != 0xf;
  }

  private static Aggregator readAggregator(WireReader in, boolean fourOctets) throws DecodeException {
    long as = fourOctets ? in.u32("AGGREGATOR AS") : in.u16("AGGREGATOR AS");
    if (as == 0) {
      throw in.refused("RFC 7607: not 0");
    }
    return new Aggregator(as, in.bits32("AGGREGATOR address"));
  }

  private static int[] ints(WireReader in) throws DecodeException {
    int[] values = new int[Math.max(1, in.left() / 4)];   // none at all is malformed too (RFC 7606 §7.8, §7.10)
    for (int i = 0; i < values.length; i++) {
      values[i] = in.bits32("value");
    }
    return values;
  }

  private static long[] longs(WireReader in) throws DecodeException {
    long[] values = new long[Math.max(1, in.left() / 8)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.bits64("value");
    }
    return values;
  }

  /** What RFC 7606 §7 and RFC 6793 §6 say of a malformed attribute. */
  private void refuse(AttributeType type, RawAttribute raw) {
    switch (type) {
      case ORIGIN -> withdraw(type, raw.length() == 1 ? INVALID_ORIGIN : LENGTH_ERROR);
      case AS_PATH -> withdraw(type, MALFORMED_AS_PATH);
      case NEXT_HOP -> withdraw(type, raw.length() == 4 ? INVALID_NEXT_HOP : LENGTH_ERROR);
      case MULTI_EXIT_DISC, LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST -> withdraw(type, LENGTH_ERROR);
      case COMMUNITIES, EXTENDED_COMMUNITIES, MP_REACH_NLRI, MP_UNREACH_NLRI -> withdraw(type, OPTIONAL_ERROR);
      case ATOMIC_AGGREGATE, AGGREGATOR, AS4_PATH, AS4_AGGREGATOR -> {
        fault(Reaction.ATTRIBUTE_DISCARD, raw.code(), LENGTH_ERROR, "malformed " + type);
        forget(type);
      }
    }
  }

  private void forget(AttributeType type) {
    if (type == AttributeType.AGGREGATOR) {
      aggregator = Optional.empty();
    } else if (type == AttributeType.AS4_PATH) {
      as4Path = Optional.empty();
    } else if (type == AttributeType.AS4_AGGREGATOR) {
      as4Aggregator = Optional.empty();
    }
  }

  private void withdraw(AttributeType type, int subcode) {
    fault(Reaction.TREAT_AS_WITHDRAW, type.code(), subcode, "malformed " + type);
  }

  void fault(Reaction reaction, int attribute, int subcode, String reason) {
    faults.add(new UpdateFault(reaction, attribute, subcode, reason));
  }

  /** Notes each well-known mandatory attribute that is not there (RFC 7606 §3 d). */
  void checkMandatory() {
    for (var type : List.of(AttributeType.ORIGIN, AttributeType.AS_PATH, AttributeType.NEXT_HOP)) {
      if (!seen.contains(type) && (type != AttributeType.NEXT_HOP || nextHopMatters)) {
        fault(Reaction.TREAT_AS_WITHDRAW, type.code(), MISSING_WELL_KNOWN, type + " is missing");
      }
    }
  }

  /** Whether the destinations must be treated as withdrawn. */
  boolean isWithdraw() {
    return faults.stream().anyMatch(fault -> fault.reaction() == Reaction.TREAT_AS_WITHDRAW);
  }

  /** What was read, as a builder to which the next hop of MP_REACH_NLRI may be added. */
  PathAttributes.Builder result() {
    boolean byOldSpeaker = as4Aggregator.isPresent()
        && aggregator.filter(each -> each.as() != AttributeEncoder.AS_TRANS).isPresent();
    boolean useAs4 = !byOldSpeaker;                  // RFC 6793 §4.2.3: then both AS4 attributes are stale
    builder.asPath(useAs4 && as4Path.isPresent() ? asPath.merge(as4Path.get()) : asPath);
    builder.aggregator(useAs4 && aggregator.isPresent() ? as4Aggregator.or(() -> aggregator) : aggregator);
    return builder.unknown(unknown);
  }
}
