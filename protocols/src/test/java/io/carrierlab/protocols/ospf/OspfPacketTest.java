package io.carrierlab.protocols.ospf;

import static io.carrierlab.protocols.ospf.OspfVectors.*;
import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ospf.OspfBody.DatabaseDescription;
import io.carrierlab.protocols.ospf.OspfBody.Hello;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateAcknowledgment;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateRequest;
import io.carrierlab.protocols.ospf.OspfBody.LinkStateUpdate;
import io.carrierlab.protocols.ospf.OspfPacket.Authentication;
import io.carrierlab.protocols.ospf.OspfPacket.Header;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeError;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OspfPacketTest {
  private static final int A8 = Ipv4.parse("192.168.170.8");
  private static final int A3 = Ipv4.parse("192.168.170.3");
  private static final int A2 = Ipv4.parse("192.168.170.2");

  private static OspfPacket unsigned(int routerId, OspfBody body) {
    return new OspfPacket(routerId, 1, new Authentication.None(), body);
  }

  private static void both(byte[] octets, OspfPacket packet) throws DecodeException {
    assertEquals(packet, OspfPacket.decode(octets));
    assertArrayEquals(octets, packet.encode());
  }

  @Test
  void readsAndWritesAHello() throws DecodeException {
    both(HELLO, unsigned(A8, new Hello(Ipv4.mask(24), 10, 2, 1, 40, A8, 0, List.of())));
  }

  @Test
  void readsAndWritesADescription() throws DecodeException {
    both(DESCRIPTION, unsigned(A8, new DatabaseDescription(1500, 2, 7, 0x4177a97e, List.of())));
  }

  @Test
  void readsAndWritesARequest() throws DecodeException {
    both(REQUEST, unsigned(A3, new LinkStateRequest(List.of(new LsaKey(LsType.ROUTER, A8, A8)))));
  }

  @Test
  void readsAndWritesAnAcknowledgment() throws DecodeException {
    both(ACKNOWLEDGMENT, unsigned(A8, new LinkStateAcknowledgment(List.of(
        new LsaHeader(3600, 2, 1, A2, A2, LsaHeader.INITIAL_SEQUENCE, 0x4a8e, 48)))));
  }

  @Test
  void readsAndWritesAnUpdate() throws DecodeException {
    OspfPacket packet = OspfPacket.decode(UPDATE);
    assertArrayEquals(UPDATE, packet.encode());
    var lsas = ((LinkStateUpdate) packet.body()).lsas();
    assertEquals(7, lsas.size());
    assertTrue(lsas.stream().allMatch(Lsa::checksumHolds));
    assertEquals(new LsaHeader(2, 2, 1, A3, A3, LsaHeader.INITIAL_SEQUENCE, 0x3a9c, 48), lsas.getFirst().header());
    var stub = new LsaBody.Link(LsaBody.LinkType.STUB, Ipv4.parse("192.168.170.0"), Ipv4.mask(24), 10);
    assertEquals(new LsaBody.Router(2, 0, List.of(stub, stub)), lsas.getFirst().body());
    assertEquals(new LsaBody.Opaque("ffffff0080000014c0a8aa0a00000000"), lsas.getLast().body());
  }

  @Test
  void readsAndSignsAsQuaggaDoes() throws DecodeException {
    var packet = OspfPacket.decode(SIGNED_HELLO);
    var claim = (Authentication.Cryptographic) packet.authentication();
    assertEquals(new Authentication.Cryptographic(1, 0x5267ff98, 0xd4c248b417b8cb14L, 0x90e02c5e99eb0ad1L), claim);
    assertArrayEquals(SIGNED_HELLO, packet.encode());
    Header header = Header.decode(SIGNED_HELLO);
    assertTrue(OspfPacket.signedWith(SIGNED_HELLO_KEY, SIGNED_HELLO, header, claim));
    assertFalse(OspfPacket.signedWith(new Md5Key(1, "abcdefghijklmnoq"), SIGNED_HELLO, header, claim));
    assertArrayEquals(SIGNED_HELLO,
        OspfPacket.encode(packet.routerId(), packet.body(), SIGNED_HELLO_KEY, claim.sequence()));
  }

  /** Laid out by hand from RFC 5613 §2: an LLS block of one TLV, after the packet and after the digest. */
  @Test
  void readsPastLinkLocalSignalling() throws DecodeException {
    byte[] block = hex("fff60003 00010004 00000001");
    for (byte[] octets : List.of(HELLO, SIGNED_HELLO)) {
      byte[] signalled = Arrays.copyOf(octets, octets.length + block.length);
      System.arraycopy(block, 0, signalled, octets.length, block.length);
      assertEquals(OspfPacket.decode(octets), OspfPacket.decode(signalled));
    }
  }

  @Test
  void namesTheFieldThatIsCutShort() {
    assertEquals(new Truncated("authentication", 8, 7), error(Arrays.copyOf(HELLO, 23)));
    assertEquals(new Truncated("packet", 44, 43), error(Arrays.copyOf(HELLO, 43)));
    assertEquals(new Truncated("digest", 8, 7), error(Arrays.copyOf(SIGNED_HELLO, 59)));
    assertEquals(new Truncated("backup designated router", 4, 2), error(shortened(HELLO, 2)));
    assertEquals(new Truncated("DD sequence number", 4, 3), error(shortened(DESCRIPTION, 1)));
    assertEquals(new Truncated("requested advertising router", 4, 1), error(shortened(REQUEST, 3)));
    assertEquals(new Truncated("LSA body", 16, 12), error(shortened(UPDATE, 4)));
    assertEquals(new Truncated("LSA length", 2, 1), error(shortened(ACKNOWLEDGMENT, 1)));
  }

  @Test
  void refusesWhatTheHeaderMayNotHold() {
    assertEquals(new BadValue("version", 3, "RFC 2328 §8.2"), error(with(HELLO, 0, 3)));
    assertEquals(new BadValue("packet type", 6, "RFC 2328 §A.3.1"), error(with(HELLO, 1, 6)));
    assertEquals(new BadValue("packet length", 20, "RFC 2328 §A.3.1"), error(with(HELLO, 3, 20)));
    assertEquals(new BadValue("authentication type", 3, "RFC 2328 §D"), error(with(HELLO, 15, 3)));
    assertEquals(new BadValue("packet checksum", 0x273b, "RFC 2328 §D.4"), error(with(HELLO, 31, 2)));
    assertEquals(new BadValue("digest length", 20, "RFC 2328 §D.4.3"), error(with(SIGNED_HELLO, 19, 20)));
    assertEquals(new BadValue("number of LSAs", 0x07000007L, "more than the packet has room for, RFC 2328 §A.3.5"),
        error(summed(with(UPDATE, 24, 7))));
    assertEquals(new BadValue("LSA length", 19, "RFC 2328 §12.1"), error(summed(with(UPDATE, 47, 19))));
  }

  private static DecodeError error(byte[] octets) {
    return assertThrows(DecodeException.class, () -> OspfPacket.decode(octets)).error();
  }

  private static byte[] with(byte[] octets, int at, int value) {
    byte[] copy = octets.clone();
    copy[at] = (byte) value;
    return copy;
  }

  /** A packet that ends early and says so, its checksum right. */
  private static byte[] shortened(byte[] octets, int by) {
    byte[] copy = Arrays.copyOf(octets, octets.length - by);
    copy[2] = (byte) (copy.length >>> 8);
    copy[3] = (byte) copy.length;
    return summed(copy);
  }

  static byte[] summed(byte[] octets) {
    if (octets.length >= 24) {
      octets[12] = 0;
      octets[13] = 0;
      long sum = Checksum.sum(Checksum.sum(0, octets, 0, 16), octets, 24, octets.length - 24);
      int checksum = Checksum.finish(sum);
      octets[12] = (byte) (checksum >>> 8);
      octets[13] = (byte) checksum;
    }
    return octets;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(4) != 0 ? Mutate.oneOf(random, PACKETS) : Mutate.noise(random, 80);
      if (random.nextBoolean()) {
        // Half of them get past the checksum, as fuzz that stops there would test nothing else.
        octets = summed(octets);
      }
      try {
        OspfPacket packet = OspfPacket.decode(octets);
        byte[] canonical = packet.encode();
        assertEquals(packet, OspfPacket.decode(canonical));
        if (packet.body() instanceof LinkStateUpdate update) {
          read(update);
        }
        read++;
      } catch (DecodeException promised) { }
    }
    assertTrue(read > 500, "only " + read + " were read: the fuzz has lost its teeth");
  }

  private static void read(LinkStateUpdate update) {
    for (Lsa lsa : update.lsas()) {
      try {
        lsa.body();
      } catch (DecodeException promised) { }
    }
  }
}
