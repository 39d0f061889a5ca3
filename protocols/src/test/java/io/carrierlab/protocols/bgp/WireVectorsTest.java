package io.carrierlab.protocols.bgp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WireVectorsTest {
  private static Update decode(byte[] message) throws BgpException {
    return new UpdateDecoder(Vectors.INTERNAL).decode(Vectors.body(message));
  }

  private static UpdateEncoder encoder() {
    return new UpdateEncoder(true, 4096);
  }

  @Test
  void readsGoBgpsOpen() throws BgpException {
    var open = OpenCodec.decode(Vectors.body(Vectors.GOBGP_OPEN));
    var capabilities = new Capabilities(EnumSet.of(Family.VPNV4, Family.ROUTE_TARGET), true, false,
        OptionalLong.of(65000), List.of(5, 73), true);
    assertEquals(new Open(65000, 9, Ipv4.parse("10.255.0.2"), capabilities), open);
  }

  /** RFC 6793 §9 and RFC 5492 §4, laid out by hand: AS 4200000000 is AS_TRANS in the old field. */
  @Test
  void writesAnOpen() throws BgpException {
    var open = new Open(4200000000L, 180, Ipv4.parse("10.0.0.1"),
        Capabilities.offer(Set.of(Family.VPNV4, Family.IPV4_UNICAST), 4200000000L, true));
    byte[] message = OpenCodec.encode(open);
    assertEquals(hexText(Vectors.MARKER + "0035 01 04 5ba0 00b4 0a000001 18 0216"
        + "0104 0001 0001 0104 0001 0080 0200 0600 4104 fa56ea00"), hexText(hex(message)));
    assertEquals(open, OpenCodec.decode(Vectors.body(message)));
  }

  /** RFC 9072 §2, laid out by hand: extended optional parameters. */
  @Test
  void readsExtendedOptionalParameters() throws BgpException {
    var open = OpenCodec.decode(hex("04 fde8 00b4 0a000001 ff ff 0009 02 0006 0104 0001 0080"));
    assertEquals(Set.of(Family.VPNV4), open.capabilities().families());
  }

  private static String hexText(String digits) {
    return digits.replaceAll("\\s", "");
  }

  @Test
  void readsAndWritesGoBgpsVpnRoute() throws BgpException {
    Update update = decode(Vectors.GOBGP_VPNV4);
    var nlri = Nlri.of(Family.VPNV4)
        .vpnv4(RouteDistinguisher.parse("65000:200"), Ipv4.parse("10.2.0.0"), 24, 2222).build();
    var attributes = PathAttributes.builder().origin(PathAttributes.Origin.INCOMPLETE).localPref(100)
        .nextHop(Ipv4.parse("10.255.0.2")).extendedCommunities(ExtendedCommunity.parse("65000:200")).build();
    assertEquals(List.of(new Update.Announcement(attributes, nlri)), update.announced());
    assertTrue(update.withdrawn().isEmpty() && update.faults().isEmpty());
    // We put MP_REACH_NLRI first (RFC 7606 §5.1); gobgpd puts it by its number.
    assertEquals(hexText(Vectors.MARKER + """
        0053 02 0000 003c 800e20 0001800c 0000000000000000 0aff0002 00 70 008ae1 0000fde8000000c8 0a0200
        40010102 400200 40050400000064 c01008 0002fde8000000c8"""),
        hex(encoder().announce(attributes, nlri).getFirst()));
  }

  @Test
  void readsAndWritesAWithdrawal() throws BgpException {
    Update update = decode(Vectors.GOBGP_WITHDRAW);
    assertEquals("65000:200:10.2.0.0/24", update.withdrawn().getFirst().text(0));
    assertEquals(hex(Vectors.GOBGP_WITHDRAW).replace("70008ae1", "70800000"),
        hex(encoder().withdraw(update.withdrawn().getFirst()).getFirst()));
  }

  @Test
  void readsAndWritesIpv4() throws BgpException {
    Update update = decode(Vectors.IPV4);
    assertEquals(List.of(Nlri.of(Ipv4Prefix.parse("10.20.0.0/14"))), update.withdrawn());
    var announcement = update.announced().getFirst();
    assertEquals(Nlri.of(Ipv4Prefix.parse("10.1.0.0/16"), Ipv4Prefix.parse("192.0.2.128/25")), announcement.nlri());
    assertEquals("IGP path [65001 4200000001 {65003}] next hop 192.0.2.9 MED 5 local preference 200 atomic aggregate"
        + " aggregator 65003 192.0.2.1 communities 65001:1 65535:65281", announcement.attributes().toString());
    assertEquals(3, announcement.attributes().asPath().hops());
    String written = hex(encoder().announce(announcement.attributes(), announcement.nlri()).getFirst());
    assertEquals(hex(Vectors.IPV4).replace("006702" + "00030e0a14", "006402" + "0000"), written);
  }

  @Test
  void readsAndWritesMembership() throws BgpException {
    Update update = decode(Vectors.MEMBERSHIP);
    var announcement = update.announced().getFirst();
    assertEquals(Nlri.of(Family.ROUTE_TARGET).routeTarget(65000, ExtendedCommunity.parse("65000:7"))
        .routeTargetPrefix(65000, 0x0002L << 48, 48).defaultRouteTarget().build(), announcement.nlri());
    assertEquals(Ipv4.parse("10.0.0.9"), announcement.attributes().originatorId().orElseThrow());
    assertArrayEquals(new int[] {1, 2}, announcement.attributes().clusterList());
    assertEquals(hex(Vectors.MEMBERSHIP),
        hex(encoder().announce(announcement.attributes(), announcement.nlri()).getFirst()));
  }

  @Test
  void readsAndWritesEndOfRib() throws BgpException {
    assertEquals(Optional.of(Family.VPNV4), decode(Vectors.END_OF_VPNV4).endOfRib());
    assertArrayEquals(Vectors.END_OF_VPNV4, encoder().endOfRib(Family.VPNV4));
    byte[] ipv4 = encoder().endOfRib(Family.IPV4_UNICAST);
    assertEquals(Vectors.MARKER + "00170200000000", hex(ipv4));
    assertEquals(Optional.of(Family.IPV4_UNICAST), decode(ipv4).endOfRib());
  }

  @Test
  void readsAndWritesTheRest() throws DecodeException {
    assertArrayEquals(Vectors.KEEPALIVE, new Keepalive().encode());
    assertArrayEquals(Vectors.REFRESH, RouteRefresh.of(Family.VPNV4).encode());
    assertEquals(RouteRefresh.of(Family.VPNV4), RouteRefresh.decode(Vectors.body(Vectors.REFRESH)));
    var shutdown = Notification.cease(Notification.Cease.SHUTDOWN, "moving house");
    assertArrayEquals(Vectors.GOBGP_SHUTDOWN, shutdown.encode());
    assertEquals(shutdown, Notification.decode(Vectors.body(Vectors.GOBGP_SHUTDOWN)));
    assertEquals("Cease/Administrative Shutdown: \"moving house\"", shutdown.words());
    var cut = assertThrows(DecodeException.class, () -> Notification.decode(hex("06")));
    assertEquals(new Truncated("error subcode", 1, 0), cut.error());
  }

  @Test
  void cutsALongShutdownTextBetweenCharacters() {
    byte[] data = Notification.cease(Notification.Cease.RESET, "a" + "é".repeat(200)).data();
    assertEquals(256, data.length);
    assertEquals(255, data[0] & 0xff);
    assertEquals(254, Notification.cease(Notification.Cease.RESET, "é".repeat(200)).data()[0] & 0xff);
  }

  @Test
  void readsAndWritesDistinguishersAndCommunities() {
    for (String text : List.of("65000:1", "0:4294967295", "10.0.0.1:5", "4200000000:7", "1L:7")) {
      assertEquals(text, RouteDistinguisher.format(RouteDistinguisher.parse(text)));
      assertEquals("RT:" + text, ExtendedCommunity.format(ExtendedCommunity.parse(text)));
      assertEquals("SoO:" + text, ExtendedCommunity.format(ExtendedCommunity.parse("SoO:" + text)));
    }
    // RFC 4364 §4.2 and RFC 4360 §4, RFC 5668 §2, laid out by hand.
    assertEquals(0x0000_fde8_0000_0001L, RouteDistinguisher.parse("65000:1"));
    assertEquals(0x0001_0a00_0001_0005L, RouteDistinguisher.parse("10.0.0.1:5"));
    assertEquals(0x0002_fa56_ea00_0007L, RouteDistinguisher.parse("4200000000:7"));
    assertEquals(0x0102_0a00_0001_0005L, ExtendedCommunity.parse("RT:10.0.0.1:5"));
    assertEquals(0x0203_fa56_ea00_0007L, ExtendedCommunity.siteOfOrigin("4200000000:7"));
    for (String text : List.of("65000", "65536:65536", "10.0.0.1:65536", "4294967296:1", "a:1", ":1", "1:", "1.2:3")) {
      assertThrows(IllegalArgumentException.class, () -> RouteDistinguisher.parse(text), text);
    }
  }

  /** RFC 6793 §4.2.3: what the 2-octet speakers put in front stays. */
  @Test
  void mergesAs4Path() throws BgpException {
    var context = new UpdateDecoder.Context(Set.of(Family.IPV4_UNICAST), false, true, 65000);
    byte[] body = hex("0000 0025 40010100 40020a 0204 0001 0002 5ba0 5ba0 400304 0a000001"
        + "c0110a 0202 0003ffff 0004ffff 08 0a");
    Update update = new UpdateDecoder(context).decode(body);
    var path = update.announced().getFirst().attributes().asPath();
    assertEquals(AsPath.of(1, 2, 0x3ffff, 0x4ffff), path);
    // And the same way back: AS_TRANS for the old, AS4_PATH for the new.
    var again = new UpdateEncoder(false, 4096).announce(update.announced().getFirst().attributes(),
        update.announced().getFirst().nlri()).getFirst();
    assertEquals(path, new UpdateDecoder(context).decode(Vectors.body(again)).announced().getFirst().attributes()
        .asPath());
    assertTrue(hex(again).contains("02040001" + "00025ba05ba0"));
  }

  @Test
  void ignoresAnAs4PathThatIsTooLong() {
    assertEquals(AsPath.of(1), AsPath.of(1).merge(AsPath.of(2, 3)));
    assertEquals(AsPath.of(1, 2, 3), AsPath.of(1, 9, 9).merge(AsPath.of(2, 3)));
  }

  @Test
  void editsPaths() {
    var path = AsPath.of(65001, 65002);
    assertEquals("65000 65001 65002", path.prepend(65000).toString());
    assertEquals("65000 65002", path.replace(65001, 65000).toString());
    assertEquals(OptionalLong.of(65001), path.first());
    var full = AsPath.EMPTY;
    for (int i = 1; i <= 300; i++) {
      full = full.prepend(i);
    }
    assertEquals(300, full.hops());
    assertTrue(full.contains(1) && full.contains(300) && !full.contains(301));
  }

  /** Equal octets give one object, which is what makes a table of a million routes small. */
  @Test
  void internsAttributes() throws BgpException {
    var decoder = new UpdateDecoder(Vectors.INTERNAL);
    var first = decoder.decode(Vectors.body(Vectors.GOBGP_VPNV4)).announced().getFirst().attributes();
    decoder.decode(Vectors.body(Vectors.IPV4));
    assertSame(first, decoder.decode(Vectors.body(Vectors.GOBGP_VPNV4)).announced().getFirst().attributes());
  }

  @Test
  void packsDestinationsToTheLimit() throws BgpException {
    var routes = Nlri.of(Family.VPNV4, 10_000);
    for (int i = 0; i < 10_000; i++) {
      routes.vpnv4(i, i << 8, 24, i);
    }
    Nlri nlri = routes.build();
    var attributes = PathAttributes.builder().nextHop(1 << 24).build();
    for (int limit : List.of(4096, 65535)) {
      var encoder = new UpdateEncoder(true, limit);
      List<byte[]> messages = encoder.announce(attributes, nlri);
      var decoder = new UpdateDecoder(Vectors.INTERNAL);
      int at = 0;
      for (byte[] message : messages) {
        assertTrue(message.length <= limit);
        Nlri part = decoder.decode(Vectors.body(message)).announced().getFirst().nlri();
        for (int i = 0; i < part.size(); i++) {
          assertEquals(nlri.text(at) + nlri.label(at++), part.text(i) + part.label(i));
        }
      }
      assertEquals(10_000, at);
      assertTrue(Arrays.stream(messages.toArray(byte[][]::new)).limit(messages.size() - 1)
          .allMatch(message -> limit - message.length < 15), "as many as fit");
    }
  }

  @Test
  void withdrawsWhatCannotBeAnnounced() throws BgpException {
    var encoder = encoder();
    var attributes = PathAttributes.builder().nextHop(1 << 24).communities(java.util.stream.IntStream.range(0, 1100)
        .toArray()).build();
    var messages = encoder.announce(attributes, Nlri.of(Ipv4Prefix.parse("10.0.0.0/8")));
    assertEquals(1, decode(messages.getFirst()).withdrawn().size());
    assertEquals(1, encoder.unsendable());
  }
}
