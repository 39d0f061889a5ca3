package io.carrierlab.protocols.gre;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Packet;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrePacketTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  /** Laid out by hand from RFC 2784 §2: no checksum, IPv4, three octets that stand for a packet. */
  static final byte[] PLAIN = hex("0000 0800 450000");
  /**
   * Laid out by hand from RFC 2784 §2 and RFC 2890 §2, checksum, key and sequence number: the words b000 0800 0000
   * 0000 0000 0007 0000 0009 4500 sum up to fd10, whose complement is 02ef.
   */
  static final byte[] FULL = hex("b000 0800 02ef 0000 00000007 00000009 4500");
  /**
   * Laid out by hand from Cisco's "GRE Tunnel Keepalives" (document 64565): to the far end 198.51.100.1, an IPv4 packet
   * from there to us, 203.0.113.1, of protocol 47 and with GRE's protocol type 0. Its header
   * sums up to ab44 without the checksum.
   */
  static final byte[] KEEPALIVE = hex("0000 0800 45c00018 00050000 ff2f 54bb c6336401 cb007101 0000 0000");

  @Test
  void readsAndWritesThePlainOne() throws DecodeException {
    GrePacket packet = GrePacket.decode(PLAIN, 0, PLAIN.length);
    assertThat(packet.checksum()).isFalse();
    assertThat(packet.key()).isEmpty();
    assertEquals(EtherType.IPV4, packet.protocol());
    assertArrayEquals(hex("450000"), packet.payload());
    assertArrayEquals(PLAIN, packet.encode());
  }

  @Test
  void readsAndWritesEveryOption() throws DecodeException {
    GrePacket packet = GrePacket.decode(FULL, 0, FULL.length);
    assertThat(packet.checksum()).isTrue();
    assertThat(packet.key()).hasValue(7);
    assertThat(packet.sequence()).hasValue(9);
    assertArrayEquals(hex("4500"), packet.payload());
    assertArrayEquals(FULL, packet.encode());
    assertEquals(FULL.length - 2, GrePacket.headerOctets(true, true, true));
  }

  @Test
  void writesTheKeepalive() throws DecodeException {
    byte[] sent = GrePacket.keepalive(Ipv4.parse("203.0.113.1"), Ipv4.parse("198.51.100.1"), false, NONE, 5).encode();
    assertArrayEquals(KEEPALIVE, sent);
    Ipv4Packet home = Ipv4Packet.decode(GrePacket.decode(sent, 0, sent.length).payload());
    assertThat(GrePacket.decode(home.payload(), 0, home.payload().length).isKeepalive()).isTrue();
  }

  @Test
  void aKeepaliveHasTheTunnelsKeyAtBothLayers() throws DecodeException {
    byte[] sent = GrePacket.keepalive(1, 2, true, OptionalInt.of(77), 0).encode();
    GrePacket outer = GrePacket.decode(sent, 0, sent.length);
    Ipv4Packet home = Ipv4Packet.decode(outer.payload());
    GrePacket inner = GrePacket.decode(home.payload(), 0, home.payload().length);
    assertThat(outer.key()).hasValue(77);
    assertThat(inner.key()).hasValue(77);
    assertThat(inner.checksum()).isTrue();
    assertThat(inner.isKeepalive()).isTrue();
  }

  @Test
  void anythingElseIsNoKeepalive() {
    assertThat(GrePacket.of(EtherType.IPV4, new byte[0]).isKeepalive()).isFalse();
    assertThat(GrePacket.of(0, new byte[1]).isKeepalive()).isFalse();
  }

  /** RFC 2784 §2.3: bits 1 to 5 that are not RFC 2890's; §2.3.1: version 0 only. */
  @ParameterizedTest
  @CsvSource({"40000800", "08000800", "04000800", "00010800", "00070800"})
  void discardsWhatIsNotOfThisVersion(String octets) {
    var failure = assertThrows(DecodeException.class, () -> GrePacket.decode(hex(octets), 0, 4));
    assertThat(failure.error()).isInstanceOfSatisfying(BadValue.class, bad ->
        assertEquals("flags and version", bad.field()));
  }

  /** RFC 2784 §2.3: bits 6 to 12 are ignored; reserved 1 likewise. */
  @ParameterizedTest
  @CsvSource({"02000800", "01f80800"})
  void ignoresReservedBits(String octets) throws DecodeException {
    assertArrayEquals(hex("00000800"), GrePacket.decode(hex(octets), 0, 4).encode());
  }

  @Test
  void refusesAWrongChecksum() {
    byte[] changed = FULL.clone();
    changed[17] ^= 1;
    assertEquals(new BadValue("checksum", 0x02ef, "RFC 2784 §2.5"), failure(changed));
  }

  @Test
  void namesTheFieldThatIsCutShort() {
    assertEquals(new Truncated("flags and version", 2, 1), failure(Arrays.copyOf(PLAIN, 1)));
    assertEquals(new Truncated("protocol type", 2, 1), failure(Arrays.copyOf(PLAIN, 3)));
    assertEquals(new Truncated("checksum", 2, 1), failure(Arrays.copyOf(FULL, 5)));
    assertEquals(new Truncated("reserved 1", 2, 1), failure(Arrays.copyOf(FULL, 7)));
    byte[] keyed = hex("3000 0800 00000007 00000009");
    assertEquals(new Truncated("key", 4, 3), failure(Arrays.copyOf(keyed, 7)));
    assertEquals(new Truncated("sequence number", 4, 0), failure(Arrays.copyOf(keyed, 8)));
  }

  private static Object failure(byte[] octets) {
    return assertThrows(DecodeException.class, () -> GrePacket.decode(octets, 0, octets.length)).error();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextBoolean() ? Mutate.oneOf(random, PLAIN, FULL, KEEPALIVE) : Mutate.noise(random, 40);
      try {
        byte[] spelled = GrePacket.decode(octets, 0, octets.length).encode();
        assertArrayEquals(spelled, GrePacket.decode(spelled, 0, spelled.length).encode());
        assertEquals(octets.length, spelled.length);
      } catch (DecodeException promised) {
        // the only way to fail
      }
    }
  }

  /** RFC 2890 §2.2: 2^31 numbers are ahead, the others are behind. */
  @Test
  void takesOnlyWhatComesLater() {
    var sequence = new GreSequence();
    assertEquals(0, sequence.send());
    assertEquals(1, sequence.send());
    assertThat(sequence.take(0)).isTrue();
    assertThat(sequence.take(0)).isFalse();
    assertThat(sequence.take(5)).isTrue();
    assertThat(sequence.take(4)).isFalse();
    assertThat(sequence.take(Integer.MAX_VALUE)).isTrue();
    assertThat(sequence.take(Integer.MIN_VALUE)).as("over the end of signed numbers").isTrue();
    assertThat(sequence.take(-1)).isTrue();
    assertThat(sequence.take(0)).as("and of all").isTrue();
    assertThat(sequence.take(-1)).isFalse();
  }

  /** The other end may have been switched off, and counts from 0; or we were, and it does not. Our count goes on. */
  @Test
  void takesWhateverComesFirst() {
    var sequence = new GreSequence();
    assertEquals(0, sequence.send());
    assertThat(sequence.take(Integer.MIN_VALUE)).isTrue();
    assertThat(sequence.take(0)).isFalse();
    sequence.anew();
    assertThat(sequence.take(0)).isTrue();
    assertThat(sequence.take(0)).isFalse();
    assertEquals(1, sequence.send());
  }
}
