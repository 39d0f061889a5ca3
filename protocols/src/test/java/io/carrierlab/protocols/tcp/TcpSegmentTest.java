package io.carrierlab.protocols.tcp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static io.carrierlab.protocols.tcp.TcpSegment.ACK;
import static io.carrierlab.protocols.tcp.TcpSegment.PSH;
import static io.carrierlab.protocols.tcp.TcpSegment.SYN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.Checksum;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpSegmentTest {
  static final int LOOPBACK = Ipv4.parse("127.0.0.1");
  static final byte[] KEY = "Carrierlab".getBytes(StandardCharsets.US_ASCII);
  /**
   * Sent by a Linux kernel between two of its sockets with TCP_MD5SIG and the key "Carrierlab": SYN, SYN and ACK, data
   * each way, FIN, the ACK of TIME-WAIT. Checksums of all but the last were left to a network card that is not there.
   */
  static final String SYN_SIGNED = "ce0c464f20c19dd300000000d002ffd7fe3c0000"
      + "01011312d5bd719555dc8cca47e48fc886a34f770204ffd7010104020103030a";
  static final String SYN_ACK_SIGNED = "464fce0c580ae2c720c19dd4d012ffd7fe3c0000"
      + "010113123c0ed4c6f35b497935cbe7d61a070caa0204ffd7010104020103030a";
  static final String DATA_SIGNED = "ce0c464f20c19dd4580ae2c8a0180040fe450000"
      + "010113125b78a58787dd60620c004d2936fe2c7268656c6c6f2066726f6d20746865206b65726e656c";
  static final String ODD_SIGNED = "464fce0c580ae2c820c19de9a0180040fe3d0000"
      + "0101131219611a2224438c475ec1178c32a5cd23616e64206261636b2c206f6464";
  static final String FIN_SIGNED = "464fce0c580ae2d520c19deaa0110040fe300000010113125316ef24c434b0f538c9fc266981079f";
  static final String LAST_SIGNED = "ce0c464f20c19dea580ae2d6a0100040ca0c000001011312b27eb6276ddba382aac089c0a5c5212a";
  /** A SYN with MSS 1460, data with FIN: for mutations. */
  static final byte[][] OWN = {
      new TcpSegment(179, 50_000, 1, 0, SYN, 65_535, OptionalInt.of(1460), new byte[0]).encode(LOOPBACK, LOOPBACK),
      new TcpSegment(179, 50_000, -1, 7, ACK | PSH, 9, OptionalInt.empty(), hex("010203")).encode(LOOPBACK, LOOPBACK),
      new TcpSegment(1, 2, 3, 4, 0xff, 5, OptionalInt.of(536), new byte[16], hex("01")).encode(LOOPBACK, LOOPBACK)};

  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] withChecksum(byte[] octets) {
    octets[16] = 0;
    octets[17] = 0;
    long pseudo = Checksum.pseudoHeader(LOOPBACK, LOOPBACK, 6, octets.length);
    int sum = Checksum.finish(Checksum.sum(pseudo, octets, 0, octets.length));
    octets[16] = (byte) (sum >>> 8);
    octets[17] = (byte) sum;
    return octets;
  }

  @ParameterizedTest
  @ValueSource(strings = {SYN_SIGNED, SYN_ACK_SIGNED, DATA_SIGNED, ODD_SIGNED, FIN_SIGNED, LAST_SIGNED})
  void computesTheDigestsOfLinux(String vector) throws DecodeException {
    byte[] octets = withChecksum(hex(vector));
    var segment = TcpSegment.decode(LOOPBACK, LOOPBACK, octets, 0, octets.length);
    assertArrayEquals(segment.signature(),
        TcpSegment.digest(LOOPBACK, LOOPBACK, octets, 0, octets.length, md5(), KEY));
    byte[] more = new byte[octets.length + 2];
    System.arraycopy(octets, 0, more, 1, octets.length);
    assertEquals(segment, TcpSegment.decode(LOOPBACK, LOOPBACK, more, 1, octets.length), "at another offset");
  }

  @Test
  void readsWhatLinuxSent() throws DecodeException {
    byte[] octets = hex(LAST_SIGNED);
    var segment = TcpSegment.decode(LOOPBACK, LOOPBACK, octets, 0, octets.length);
    assertEquals(new TcpSegment(52_748, 17_999, 0x20c19dea, 0x580ae2d6, ACK, 64, OptionalInt.empty(),
        hex("b27eb6276ddba382aac089c0a5c5212a"), new byte[0]), segment);
    byte[] syn = withChecksum(hex(SYN_SIGNED));
    assertEquals(OptionalInt.of(65_495), TcpSegment.decode(LOOPBACK, LOOPBACK, syn, 0, syn.length).mss());
  }

  @Test
  void signsWhatItVerifies() throws DecodeException {
    var segment = new TcpSegment(179, 50_000, 1, 2, ACK, 3, OptionalInt.of(1460), hex("010203"));
    byte[] octets = segment.encodeSigned(1, 2, md5(), KEY);
    var read = TcpSegment.decode(1, 2, octets, 0, octets.length);
    assertTrue(read.signed());
    assertArrayEquals(read.signature(), TcpSegment.digest(1, 2, octets, 0, octets.length, md5(), KEY));
    assertFalse(Arrays.equals(read.signature(), TcpSegment.digest(2, 2, octets, 0, octets.length, md5(), KEY)));
    assertArrayEquals(octets, read.encode(1, 2));
  }

  @Test
  void readsItsOwnAndCountsSequenceNumbers() throws DecodeException {
    for (byte[] octets : OWN) {
      var segment = TcpSegment.decode(LOOPBACK, LOOPBACK, octets, 0, octets.length);
      assertArrayEquals(octets, segment.encode(LOOPBACK, LOOPBACK));
    }
    assertEquals(3, TcpSegment.decode(LOOPBACK, LOOPBACK, OWN[2], 0, OWN[2].length).span());
  }

  @Test
  void namesTheFieldThatIsCutShortOrWrong() {
    assertEquals(new Truncated("urgent pointer", 2, 1), failure(Arrays.copyOf(OWN[0], 19)));
    assertEquals(new Truncated("options", 4, 3), failure(Arrays.copyOf(OWN[0], 23)));
    assertEquals(new BadValue("header length", 0x40, "RFC 9293 §3.1"), failure(changed(OWN[0], 12, 0x40)));
    assertEquals(new BadValue("option length", 3, "RFC 9293 §3.2"), failure(withChecksum(changed(OWN[0], 21, 3))));
    assertEquals(new BadValue("option length", 0, "RFC 9293 §3.2"),
        failure(withChecksum(changed(changed(OWN[0], 20, 8), 21, 0))));
    assertEquals(new Truncated("option", 3, 2), failure(withChecksum(changed(changed(OWN[0], 20, 8), 21, 5))));
    assertEquals("checksum", ((BadValue) failure(changed(OWN[1], 3, 1))).field());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    byte[][] valid = {OWN[0], OWN[1], OWN[2], hex(SYN_SIGNED), hex(DATA_SIGNED)};
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextBoolean() ? Mutate.oneOf(random, valid) : Mutate.noise(random, 80);
      if (octets.length > 17 && random.nextInt(4) != 0) {
        withChecksum(octets);
      }
      try {
        var segment = TcpSegment.decode(LOOPBACK, LOOPBACK, octets, 0, octets.length);
        TcpSegment.digest(LOOPBACK, LOOPBACK, octets, 0, octets.length, md5(), KEY);
        byte[] canonical = segment.encode(LOOPBACK, LOOPBACK);
        assertEquals(segment, TcpSegment.decode(LOOPBACK, LOOPBACK, canonical, 0, canonical.length));
      } catch (DecodeException promised) {
        // the only way to fail
      }
    }
  }

  private static byte[] changed(byte[] octets, int at, int value) {
    byte[] copy = octets.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static Object failure(byte[] octets) {
    return assertThrows(DecodeException.class,
        () -> TcpSegment.decode(LOOPBACK, LOOPBACK, octets, 0, octets.length)).error();
  }
}
