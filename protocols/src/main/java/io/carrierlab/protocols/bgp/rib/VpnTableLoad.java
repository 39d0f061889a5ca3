package io.carrierlab.protocols.bgp.rib;

import io.carrierlab.protocols.bgp.AsPath;
import io.carrierlab.protocols.bgp.BgpException;
import io.carrierlab.protocols.bgp.BgpFramer;
import io.carrierlab.protocols.bgp.ExtendedCommunity;
import io.carrierlab.protocols.bgp.Family;
import io.carrierlab.protocols.bgp.Nlri;
import io.carrierlab.protocols.bgp.PathAttributes;
import io.carrierlab.protocols.bgp.RouteDistinguisher;
import io.carrierlab.protocols.bgp.UpdateDecoder;
import io.carrierlab.protocols.bgp.UpdateEncoder;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.mpls.LabelEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The work of {@code bench vpnv4}: a PE with VRFs receives a table of VPNv4 routes from its reflector, from octets
 * of the connection to routes that the VRFs forward by. It measures nothing itself.
 */
public final class VpnTableLoad {
  /** Which prefixes the VPNs have. */
  public enum Plan { SAME_IN_EVERY_VRF, EACH_ONCE }

  private static final int AS = 65000;
  private static final int REFLECTOR = Ipv4.parse("10.255.0.1");
  private static final int PE = Ipv4.parse("10.255.0.2");
  private static final int FIRST_SITE_PE = Ipv4.parse("10.255.1.0");
  /** PEs that each VPN is announced from: so many attribute sets it has. */
  private static final int SITES = 4;
  private static final int FIRST_CE_AS = 60000;

  private final int routes;
  private final int vrfs;
  private final Plan plan;
  private final BgpSpeaker pe;
  private final Map<String, BgpSpeaker> speakers = new HashMap<>();
  private final BgpFramer framer = new BgpFramer();
  private final UpdateDecoder decoder =
      new UpdateDecoder(new UpdateDecoder.Context(Set.of(Family.VPNV4), true, true, AS));

  /** @param routes in all, spread evenly over the VRFs */
  public VpnTableLoad(int routes, int vrfs, Plan plan) {
    this.routes = routes;
    this.vrfs = vrfs;
    this.plan = plan;
    var reflector = SpeakerConfig.Peer.of(REFLECTOR, AS, Family.VPNV4);
    pe = new BgpSpeaker(config(Optional.empty(), List.of(reflector)));
    for (int i = 0; i < vrfs; i++) {
      var vrf = new SpeakerConfig.Vrf("vrf" + i, RouteDistinguisher.ofAs(AS, i), Set.of(target(i)),
          new SpeakerConfig.Labels.PerVrf(LabelEntry.FIRST_UNRESERVED + i));
      speakers.put(vrf.name(), new BgpSpeaker(config(Optional.of(vrf), List.of())));
      drive(new SpeakerEvent.VrfConfigured(vrf.name(), vrf.rd(), vrf.exports()));
    }
    drive(new SpeakerEvent.PeerUp(REFLECTOR, Set.of(Family.VPNV4), REFLECTOR, PE, true));
  }

  private static SpeakerConfig config(Optional<SpeakerConfig.Vrf> vrf, List<SpeakerConfig.Peer> peers) {
    return new SpeakerConfig(AS, PE, OptionalInt.empty(), PE, Duration.ZERO, false,
        SpeakerConfig.NextHopDefault.REACHABLE, vrf, peers);
  }

  /**
   * The messages that announce all routes, each route with a label of its own; sites take turns message by message, as
   * they do behind a reflector.
   */
  public List<byte[]> announcements() {
    var encoder = new UpdateEncoder(true, 4096);
    var bySite = new ArrayList<List<byte[]>>();
    for (int site = 0; site < vrfs * SITES; site++) {
      int vrf = site / SITES;
      var attributes = PathAttributes.builder().asPath(AsPath.of(FIRST_CE_AS + site % 1000)).localPref(100)
          .nextHop(FIRST_SITE_PE + site % SITES * 7 + vrf % 7).extendedCommunities(target(vrf)).build();
      bySite.add(encoder.announce(attributes, destinations(site)));
    }
    return interleaved(bySite);
  }

  /** The messages that withdraw them again. */
  public List<byte[]> withdrawals() {
    var encoder = new UpdateEncoder(true, 4096);
    var bySite = new ArrayList<List<byte[]>>();
    for (int site = 0; site < vrfs * SITES; site++) {
      bySite.add(encoder.withdraw(destinations(site)));
    }
    return interleaved(bySite);
  }

  /** Takes one message in, with all that follows from it in the VRFs. @throws BgpException never, for our messages */
  public void receive(byte[] message) throws BgpException {
    framer.append(message);
    for (var frame = framer.next(); frame.isPresent(); frame = framer.next()) {
      drive(new SpeakerEvent.UpdateReceived(REFLECTOR, decoder.decode(frame.get().body())));
    }
  }

  /** Routes that VRFs have, best ones. */
  public long imported() {
    return speakers.values().stream().mapToLong(each -> each.view().destinations(Family.IPV4_UNICAST)).sum();
  }

  /** The PE's global speaker. */
  public BgpSpeaker pe() {
    return pe;
  }

  /** The speaker of VRF 0 and up. */
  public BgpSpeaker vrf(int number) {
    return speakers.get("vrf" + number);
  }

  private Nlri destinations(int site) {
    int each = routes / vrfs;
    int vrf = site / SITES;
    var nlri = Nlri.of(Family.VPNV4, each / SITES + 1);
    for (int i = site % SITES; i < each; i += SITES) {
      int number = vrf * each + i;
      int prefix = switch (plan) {
        case SAME_IN_EVERY_VRF -> Ipv4.parse("10.0.0.0") + (i << 8);
        case EACH_ONCE -> Ipv4.parse("16.0.0.0") + (number << 8);
      };
      int label = LabelEntry.FIRST_UNRESERVED + number % (LabelEntry.MAX_LABEL - LabelEntry.FIRST_UNRESERVED);
      nlri.vpnv4(RouteDistinguisher.ofAs(AS, vrf), prefix, 24, label);
    }
    return nlri.build();
  }

  private static List<byte[]> interleaved(List<List<byte[]>> bySite) {
    var all = new ArrayList<byte[]>();
    boolean more = true;
    for (int round = 0; more; round++) {
      more = false;
      for (List<byte[]> messages : bySite) {
        if (round < messages.size()) {
          all.add(messages.get(round));
          more = true;
        }
      }
    }
    return all;
  }

  private static long target(int vrf) {
    return ExtendedCommunity.routeTarget(AS + ":" + vrf);
  }

  private void drive(SpeakerEvent event) {
    for (SpeakerAction action : pe.on(event, 0)) {
      if (action instanceof SpeakerAction.ImportToVrf(String vrf, Routes imports)) {
        speakers.get(vrf).on(new SpeakerEvent.ImportRoutes(imports), 0);
      } else if (action instanceof SpeakerAction.Continue) {
        drive(new SpeakerEvent.Continue());
      }
    }
  }
}
