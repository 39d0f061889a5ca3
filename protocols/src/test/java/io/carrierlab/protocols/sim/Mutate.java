package io.carrierlab.protocols.sim;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Hostile octets for decoders: mutations of valid messages, and noise. */
public final class Mutate {
  private Mutate() {}

  /** One valid message with one to four faults: flipped bits, set octets, cut, repeated or inserted octets. */
  public static byte[] oneOf(RandomGenerator random, byte[]... valid) {
    byte[] octets = valid[random.nextInt(valid.length)].clone();
    for (int faults = 1 + random.nextInt(4); faults > 0; faults--) {
      octets = fault(random, octets);
    }
    return octets;
  }

  /** Random octets, none to {@code maxOctets} of them. */
  public static byte[] noise(RandomGenerator random, int maxOctets) {
    byte[] octets = new byte[random.nextInt(maxOctets + 1)];
    random.nextBytes(octets);
    return octets;
  }

  private static byte[] fault(RandomGenerator random, byte[] octets) {
    if (octets.length == 0) {
      return noise(random, 8);
    }
    int at = random.nextInt(octets.length);
    return switch (random.nextInt(5)) {
      case 0 -> {
        octets[at] ^= (byte) (1 << random.nextInt(8));
        yield octets;
      }
      case 1 -> {
        int[] edges = {0, 1, 0x7f, 0x80, 0xfe, 0xff};
        octets[at] = (byte) edges[random.nextInt(edges.length)];
        yield octets;
      }
      case 2 -> Arrays.copyOf(octets, at);
      case 3 -> spliced(octets, at,
          Arrays.copyOfRange(octets, at, Math.min(octets.length, at + 1 + random.nextInt(8))));
      default -> spliced(octets, at, noise(random, 8));
    };
  }

  private static byte[] spliced(byte[] octets, int at, byte[] more) {
    byte[] result = Arrays.copyOf(octets, octets.length + more.length);
    System.arraycopy(octets, at, result, at + more.length, octets.length - at);
    System.arraycopy(more, 0, result, at, more.length);
    return result;
  }
}
