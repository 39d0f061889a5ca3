package io.carrierlab.protocols.ip;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4Header.Verdict;
import io.carrierlab.protocols.ip.Ipv4Packet.Fragment;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Ipv4PacketTest {
  /** Sent by a Linux 5.15+ kernel on its loopback interface: ICMP echo. */
  static final byte[] ECHO = hex("450000267de940004001beeb7f0000017f000001 0800d2c212340001636172726965726c6162");
  /** Laid out by hand from RFC 791 §3.1: second fragment (offset 185 * 8 = 1480), router alert option (RFC 2113). */
  static final byte[] FRAGMENT = withChecksum(hex("46c0001c abcd20b9 01590000 0a000001 e0000005 94040000 01020304"));

  static byte[] withChecksum(byte[] packet) {
    int header = Ipv4Header.headerOctets(packet, 0);
    int sum = Checksum.of(packet, 0, header);
    packet[10] = (byte) (sum >>> 8);
    packet[11] = (byte) sum;
    return packet;
  }

  @Test
  void readsAndWritesTheVector() throws DecodeException {
    var packet = Ipv4Packet.decode(ECHO);
    assertEquals(Fragment.whole(0x7de9, true), packet.fragment());
    assertEquals(64, packet.ttl());
    assertEquals(IpProtocol.ICMP, packet.protocol());
    assertEquals(Ipv4.parse("127.0.0.1"), packet.source());
    assertEquals(18, packet.payload().length);
    assertFalse(packet.isFragment());
    assertArrayEquals(ECHO, packet.encode());
  }

  @Test
  void skipsOptionsAndKnowsFragments() throws DecodeException {
    var packet = Ipv4Packet.decode(FRAGMENT);
    assertEquals(new Fragment(0xabcd, false, true, 185), packet.fragment());
    assertTrue(packet.isFragment());
    assertEquals(Ipv4Packet.DSCP_NETWORK_CONTROL, packet.dscp());
    assertArrayEquals(hex("01020304"), packet.payload());
    assertTrue(Ipv4Header.isLaterFragment(FRAGMENT, 0));
  }

  @Test
  void ignoresPadding() throws DecodeException {
    assertArrayEquals(ECHO, Ipv4Packet.decode(Arrays.copyOf(ECHO, 60)).encode());
    assertEquals(Verdict.VALID, Ipv4Header.check(Arrays.copyOf(ECHO, 60), 0, 60));
  }

  @Test
  void namesTheFieldThatIsCutShortOrWrong() {
    assertEquals(new Truncated("destination", 4, 2), failure(Arrays.copyOf(ECHO, 18)));
    assertEquals(new Truncated("payload", 18, 17), failure(Arrays.copyOf(ECHO, 37)));
    assertEquals(new BadValue("version and header length", 0x65, "RFC 791 §3.1"), failure(changed(0, 0x65)));
    assertEquals(new BadValue("version and header length", 0x44, "RFC 791 §3.1"), failure(changed(0, 0x44)));
    assertEquals(new BadValue("total length", 19, "RFC 791 §3.1"), failure(changed(3, 19)));
    assertEquals(new BadValue("header checksum", 0xbeeb, "RFC 1812 §5.2.2"), failure(changed(8, 63)));
  }

  @Test
  void judgesHeadersWhereTheyLie() {
    assertEquals(Verdict.VALID, Ipv4Header.check(ECHO, 0, ECHO.length));
    assertEquals(Verdict.TRUNCATED, Ipv4Header.check(ECHO, 0, 19));
    assertEquals(Verdict.NOT_VERSION_4, Ipv4Header.check(changed(0, 0x65), 0, 38));
    assertEquals(Verdict.BAD_HEADER_LENGTH, Ipv4Header.check(changed(0, 0x44), 0, 38));
    assertEquals(Verdict.BAD_HEADER_LENGTH, Ipv4Header.check(changed(0, 0x4f), 0, 38));
    assertEquals(Verdict.BAD_TOTAL_LENGTH, Ipv4Header.check(changed(3, 39), 0, 38));
    assertEquals(Verdict.BAD_TOTAL_LENGTH, Ipv4Header.check(changed(3, 19), 0, 38));
    assertEquals(Verdict.BAD_CHECKSUM, Ipv4Header.check(changed(9, 6), 0, 38));
  }

  /** Every TTL from every TTL, with random headers: RFC 1624's increment must end where a full sum does. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void correctsTheChecksumByTheDifference(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] packet = new byte[20 + random.nextInt(20)];
      random.nextBytes(packet);
      packet[0] = 0x45;
      packet[2] = 0;
      packet[3] = (byte) packet.length;
      packet[10] = 0;
      packet[11] = 0;
      packet[8] = (byte) (1 + random.nextInt(255));
      withChecksum(packet);
      int ttl = Ipv4Header.ttl(packet, 0);
      byte[] next = Ipv4Header.withTtlDecremented(packet, 0);
      assertEquals(ttl - 1, Ipv4Header.ttl(next, 0));
      byte[] summed = next.clone();
      summed[10] = 0;
      summed[11] = 0;
      assertArrayEquals(withChecksum(summed), next);
      assertEquals(Verdict.VALID, Ipv4Header.check(Ipv4Header.withTtl(packet, 0, random.nextInt(256)), 0,
          packet.length));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextBoolean() ? Mutate.oneOf(random, ECHO, FRAGMENT) : Mutate.noise(random, 64);
      if (random.nextBoolean() && octets.length >= 20 && Ipv4Header.headerOctets(octets, 0) <= octets.length) {
        octets[10] = 0;
        octets[11] = 0;
        withChecksum(octets);                          // or the checksum hides all else
      }
      try {
        var packet = Ipv4Packet.decode(octets);
        assertEquals(Verdict.VALID, Ipv4Header.check(octets, 0, octets.length));
        var again = Ipv4Packet.decode(packet.encode());
        assertEquals(packet.fragment(), again.fragment());
        assertArrayEquals(packet.payload(), again.payload());
        assertEquals(packet.destination(), Ipv4Header.destination(octets, 0));
      } catch (DecodeException promised) {
        assertFalse(Ipv4Header.check(octets, 0, octets.length) == Verdict.VALID, promised::getMessage);
      }
    }
  }

  private static byte[] changed(int at, int value) {
    byte[] octets = ECHO.clone();
    octets[at] = (byte) value;
    return octets;
  }

  private static Object failure(byte[] octets) {
    return assertThrows(DecodeException.class, () -> Ipv4Packet.decode(octets)).error();
  }
}
