package io.carrierlab.protocols.udp;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UdpDatagramTest {
  static final int A = Ipv4.parse("127.0.0.1");
  /**
   * Laid out by hand from RFC 768: 127.0.0.1 to itself. The sum of 7f00 0001 7f00 0001 0011 000b (pseudo-header) 1234
   * 0286 000b 6869 2100 is 19c4c, folded 9c4d; its complement is the checksum.
   */
  static final byte[] ODD = hex("1234 0286 000b 63b2 686921");

  @Test
  void readsAndWritesTheVector() throws DecodeException {
    var datagram = UdpDatagram.decode(A, A, ODD, 0, ODD.length);
    assertEquals(0x1234, datagram.sourcePort());
    assertEquals(646, datagram.destinationPort());
    assertArrayEquals(hex("686921"), datagram.payload());
    assertArrayEquals(ODD, datagram.encode(A, A));
  }

  @Test
  void takesDatagramsWithoutChecksum() throws DecodeException {
    byte[] octets = ODD.clone();
    octets[6] = 0;
    octets[7] = 0;
    assertEquals(646, UdpDatagram.decode(A, A, octets, 0, octets.length).destinationPort());
  }

  /** A sum that comes out as 0 is sent as 0xffff (RFC 768). */
  @Test
  void neverSendsZeroForAChecksum() throws DecodeException {
    byte[] octets = new UdpDatagram(0x1234, 0x0286, hex("0000")).encode(A, A);
    int missing = (octets[6] & 0xff) << 8 | octets[7] & 0xff;
    byte[] filler = {(byte) (missing >>> 8), (byte) missing};
    byte[] sent = new UdpDatagram(0x1234, 0x0286, filler).encode(A, A);
    assertArrayEquals(hex("ffff"), Arrays.copyOfRange(sent, 6, 8));
    assertArrayEquals(filler, UdpDatagram.decode(A, A, sent, 0, sent.length).payload());
  }

  @Test
  void namesTheFieldThatIsCutShortOrWrong() {
    assertEquals(new Truncated("checksum", 2, 1), failure(Arrays.copyOf(ODD, 7)));
    assertEquals(new Truncated("payload", 3, 2), failure(Arrays.copyOf(ODD, 10)));
    byte[] changed = ODD.clone();
    changed[5] = 7;
    assertEquals(new BadValue("length", 7, "RFC 768"), failure(changed));
    changed[5] = 10;
    assertEquals(new BadValue("checksum", 0x63b2, "RFC 768"), failure(changed));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextBoolean() ? Mutate.oneOf(random, ODD) : Mutate.noise(random, 40);
      if (random.nextBoolean() && octets.length > 7) {
        octets[6] = 0;
        octets[7] = 0;
      }
      try {
        var datagram = UdpDatagram.decode(A, A, octets, 0, octets.length);
        byte[] again = datagram.encode(A, A);
        assertArrayEquals(datagram.payload(), UdpDatagram.decode(A, A, again, 0, again.length).payload());
      } catch (DecodeException promised) {
        // the only way to fail
      }
    }
  }

  private static Object failure(byte[] octets) {
    return assertThrows(DecodeException.class, () -> UdpDatagram.decode(A, A, octets, 0, octets.length)).error();
  }
}
