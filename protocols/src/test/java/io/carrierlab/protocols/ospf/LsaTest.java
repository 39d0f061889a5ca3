package io.carrierlab.protocols.ospf;

import static io.carrierlab.protocols.ospf.OspfVectors.NETWORK_LSA;
import static io.carrierlab.protocols.ospf.OspfVectors.ROUTER_LSA;
import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.sim.Mutate;
import io.carrierlab.protocols.wire.DecodeError;
import io.carrierlab.protocols.wire.DecodeError.BadValue;
import io.carrierlab.protocols.wire.DecodeError.Trailing;
import io.carrierlab.protocols.wire.DecodeError.Truncated;
import io.carrierlab.protocols.wire.DecodeException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LsaTest {
  private static final int A = Ipv4.parse("172.24.4.70");
  private static final int NET = Ipv4.parse("172.24.27.86");

  /** Laid out by hand from RFC 2328 §A.4.2: a link with two TOS metrics, as RFC 1583 routers announce. */
  private static final byte[] TOS_LSA = Lsa.of(new LsaKey(1, 9, 9), 2, 5, hex(
      "00000001 0a000001 0a000002 01020005 04000006 08000007")).encode();

  @Test
  void readsAndWritesANetworkLsa() throws DecodeException {
    Lsa lsa = Lsa.decode(NETWORK_LSA);
    assertEquals(new LsaHeader(1, 0x28, 2, NET, A, 0x8000041f, 0x390e, 40), lsa.header());
    assertEquals(new LsaBody.Network(Ipv4.mask(29), List.of(A, Ipv4.parse("172.24.4.69"),
        Ipv4.parse("172.24.27.83"), Ipv4.parse("172.24.27.84"))), lsa.body());
    assertArrayEquals(NETWORK_LSA, Lsa.of(lsa.key(), 0x28, lsa.sequence(), lsa.body().encode()).aged(1).encode());
  }

  @Test
  void readsAndWritesARouterLsa() throws DecodeException {
    Lsa lsa = Lsa.decode(ROUTER_LSA);
    assertTrue(lsa.checksumHolds());
    assertEquals(new LsaBody.Router(0, 0, List.of(new LsaBody.Link(LsaBody.LinkType.TRANSIT, NET, NET, 1))),
        lsa.body());
    assertArrayEquals(ROUTER_LSA, Lsa.of(lsa.key(), 0x28, lsa.sequence(), lsa.body().encode()).aged(1).encode());
    assertEquals("ROUTER 172.24.4.70 of 172.24.4.70", lsa.key().toString());
  }

  @Test
  void keepsMetricsOfOldRouters() throws DecodeException {
    LsaBody.Router router = (LsaBody.Router) Lsa.decode(TOS_LSA).body();
    assertEquals(List.of(0x04000006, 0x08000007), router.links().getFirst().tosMetrics());
    assertArrayEquals(Arrays.copyOfRange(TOS_LSA, 20, TOS_LSA.length), router.encode());
  }

  @Test
  void seesEveryFlippedBitButThoseOfTheAge() throws DecodeException {
    for (int bit = 0; bit < NETWORK_LSA.length * 8; bit++) {
      byte[] octets = NETWORK_LSA.clone();
      octets[bit / 8] ^= (byte) (0x80 >>> bit % 8);
      boolean lengthField = bit / 8 == 18 || bit / 8 == 19;
      if (!lengthField) {
        assertEquals(bit < 16, Lsa.decode(octets).checksumHolds(), "bit " + bit);
      }
    }
  }

  @Test
  void hasNoChecksumOfZero() throws DecodeException {
    byte[] octets = NETWORK_LSA.clone();
    octets[16] = 0;
    octets[17] = 0;
    assertFalse(Lsa.decode(octets).checksumHolds());
  }

  @Test
  void sumsTheLongestLsa() {
    byte[] body = new byte[65535 - LsaHeader.OCTETS];
    Arrays.fill(body, (byte) 0xff);
    assertTrue(Lsa.of(new LsaKey(5, 1, 1), 2, 1, body).checksumHolds());
    Arrays.fill(body, (byte) 0xfe);
    assertTrue(Lsa.of(new LsaKey(5, 1, 1), 2, 1, body).checksumHolds());
  }

  @Test
  void namesTheFieldThatIsCutShort() {
    assertEquals(new Truncated("LS sequence number", 4, 3), error(Arrays.copyOf(NETWORK_LSA, 15)));
    assertEquals(new Truncated("LSA body", 20, 19), error(Arrays.copyOf(NETWORK_LSA, 39)));
    assertEquals(new Trailing(1), error(Arrays.copyOf(NETWORK_LSA, 41)));
    assertEquals(new Truncated("attached router", 4, 0), bodyError(2, "ffffff00"));
    assertEquals(new Truncated("link id", 4, 0), bodyError(1, "00000001"));
    assertEquals(new Truncated("TOS metric", 4, 0), bodyError(1, "00000001 00000000 00000000 01010000"));
    assertEquals(new Trailing(4), bodyError(1, "00000000 00000000"));
    assertEquals(new BadValue("link type", 5, "RFC 2328 §A.4.2"),
        bodyError(1, "00000001 00000000 00000000 05000000"));
  }

  private static DecodeError error(byte[] octets) {
    return assertThrows(DecodeException.class, () -> Lsa.decode(octets)).error();
  }

  private static DecodeError bodyError(int type, String body) {
    return assertThrows(DecodeException.class, () -> Lsa.of(new LsaKey(type, 1, 1), 2, 1, hex(body)).body()).error();
  }

  record Recency(LsaHeader one, LsaHeader other, int sign) {}

  private static LsaHeader header(int sequence, int checksum, int age) {
    return new LsaHeader(age, 2, 1, 1, 1, sequence, checksum, 36);
  }

  /** RFC 2328 §13.1, a row per rule. */
  static Stream<Recency> recencies() {
    return Stream.of(
        new Recency(header(LsaHeader.INITIAL_SEQUENCE + 1, 1, 0), header(LsaHeader.INITIAL_SEQUENCE, 2, 0), 1),
        new Recency(header(0, 1, 0), header(-1, 2, 3600), 1),
        new Recency(header(LsaHeader.MAX_SEQUENCE, 1, 0), header(LsaHeader.INITIAL_SEQUENCE, 1, 0), 1),
        new Recency(header(5, 0xffff, 100), header(5, 1, 0), 1),
        new Recency(header(5, 0xffff, 100), header(5, 1, 3600), 1),
        new Recency(header(5, 1, 3600), header(5, 1, 0), 1),
        new Recency(header(5, 1, 3600), header(5, 1, 3600), 0),
        new Recency(header(5, 1, 3600), header(5, 1, 3599), 1),
        new Recency(header(5, 1, 0), header(5, 1, 901), 1),
        new Recency(header(5, 1, 0), header(5, 1, 900), 0));
  }

  @ParameterizedTest
  @MethodSource("recencies")
  void knowsTheMoreRecent(Recency row) {
    assertEquals(row.sign(), Integer.signum(row.one().compareRecency(row.other())));
    assertEquals(-row.sign(), Integer.signum(row.other().compareRecency(row.one())));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void keepsItsPromise(long seed) {
    var random = new SplittableRandom(seed);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = random.nextInt(4) != 0
          ? Mutate.oneOf(random, NETWORK_LSA, ROUTER_LSA, TOS_LSA) : Mutate.noise(random, 80);
      if (octets.length >= 20 && random.nextBoolean()) {
        octets[18] = (byte) (octets.length >>> 8);
        octets[19] = (byte) octets.length;
      }
      try {
        Lsa lsa = Lsa.decode(octets);
        assertArrayEquals(octets, lsa.encode());
        assertArrayEquals(Arrays.copyOfRange(octets, 20, octets.length), lsa.body().encode());
        assertTrue(Lsa.of(lsa.key(), 2, 1, lsa.body().encode()).checksumHolds());
        read++;
      } catch (DecodeException promised) { }
    }
    assertTrue(read > 500, "only " + read + " were read: the fuzz has lost its teeth");
  }
}
