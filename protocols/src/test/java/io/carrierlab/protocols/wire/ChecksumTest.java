package io.carrierlab.protocols.wire;

import static io.carrierlab.protocols.sim.Hex.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChecksumTest {
  /** The numbers of RFC 1071 §3: their sum is 2ddf0, folded ddf2. */
  @Test
  void agreesWithTheExample() {
    assertEquals(~0xddf2 & 0xffff, Checksum.of(hex("0001f203f4f5f6f7"), 0, 8));
    assertEquals(~0xdd00 & 0xffff, Checksum.of(hex("dd"), 0, 1), "an odd octet is the high one");
    assertEquals(0xffff, Checksum.of(new byte[0], 0, 0));
  }

  /** Whatever the length and alignment, in one piece or in two. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void agreesWithASumWordByWord(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] octets = new byte[random.nextInt(100)];
      random.nextBytes(octets);
      if (random.nextInt(4) == 0) {
        Arrays.fill(octets, (byte) -1);
      }
      int offset = random.nextInt(octets.length + 1);
      int count = random.nextInt(octets.length - offset + 1);
      int sum = 0;
      for (int i = 0; i < count; i++) {
        sum += (octets[offset + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        sum = (sum & 0xffff) + (sum >>> 16);
      }
      assertEquals(~sum & 0xffff, Checksum.of(octets, offset, count));
      int cut = random.nextInt(count + 1) & ~1;
      long first = Checksum.sum(0, octets, offset, cut);
      assertEquals(~sum & 0xffff, Checksum.finish(Checksum.sum(first, octets, offset + cut, count - cut)));
    }
  }
}
