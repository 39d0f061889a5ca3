package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads and writes OPEN (RFC 4271 §4.2, RFC 5492 §4, RFC 9072 §2). Body:
 * <pre>
 *   octet 0 | version = 4: 8 | AS: 16 | hold time: 16 | BGP identifier: 32 | octets of optional parameters: 8
 *        10 | parameters: type 8 (2 is capabilities), length 8, value: capabilities: code 8, length 8, value
 * </pre>
 * With 255 as the length and as the first type, 16 bits of length follow, and those of parameters have 16 bits too.
 */
final class OpenCodec {
  static final int UNSUPPORTED_VERSION = 1;
  static final int BAD_PEER_AS = 2;
  static final int BAD_IDENTIFIER = 3;
  static final int UNSUPPORTED_PARAMETER = 4;
  static final int BAD_HOLD_TIME = 6;
  static final int UNSUPPORTED_CAPABILITY = 7;

  private static final int VERSION = 4;
  private static final int CAPABILITIES = 2;
  private static final int EXTENDED = 255;
  private static final int MULTIPROTOCOL = 1;
  private static final int ROUTE_REFRESH = 2;
  private static final int EXTENDED_MESSAGE = 6;
  private static final int FOUR_OCTET_AS = 65;

  private OpenCodec() {}

  /** Capabilities while they are read. */
  private static final class Offer {
    private final Set<Family> families = EnumSet.noneOf(Family.class);
    private final TreeSet<Integer> others = new TreeSet<>();
    private boolean multiprotocol;
    private boolean routeRefresh;
    private boolean extendedMessage;
    private OptionalLong fourOctetAs = OptionalLong.empty();
  }

  /** Reads a body, without header. @throws BgpException with the NOTIFICATION of RFC 4271 §6.2 */
  static Open decode(byte[] body) throws BgpException {
    try {
      return decode(new WireReader(body));
    } catch (DecodeException malformed) {
      throw refused(0, "malformed: " + malformed.getMessage());
    }
  }

  private static Open decode(WireReader in) throws DecodeException, BgpException {
    int version = in.u8("version");
    if (version != VERSION) {
      throw refused(UNSUPPORTED_VERSION, "version " + version + ", expected 4", (byte) 0, (byte) VERSION);
    }
    int shortAs = in.u16("my AS");
    int holdSeconds = in.u16("hold time");
    int routerId = in.bits32("BGP identifier");
    var offer = new Offer();
    readParameters(in, offer);
    long as = offer.fourOctetAs.orElse(shortAs);
    if (as == 0) {
      throw refused(BAD_PEER_AS, "bad peer AS 0");
    }
    if (routerId == 0) {
      throw refused(BAD_IDENTIFIER, "bad BGP identifier 0.0.0.0");
    }
    if (holdSeconds == 1 || holdSeconds == 2) {
      throw refused(BAD_HOLD_TIME, "hold time " + holdSeconds + " s");
    }
    return new Open(as, holdSeconds, routerId, new Capabilities(offer.families, offer.routeRefresh,
        offer.extendedMessage, offer.fourOctetAs, offer.others.stream().toList(), offer.multiprotocol));
  }

  private static void readParameters(WireReader in, Offer offer) throws DecodeException, BgpException {
    int length = in.u8("optional parameters length");
    boolean extended = false;
    var parameters = in.part("optional parameters", length == EXTENDED ? in.left() : length);
    in.end();
    boolean first = true;
    while (parameters.left() > 0) {
      int type = parameters.u8("parameter type");
      if (first && length == EXTENDED && type == EXTENDED) {
        extended = true;
        int left = parameters.u16("extended parameters length");
        if (left != parameters.left()) {
          throw parameters.refused("RFC 9072 §2: what is left");
        }
        first = false;
        continue;
      }
      if (first && length == EXTENDED && parameters.left() != EXTENDED - 1) {
        throw parameters.refused("RFC 4271 §4.2: 255 octets");
      }
      first = false;
      var value = parameters.part("parameter",
          extended ? parameters.u16("parameter length") : parameters.u8("parameter length"));
      if (type != CAPABILITIES) {
        throw refused(UNSUPPORTED_PARAMETER, "unsupported optional parameter " + type);
      }
      while (value.left() > 0) {
        int code = value.u8("capability code");
        readCapability(code, value.part("capability", value.u8("capability length")), offer);
      }
    }
  }

  private static void readCapability(int code, WireReader value, Offer offer) throws DecodeException {
    switch (code) {
      case MULTIPROTOCOL -> {
        int afi = value.u16("AFI");
        value.u8("reserved");
        Family.of(afi, value.u8("SAFI")).ifPresent(offer.families::add);
        offer.multiprotocol = true;
        value.end();
      }
      case ROUTE_REFRESH -> {
        offer.routeRefresh = true;
        value.end();
      }
      case EXTENDED_MESSAGE -> {
        offer.extendedMessage = true;
        value.end();
      }
      case FOUR_OCTET_AS -> {
        offer.fourOctetAs = OptionalLong.of(value.u32("AS number"));
        value.end();
      }
      default -> offer.others.add(code);
    }
  }

  /** A whole message, header included. */
  static byte[] encode(Open open) {
    var capabilities = new WireWriter();
    for (Family family : open.capabilities().families()) {
      capabilities.u8(MULTIPROTOCOL).u8(4);
      family(capabilities, family);
    }
    if (open.capabilities().routeRefresh()) {
      capabilities.u8(ROUTE_REFRESH).u8(0);
    }
    if (open.capabilities().extendedMessage()) {
      capabilities.u8(EXTENDED_MESSAGE).u8(0);
    }
    open.capabilities().fourOctetAs().ifPresent(as -> capabilities.u8(FOUR_OCTET_AS).u8(4).u32(as));
    int shortAs = open.as() > 0xffff ? AttributeEncoder.AS_TRANS : (int) open.as();
    var body = new WireWriter().u8(VERSION).u16(shortAs).u16(open.holdSeconds()).bits32(open.routerId());
    int octets = capabilities.size();
    if (octets == 0) {
      body.u8(0);
    } else {
      body.u8(octets + 2).u8(CAPABILITIES).u8(octets).octets(capabilities.toByteArray());
    }
    return Header.message(Header.OPEN, body.toByteArray());
  }

  /** The capability that a peer lacks, as RFC 5492 §5 wants it in the data of the NOTIFICATION. */
  static Notification lacking(Set<Family> families) {
    var data = new WireWriter();
    for (Family family : families) {
      data.u8(MULTIPROTOCOL).u8(4);
      family(data, family);
    }
    return new Notification(Notification.OPEN_ERROR, UNSUPPORTED_CAPABILITY, data.toByteArray());
  }

  private static void family(WireWriter out, Family family) {
    out.u16(family.afi()).u8(0).u8(family.safi());
  }

  static BgpException refused(int subcode, String reason, byte... data) {
    return new BgpException(Notification.of(Notification.OPEN_ERROR, subcode, data), "OPEN refused: " + reason);
  }

  /** Whether the OPEN is from the peer that was configured, and offers enough (RFC 4271 §6.2, RFC 6286 §2.2). */
  static Optional<BgpException> objection(Open open, SessionConfig config) {
    if (open.as() != config.peerAs()) {
      return Optional.of(refused(BAD_PEER_AS, "bad peer AS " + open.as() + ", expected " + config.peerAs()));
    }
    if (config.isInternal() && open.routerId() == config.localId()) {
      return Optional.of(refused(BAD_IDENTIFIER, "bad BGP identifier, the same as ours"));
    }
    if (open.capabilities().effectiveFamilies().stream().noneMatch(config.families()::contains)) {
      return Optional.of(new BgpException(lacking(config.families()),
          "OPEN refused: no address family in common, expected one of " + config.families()));
    }
    return Optional.empty();
  }
}
