package io.carrierlab.protocols.ip;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4Packet.Fragment;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IcmpTest {
  /** Sent by a Linux kernel on its loopback interface: echo, its reply, and the answer to UDP to a closed port. */
  static final byte[] REQUEST = hex("0800d2c212340001 636172726965726c6162");
  static final byte[] REPLY = hex("0000dac212340001 636172726965726c6162");
  static final byte[] PORT_UNREACHABLE =
      hex("03033ddb00000000 4500001f398c4000401103407f0000017f000001 b646464e000bfe1e 616263");
  /** Laid out by hand from RFC 792 (time exceeded) and RFC 1191 §4 (next-hop MTU 1400). */
  static final byte[] EXCEEDED = summed(
      hex("0b00000000000000 4500001f398c4000401103407f0000017f000001 b646464e000bfe1e"));
  static final byte[] TOO_BIG = summed(
      hex("0304000000000578 4500001f398c4000401103407f0000017f000001 b646464e000bfe1e"));

  private static byte[] summed(byte[] message) {
    int sum = io.carrierlab.protocols.wire.Checksum.of(message, 0, message.length);
    message[2] = (byte) (sum >>> 8);
    message[3] = (byte) sum;
    return message;
  }

  @Test
  void readsAndWritesTheVectors() throws DecodeException {
    for (byte[] vector : new byte[][] {REQUEST, REPLY, PORT_UNREACHABLE, EXCEEDED, TOO_BIG}) {
      assertArrayEquals(vector, Icmp.decode(vector).encode());
    }
    var request = assertInstanceOf(Icmp.EchoRequest.class, Icmp.decode(REQUEST));
    assertEquals(0x1234, request.identifier());
    assertEquals(1, request.sequence());
    assertArrayEquals(REPLY, request.reply().encode());
    var unreachable = assertInstanceOf(Icmp.Unreachable.class, Icmp.decode(PORT_UNREACHABLE));
    assertEquals(Icmp.Unreachable.PORT, unreachable.code());
    assertEquals(1400, assertInstanceOf(Icmp.Unreachable.class, Icmp.decode(TOO_BIG)).nextHopMtu());
    var quotation = IcmpErrors.read(unreachable.quoted());
    assertEquals(IpProtocol.UDP, quotation.protocol());
    assertEquals(17_998, quotation.destinationPort());
    assertEquals(0xb646, quotation.sourcePort());
  }

  @Test
  void namesTheFieldThatIsCutShortOrWrong() {
    assertEquals(new Truncated("rest of header", 4, 3), failure(Arrays.copyOf(REQUEST, 7)));
    assertEquals(new BadValue("checksum", 0xd2c2, "RFC 792"), failure(Arrays.copyOf(REQUEST, 10)));
    byte[] coded = REQUEST.clone();
    coded[1] = 1;
    assertEquals(new BadValue("code", 1, "RFC 792, echo"), failure(coded));
    assertEquals(new Truncated("quoted octets", 28, 27), assertThrows(DecodeException.class,
        () -> IcmpErrors.read(Arrays.copyOfRange(EXCEEDED, 8, 35))).error());
    assertEquals(new Truncated("quoted header", 20, 0),
        assertThrows(DecodeException.class, () -> IcmpErrors.read(new byte[0])).error());
  }

  /** RFC 1122 §3.2.2, one line per rule. */
  @Test
  void answersOnlyWhatMayBeAnswered() {
    assertTrue(may(packet("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, new byte[8]), false));
    assertTrue(may(packet("10.0.0.1", "10.0.0.2", IpProtocol.ICMP, 0, REQUEST), false));
    assertFalse(may(packet("10.0.0.1", "10.0.0.2", IpProtocol.ICMP, 0, PORT_UNREACHABLE), false), "an ICMP error");
    assertFalse(may(packet("10.0.0.1", "10.0.0.2", IpProtocol.ICMP, 0, new byte[0]), false), "ICMP without a type");
    assertFalse(may(packet("10.0.0.1", "224.0.0.5", IpProtocol.UDP, 0, new byte[8]), false), "multicast");
    assertFalse(may(packet("10.0.0.1", "255.255.255.255", IpProtocol.UDP, 0, new byte[8]), false), "broadcast");
    assertFalse(may(packet("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, new byte[8]), true), "link-layer broadcast");
    assertFalse(may(packet("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 1, new byte[8]), false), "later fragment");
    for (String source : new String[] {"0.0.0.0", "127.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"}) {
      assertFalse(may(packet(source, "10.0.0.2", IpProtocol.UDP, 0, new byte[8]), false), source);
    }
    byte[] damaged = packet("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, new byte[8]);
    damaged[8]++;
    assertFalse(may(damaged, false), "a broken header");
  }

  @Test
  void quotesAsMuchAsFitsA576OctetPacket() {
    byte[] large = packet("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, new byte[1400]);
    assertEquals(548, IcmpErrors.quote(large, 0).length);
    byte[] padded = Arrays.copyOf(packet("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, new byte[8]), 60);
    assertEquals(28, IcmpErrors.quote(padded, 0).length);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextBoolean()
          ? Mutate.oneOf(random, REQUEST, REPLY, PORT_UNREACHABLE, EXCEEDED, TOO_BIG) : Mutate.noise(random, 64);
      if (random.nextBoolean() && octets.length >= 4) {
        octets[2] = 0;
        octets[3] = 0;
        summed(octets);
      }
      IcmpErrors.mayAnswer(octets, 0, octets.length, false);
      try {
        byte[] canonical = Icmp.decode(octets).encode();
        assertArrayEquals(canonical, Icmp.decode(canonical).encode());
        IcmpErrors.read(octets);
      } catch (DecodeException promised) {
        // the only way to fail
      }
    }
  }

  private static boolean may(byte[] packet, boolean toMany) {
    return IcmpErrors.mayAnswer(packet, 0, packet.length, toMany);
  }

  private static byte[] packet(String source, String destination, int protocol, int offset, byte[] payload) {
    return new Ipv4Packet(0, new Fragment(1, false, false, offset), 64, protocol, Ipv4.parse(source),
        Ipv4.parse(destination), payload).encode();
  }

  private static Object failure(byte[] octets) {
    return assertThrows(DecodeException.class, () -> Icmp.decode(octets)).error();
  }
}
