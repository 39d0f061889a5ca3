package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.bgp.AttributeType.Flags;
import io.carrierlab.protocols.bgp.Update.Announcement;
import io.carrierlab.protocols.bgp.UpdateFault.Reaction;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the UPDATEs of one session (RFC 4271 §4.3, RFC 4760) with the error handling of RFC 7606: whatever leaves the
 * destinations readable costs these destinations, not the session. Body:
 * <pre>
 *   octet 0 | octets of withdrawn routes: 16 | withdrawn routes
 *           | octets of path attributes: 16  | path attributes | announced routes, to the end
 * </pre>
 * It keeps attributes by their octets, so that equal ones are mostly one object; equality across sessions is up to
 * whoever stores them. A missing LOCAL_PREF of an internal peer is accepted, as its absence says nothing wrong.
 */
public final class UpdateDecoder {
  /** What must be known of the session. @param families negotiated; what belongs to others is ignored */
  public record Context(Set<Family> families, boolean fourOctetAs, boolean internal, long peerAs) {
    public Context {
      families = Set.copyOf(families);
    }
  }

  private final Context context;
  private final AttributeCache cache = new AttributeCache();

  public UpdateDecoder(Context context) {
    this.context = context;
  }

  /** One UPDATE on its way from octets to {@link Update}. */
  private static final class Work {
    private final List<RawAttribute> shared = new ArrayList<>(8);
    private final List<UpdateFault> faults = new ArrayList<>(2);
    private final List<Nlri> withdrawn = new ArrayList<>(2);
    private Nlri announced = Nlri.of();
    private Optional<RawAttribute> rawReach = Optional.empty();
    private Optional<RawAttribute> rawUnreach = Optional.empty();
    private Optional<Reach> reach = Optional.empty();
    private Optional<Nlri> unreach = Optional.empty();

    boolean announces() {
      return !announced.isEmpty() || reach.filter(each -> !each.nlri().isEmpty()).isPresent();
    }
  }

  private record Reach(int nextHop, boolean usable, Nlri nlri) {}

  /**
   * Reads the body of an UPDATE, without header.
   *
   * @throws BgpException if it must end the session
   */
  public Update decode(byte[] body) throws BgpException {
    var work = new Work();
    try {
      var in = new WireReader(body);
      WireReader withdrawnRoutes = in.part("withdrawn routes", in.u16("withdrawn routes length"));
      WireReader attributes = in.part("path attributes", in.u16("path attributes length"));
      scan(body, attributes, work);
      readOriginal(withdrawnRoutes, in, work);
    } catch (DecodeException tooLong) {
      throw refused(AttributeDecoder.MALFORMED_LIST, "lengths beyond the message");
    }
    if (work.rawUnreach.isPresent()) {
      work.unreach = readUnreach(work.rawUnreach.get(), work);
    }
    if (work.rawReach.isPresent()) {
      work.reach = readReach(work.rawReach.get(), work);
    }
    Optional<Family> marker = endOfRib(body, work);
    if (marker.isPresent()) {
      return new Update(List.of(), List.of(), marker, work.faults);
    }
    work.unreach.filter(each -> !each.isEmpty()).ifPresent(work.withdrawn::add);
    return new Update(work.withdrawn, announcements(work), Optional.empty(), work.faults);
  }

  /** Cuts the attributes apart (RFC 7606 §4): what cannot be cut is lost, and with it the destinations. */
  private static void scan(byte[] body, WireReader in, Work work) throws BgpException {
    boolean[] met = new boolean[256];
    while (in.left() > 0) {
      RawAttribute raw;
      try {
        int start = in.position();
        int flags = in.u8("attribute flags");
        in.u8("attribute type");
        int length = (flags & Flags.EXTENDED_LENGTH) != 0 ? in.u16("attribute length") : in.u8("attribute length");
        raw = new RawAttribute(body, start, in.position(), length);
        in.skip("attribute", length);
      } catch (DecodeException overrun) {
        work.faults.add(new UpdateFault(Reaction.TREAT_AS_WITHDRAW, 0, AttributeDecoder.LENGTH_ERROR,
            "attribute beyond the path attributes"));
        return;
      }
      boolean multiprotocol = raw.code() == AttributeType.MP_REACH_NLRI.code()
          || raw.code() == AttributeType.MP_UNREACH_NLRI.code();
      if (met[raw.code()]) {
        if (multiprotocol) {
          throw refused(AttributeDecoder.MALFORMED_LIST, AttributeType.of(raw.code()) + " twice");
        }
        work.faults.add(new UpdateFault(Reaction.ATTRIBUTE_DISCARD, raw.code(), AttributeDecoder.MALFORMED_LIST,
            "attribute " + raw.code() + " twice"));
      } else if (!multiprotocol) {
        work.shared.add(raw);
      } else {
        keepMultiprotocol(raw, work);
      }
      met[raw.code()] = true;
    }
  }

  private static void keepMultiprotocol(RawAttribute raw, Work work) {
    var type = AttributeType.of(raw.code());
    if (!raw.flagsFit(type)) {
      work.faults.add(new UpdateFault(Reaction.TREAT_AS_WITHDRAW, raw.code(), AttributeDecoder.FLAGS_ERROR,
          type + " flags"));
    }
    if (type == AttributeType.MP_REACH_NLRI) {
      work.rawReach = Optional.of(raw);
    } else {
      work.rawUnreach = Optional.of(raw);
    }
  }

  private void readOriginal(WireReader withdrawn, WireReader announced, Work work) throws BgpException {
    try {
      Nlri gone = NlriDecoder.decode(Family.IPV4_UNICAST, withdrawn);
      Nlri here = NlriDecoder.decode(Family.IPV4_UNICAST, announced);
      if (context.families().contains(Family.IPV4_UNICAST)) {
        work.announced = here;
        if (!gone.isEmpty()) {
          work.withdrawn.add(gone);
        }
      } else if (!gone.isEmpty() || !here.isEmpty()) {
        work.faults.add(notNegotiated(0));
      }
    } catch (DecodeException malformed) {
      throw refused(AttributeDecoder.INVALID_NETWORK, "invalid network field");
    }
  }

  private Optional<Nlri> readUnreach(RawAttribute raw, Work work) throws BgpException {
    try {
      var in = raw.value();
      Optional<Family> family = readFamily(in, raw, work);
      return family.isEmpty() ? Optional.empty() : Optional.of(NlriDecoder.decode(family.get(), in));
    } catch (DecodeException malformed) {
      throw refused(raw);
    }
  }

  private Optional<Reach> readReach(RawAttribute raw, Work work) throws BgpException {
    try {
      var in = raw.value();
      Optional<Family> family = readFamily(in, raw, work);
      if (family.isEmpty()) {
        return Optional.empty();
      }
      boolean vpn = family.get() == Family.VPNV4;
      in.expect8("next hop length", vpn ? 12 : 4, "RFC 7606 §7.11");
      if (vpn) {
        in.bits64("route distinguisher of the next hop");
      }
      int nextHop = in.bits32("next hop");
      in.u8("reserved");
      // Membership goes by the session, not by its next hop (RFC 4684 §4), and may have any.
      boolean usable = family.get() == Family.ROUTE_TARGET || AttributeDecoder.isHost(nextHop);
      return Optional.of(new Reach(nextHop, usable, NlriDecoder.decode(family.get(), in)));
    } catch (DecodeException malformed) {
      throw refused(raw);
    }
  }

  private Optional<Family> readFamily(WireReader in, RawAttribute raw, Work work) throws DecodeException {
    int afi = in.u16("AFI");
    Optional<Family> family = Family.of(afi, in.u8("SAFI")).filter(context.families()::contains);
    if (family.isEmpty()) {
      work.faults.add(notNegotiated(raw.code()));
    }
    return family;
  }

  private static UpdateFault notNegotiated(int attribute) {
    return new UpdateFault(Reaction.IGNORED, attribute, AttributeDecoder.OPTIONAL_ERROR, "family not negotiated");
  }

  /** RFC 4724 §2: an UPDATE of nothing, or of an MP_UNREACH_NLRI of nothing. */
  private Optional<Family> endOfRib(byte[] body, Work work) {
    if (body.length == 4) {
      return Optional.of(Family.IPV4_UNICAST).filter(context.families()::contains);
    }
    boolean alone = work.shared.isEmpty() && work.rawReach.isEmpty() && work.faults.isEmpty()
        && work.withdrawn.isEmpty() && work.announced.isEmpty();
    return alone ? work.unreach.filter(Nlri::isEmpty).map(Nlri::family) : Optional.empty();
  }

  private List<Announcement> announcements(Work work) throws BgpException {
    boolean onlyReach = work.rawReach.isPresent() && work.announced.isEmpty();
    boolean plainReach = onlyReach && work.reach.filter(Reach::usable).isPresent() && work.announces();
    if (plainReach && work.faults.isEmpty()) {
      Reach reach = work.reach.get();
      PathAttributes known = lookUp(work, true, reach.nextHop());
      if (known != null) {
        return List.of(new Announcement(known, reach.nlri()));
      }
      return parse(work, false);
    }
    if (!onlyReach && work.faults.isEmpty() && work.reach.isEmpty() && !work.announced.isEmpty()) {
      PathAttributes known = lookUp(work, false, 0);
      if (known != null) {
        return List.of(new Announcement(known, work.announced));
      }
    }
    return parse(work, !onlyReach);
  }

  private PathAttributes lookUp(Work work, boolean multiprotocol, int nextHop) {
    cache.begin();
    cache.add(multiprotocol ? 1 : 0);
    cache.add(nextHop);
    for (RawAttribute raw : work.shared) {
      cache.add(raw.message(), raw.start(), raw.end() - raw.start());
    }
    return cache.find();
  }

  private List<Announcement> parse(Work work, boolean nextHopMatters) throws BgpException {
    boolean clean = work.faults.isEmpty();
    var decoder = new AttributeDecoder(context, nextHopMatters);
    for (RawAttribute raw : work.shared) {
      decoder.read(raw);
    }
    if (work.announces()) {
      decoder.checkMandatory();
    }
    if (work.reach.isPresent() && !work.reach.get().usable()) {
      decoder.fault(Reaction.TREAT_AS_WITHDRAW, AttributeType.MP_REACH_NLRI.code(), AttributeDecoder.OPTIONAL_ERROR,
          "MP_REACH_NLRI next hop");
    }
    work.faults.addAll(decoder.faults());
    var worst = work.faults.stream().filter(each -> each.reaction() == Reaction.TREAT_AS_WITHDRAW).findFirst();
    if (worst.isPresent()) {
      return treatAsWithdraw(work, worst.get());
    }
    var announcements = new ArrayList<Announcement>(2);
    PathAttributes.Builder result = decoder.result();
    if (!work.announced.isEmpty()) {
      announcements.add(new Announcement(result.build(), work.announced));
    }
    if (work.reach.isPresent() && !work.reach.get().nlri().isEmpty()) {
      announcements.add(new Announcement(result.nextHop(work.reach.get().nextHop()).build(),
          work.reach.get().nlri()));
    }
    if (clean && work.faults.isEmpty() && announcements.size() == 1 && work.reach.isPresent() != nextHopMatters) {
      cache.keep(announcements.getFirst().attributes());
    }
    return announcements;
  }

  private static List<Announcement> treatAsWithdraw(Work work, UpdateFault worst) throws BgpException {
    boolean onlyWithdraws = work.shared.isEmpty() && worst.attribute() == AttributeType.MP_UNREACH_NLRI.code();
    if (!work.announces() && !onlyWithdraws && work.rawReach.isPresent() == work.reach.isPresent()) {
      // There may have been destinations that we failed to see (RFC 7606 §5.2); not so in a family that is ignored.
      throw refused(worst.subcode(), worst.reason() + ", and no destination is readable");
    }
    if (!work.announced.isEmpty()) {
      work.withdrawn.add(work.announced);
    }
    work.reach.map(Reach::nlri).filter(nlri -> !nlri.isEmpty()).ifPresent(work.withdrawn::add);
    return List.of();
  }

  private static BgpException refused(int subcode, String reason) {
    return new BgpException(Notification.of(Notification.UPDATE_ERROR, subcode), "UPDATE refused: " + reason);
  }

  private static BgpException refused(RawAttribute raw) {
    return new BgpException(
        new Notification(Notification.UPDATE_ERROR, AttributeDecoder.OPTIONAL_ERROR, raw.octets()),
        "UPDATE refused: malformed " + AttributeType.of(raw.code()));
  }
}
