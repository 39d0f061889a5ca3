package io.carrierlab.protocols.bgp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.bgp.UpdateFault.Reaction;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7606, a row per rule. Attributes are laid out by hand; the destination is 10.0.0.0/8 unless the row says so. */
class UpdateErrorTest {
  private static final String ORIGIN = "40010100";
  private static final String AS_PATH = "400206 0201 0000fdea";
  private static final String NEXT_HOP = "400304 0a000001";
  private static final String LOCAL_PREF = "400504 00000064";
  private static final String GOOD = ORIGIN + AS_PATH + NEXT_HOP;
  private static final String REACH = "800e20 000180 0c 0000000000000000 0a000001 00 70 000011 0000fde800000001 0a0200";
  private static final String UNREACH = "800f12 000180 70 800000 0000fde800000001 0a0200";

  enum Peer { INTERNAL, EXTERNAL, TWO_OCTET }

  /** @param subcode expected of the fault */
  record Tolerated(String what, Peer peer, String attributes, Reaction reaction, int attribute, int subcode) {}

  static Stream<Tolerated> tolerated() {
    return Stream.concat(asWithdraw(), discarded());
  }

  private static Tolerated withdraw(String what, Peer peer, String attributes, int attribute, int subcode) {
    return new Tolerated(what, peer, attributes, Reaction.TREAT_AS_WITHDRAW, attribute, subcode);
  }

  private static Tolerated discard(String what, Peer peer, String attributes, int attribute, int subcode) {
    return new Tolerated(what, peer, attributes, Reaction.ATTRIBUTE_DISCARD, attribute, subcode);
  }

  private static Stream<Tolerated> asWithdraw() {
    return Stream.of(
        withdraw("§3c ORIGIN optional", Peer.INTERNAL, "c0010100" + AS_PATH + NEXT_HOP, 1, 4),
        withdraw("§3c MED well-known", Peer.INTERNAL, GOOD + "400404 00000001", 4, 4),
        withdraw("§3c COMMUNITIES non-transitive", Peer.INTERNAL, GOOD + "800804 00010001", 8, 4),
        withdraw("§3d no ORIGIN", Peer.INTERNAL, AS_PATH + NEXT_HOP, 1, 3),
        withdraw("§3d no AS_PATH", Peer.INTERNAL, ORIGIN + NEXT_HOP, 2, 3),
        withdraw("§3d no NEXT_HOP", Peer.INTERNAL, ORIGIN + AS_PATH, 3, 3),
        withdraw("§4 attribute too long", Peer.INTERNAL, GOOD + "800405 00000001", 0, 5),
        withdraw("§4 two octets left", Peer.INTERNAL, GOOD + "8004", 0, 5),
        withdraw("§4 extended length cut", Peer.INTERNAL, GOOD + "900400", 0, 5),
        withdraw("§7.1 ORIGIN 3", Peer.INTERNAL, "40010103" + AS_PATH + NEXT_HOP, 1, 6),
        withdraw("§7.1 ORIGIN long", Peer.INTERNAL, "4001020000" + AS_PATH + NEXT_HOP, 1, 5),
        withdraw("§7.1 ORIGIN empty", Peer.INTERNAL, "400100" + AS_PATH + NEXT_HOP, 1, 5),
        withdraw("§7.2 segment type 5", Peer.INTERNAL, ORIGIN + "400206 0501 0000fdea" + NEXT_HOP, 2, 11),
        withdraw("§7.2 confederation", Peer.INTERNAL, ORIGIN + "400206 0301 0000fdea" + NEXT_HOP, 2, 11),
        withdraw("§7.2 segment overrun", Peer.INTERNAL, ORIGIN + "400206 0202 0000fdea" + NEXT_HOP, 2, 11),
        withdraw("§7.2 one octet left", Peer.INTERNAL, ORIGIN + "400207 0201 0000fdea 02" + NEXT_HOP, 2, 11),
        withdraw("§7.2 empty segment", Peer.INTERNAL, ORIGIN + "400202 0200" + NEXT_HOP, 2, 11),
        withdraw("RFC 7607 AS 0", Peer.INTERNAL, ORIGIN + "400206 0201 00000000" + NEXT_HOP, 2, 11),
        withdraw("RFC 4271 §6.3 first AS", Peer.EXTERNAL, ORIGIN + "400206 0201 0000fdeb" + NEXT_HOP, 2, 11),
        withdraw("RFC 4271 §6.3 empty path", Peer.EXTERNAL, ORIGIN + "400200" + NEXT_HOP, 2, 11),
        withdraw("§7.3 NEXT_HOP long", Peer.INTERNAL, ORIGIN + AS_PATH + "400305 0a00000100", 3, 5),
        withdraw("§7.3 NEXT_HOP 0.0.0.0", Peer.INTERNAL, ORIGIN + AS_PATH + "400304 00000000", 3, 8),
        withdraw("§7.3 NEXT_HOP multicast", Peer.INTERNAL, ORIGIN + AS_PATH + "400304 e0000005", 3, 8),
        withdraw("§7.4 MED short", Peer.INTERNAL, GOOD + "800403 000001", 4, 5),
        withdraw("§7.5 LOCAL_PREF short", Peer.INTERNAL, GOOD + "400503 000001", 5, 5),
        withdraw("§7.8 COMMUNITIES of 5", Peer.INTERNAL, GOOD + "c00805 0001000100", 8, 9),
        withdraw("§7.8 COMMUNITIES of 0", Peer.INTERNAL, GOOD + "c00800", 8, 9),
        withdraw("§7.9 ORIGINATOR_ID of 5", Peer.INTERNAL, GOOD + "800905 0001000100", 9, 5),
        withdraw("§7.10 CLUSTER_LIST of 3", Peer.INTERNAL, GOOD + "800a03 000100", 10, 5),
        withdraw("§7.10 CLUSTER_LIST of 0", Peer.INTERNAL, GOOD + "800a00", 10, 5),
        withdraw("§7.14 extended communities of 7", Peer.INTERNAL, GOOD + "c01007 0002fde8000000", 16, 9),
        withdraw("§7.14 extended communities of 0", Peer.INTERNAL, GOOD + "c01000", 16, 9));
  }

  private static Stream<Tolerated> discarded() {
    return Stream.of(
        discard("§3g MED twice", Peer.INTERNAL, GOOD + "800404 00000001 800404 00000002", 4, 1),
        discard("§3g unknown twice", Peer.INTERNAL, GOOD + "c0c801 01 c0c801 02", 200, 1),
        discard("§7.5 LOCAL_PREF", Peer.EXTERNAL, GOOD + LOCAL_PREF, 5, 9),
        discard("§7.6 ATOMIC_AGGREGATE of 1", Peer.INTERNAL, GOOD + "400601 00", 6, 5),
        discard("§7.7 AGGREGATOR of 6", Peer.INTERNAL, GOOD + "c00706 fde8 0a000001", 7, 5),
        discard("§7.7 AGGREGATOR of 9", Peer.INTERNAL, GOOD + "c00709 0000fde8 0a000001 00", 7, 5),
        discard("§7.7 AGGREGATOR of 8", Peer.TWO_OCTET,
            ORIGIN + "400204 0201 fdea" + NEXT_HOP + "c00708 0000fde80a000001", 7, 5),
        discard("RFC 7607 AGGREGATOR 0", Peer.INTERNAL, GOOD + "c00708 00000000 0a000001", 7, 5),
        discard("§7.9 ORIGINATOR_ID", Peer.EXTERNAL, GOOD + "800904 0a000001", 9, 9),
        discard("§7.10 CLUSTER_LIST", Peer.EXTERNAL, GOOD + "800a04 0a000001", 10, 9),
        discard("RFC 6793 §4.1 AS4_PATH", Peer.INTERNAL, GOOD + "c01106 0201 0000fdea", 17, 9),
        discard("RFC 6793 §6 AS4_PATH cut", Peer.TWO_OCTET,
            ORIGIN + "400204 0201 fdea" + NEXT_HOP + "c01105 0201 0000fd", 17, 5),
        discard("RFC 6793 §6 AS4_AGGREGATOR", Peer.TWO_OCTET,
            ORIGIN + "400204 0201 fdea" + NEXT_HOP + "c01207 00000001 0a0000", 18, 5));
  }

  private static UpdateDecoder decoder(Peer peer) {
    return new UpdateDecoder(new UpdateDecoder.Context(Set.of(Family.IPV4_UNICAST, Family.VPNV4),
        peer != Peer.TWO_OCTET, peer != Peer.EXTERNAL, 65002));
  }

  private static byte[] body(String withdrawn, String attributes, String announced) {
    byte[] gone = hex(withdrawn);
    byte[] shared = hex(attributes);
    return new WireWriter().u16(gone.length).octets(gone).u16(shared.length).octets(shared).octets(hex(announced))
        .toByteArray();
  }

  @ParameterizedTest
  @MethodSource
  void tolerated(Tolerated row) throws BgpException {
    Update update = decoder(row.peer()).decode(body("", row.attributes(), "080a"));
    var fault = update.faults().getFirst();
    assertEquals(List.of(row.reaction(), row.attribute(), row.subcode()),
        List.of(fault.reaction(), fault.attribute(), fault.subcode()), fault::reason);
    boolean withdrawn = row.reaction() == Reaction.TREAT_AS_WITHDRAW;
    assertEquals(withdrawn ? 0 : 1, update.announced().size());
    assertEquals(withdrawn ? "[IPv4 unicast[10.0.0.0/8]]" : "[]", update.withdrawn().toString());
  }

  /** What is discarded leaves no trace in the attributes. */
  @ParameterizedTest
  @MethodSource("discarded")
  void discardsAll(Tolerated row) throws BgpException {
    Update update = decoder(row.peer()).decode(body("", row.attributes(), "080a"));
    var attributes = update.announced().getFirst().attributes();
    assertTrue(attributes.localPref().isEmpty() && attributes.aggregator().isEmpty() && !attributes.atomicAggregate()
        && attributes.originatorId().isEmpty() && attributes.clusterList().length == 0, attributes::toString);
    assertEquals(AsPath.of(65002), attributes.asPath());
    assertTrue(attributes.med().orElse(1) == 1, "the first of two counts");
  }

  /** @param data of the NOTIFICATION, as hexadecimal digits */
  record Reset(String what, String body, int subcode, String data) {}

  static Stream<Reset> resets() {
    String badReach = "800e15 000180 04 0a000001 00 58 000011 0000fde800000001";
    return Stream.of(
        new Reset("withdrawn routes length", "0005 00 0000", 1, ""),
        new Reset("path attributes length", "0000 0005 40010100", 1, ""),
        new Reset("§3i withdrawn /33", hex(body("210a00000000", "", "")), 10, ""),
        new Reset("§3i withdrawn cut", hex(body("180a00", "", "")), 10, ""),
        new Reset("announced /33", hex(body("", GOOD, "210a00000000")), 10, ""),
        new Reset("announced cut", hex(body("", GOOD, "180a00")), 10, ""),
        new Reset("§3g MP_REACH_NLRI twice", hex(body("", GOOD + REACH + REACH, "")), 1, ""),
        new Reset("§3g MP_UNREACH_NLRI twice", hex(body("", UNREACH + UNREACH, "")), 1, ""),
        new Reset("RFC 4271 §6.3 unknown well-known", hex(body("", GOOD + "40c801 01", "080a")), 2, "40c80101"),
        new Reset("§7.11 next hop of 4", hex(body("", badReach, "")), 9, badReach),
        new Reset("MP_REACH_NLRI of 4", hex(body("", "800e04 00018000", "")), 9, "800e04 00018000"),
        new Reset("MP_UNREACH_NLRI of 2", hex(body("", "800f02 0001", "")), 9, "800f02 0001"),
        new Reset("§5.3 VPNv4 /80", hex(body("", "800f0e 000180 50 8000000000fde8000000", "")), 9,
            "800f0e 000180 50 8000000000fde8000000"),
        new Reset("§5.3 VPNv4 /121", hex(body("", "800f14 000180 79 800000 0000fde800000001 0a02000000", "")), 9,
            "800f14 000180 79 800000 0000fde800000001 0a02000000"),
        new Reset("§5.2 error and no destination", hex(body("", "40010103" + AS_PATH + NEXT_HOP, "")), 6, ""),
        new Reset("§5.2 error after withdrawals", hex(body("080a", "40010103" + AS_PATH, "")), 6, ""),
        new Reset("§5.2 garbage after MP_UNREACH_NLRI", hex(body("", UNREACH + "ff", "")), 5, ""));
  }

  @ParameterizedTest
  @MethodSource("resets")
  void endsTheSession(Reset row) {
    var error = assertThrows(BgpException.class, () -> decoder(Peer.INTERNAL).decode(hex(row.body())));
    assertEquals(new Notification(Notification.UPDATE_ERROR, row.subcode(), hex(row.data())), error.notification(),
        error::reason);
  }

  @Test
  void treatsVpnRoutesAsWithdrawnToo() throws BgpException {
    for (String wrong : List.of("40010103", "400100", "c0010100", "")) {
      Update update = decoder(Peer.INTERNAL).decode(body("", REACH + wrong + AS_PATH, ""));
      assertEquals("65000:1:10.2.0.0/24", update.withdrawn().getFirst().text(0));
      assertTrue(update.announced().isEmpty());
    }
  }

  /** RFC 4760 §3: NEXT_HOP is of no meaning beside MP_REACH_NLRI. */
  @Test
  void ignoresANextHopBesideMpReach() throws BgpException {
    Update update = decoder(Peer.INTERNAL).decode(body("", REACH + ORIGIN + AS_PATH + "400304 00000000", ""));
    assertEquals(List.of(), update.faults());
    assertEquals(0x0a000001, update.announced().getFirst().attributes().nextHop().orElseThrow());
  }

  @Test
  void readsBothFamiliesOfOneUpdate() throws BgpException {
    Update update = decoder(Peer.INTERNAL).decode(body("080b", UNREACH + GOOD.replace("0a000001", "0a000009")
        + REACH, "080a"));
    assertEquals(2, update.announced().size());
    assertEquals(2, update.withdrawn().size());
    assertEquals(0x0a000009, update.announced().get(0).attributes().nextHop().orElseThrow());
    assertEquals(0x0a000001, update.announced().get(1).attributes().nextHop().orElseThrow());
  }

  @Test
  void ignoresFamiliesThatWereNotNegotiated() throws BgpException {
    String ipv6 = "800f04 000201 00";
    Update update = decoder(Peer.INTERNAL).decode(body("", ipv6, ""));
    assertEquals(Reaction.IGNORED, update.faults().getFirst().reaction());
    assertTrue(update.endOfRib().isEmpty());
    var onlyVpn = new UpdateDecoder(new UpdateDecoder.Context(Set.of(Family.VPNV4), true, true, 65002));
    Update original = onlyVpn.decode(body("", GOOD, "080a"));
    assertEquals(List.of(), original.announced());
    assertEquals(Reaction.IGNORED, original.faults().getFirst().reaction());
  }

  @Test
  void keepsUnknownTransitiveAttributesAndDropsOthers() throws BgpException {
    Update update = decoder(Peer.INTERNAL).decode(body("", GOOD + "c0c802 0102 80c901 01", "080a"));
    assertEquals(List.of(), update.faults());
    var announcement = update.announced().getFirst();
    assertEquals(List.of(new PathAttributes.Unknown(200, hex("0102"))), announcement.attributes().unknown());
    String written = hex(new UpdateEncoder(true, 4096).announce(announcement.attributes(), announcement.nlri())
        .getFirst());
    assertTrue(written.contains("e0c8020102") && !written.contains("c9"), "Partial bit is set: " + written);
  }
}
