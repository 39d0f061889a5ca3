package io.carrierlab.protocols.ip;

import java.util.SplittableRandom;

/** Measures {@link IntPrefixTable}: {@code java -cp ... io.carrierlab.protocols.ip.PrefixTableFigures}. */
final class PrefixTableFigures {
  /** How prefixes lie. */
  enum Kind {
    /** /24 after /24. */
    DENSE_24,
    /** /24 anywhere in 2^24. */
    RANDOM_24,
    /** Half /24, a quarter /32, the rest /16 to /30, anywhere. */
    MIXED
  }

  private PrefixTableFigures() {}

  static void fill(IntPrefixTable table, Kind kind, int count) {
    var random = new SplittableRandom(count);
    for (int i = 0; table.size() < count; i++) {
      int length = switch (kind) {
        case DENSE_24, RANDOM_24 -> 24;
        case MIXED -> i % 2 == 0 ? 24 : i % 4 == 1 ? 32 : 16 + random.nextInt(15);
      };
      int address = kind == Kind.DENSE_24 ? i << 8 : random.nextInt();
      table.put(address & Ipv4.mask(length), length, i);
    }
  }

  public static void main(String[] arguments) {
    for (Kind kind : Kind.values()) {
      for (int count = 1; count <= 1_000_000; count *= 10) {
        var table = new IntPrefixTable();
        long start = System.nanoTime();
        fill(table, kind, count);
        long filled = System.nanoTime();
        int[] addresses = new int[1 << 16];
        var random = new SplittableRandom(7);
        int[] at = {0};
        // Three of four look-ups hit, all over the table.
        int step = Math.max(1, count / (addresses.length * 3 / 4));
        int[] seen = {0};
        table.forEach((address, length, value) -> {
          if (seen[0]++ % step == 0 && at[0] < addresses.length * 3 / 4) {
            addresses[at[0]++] = address | random.nextInt() & ~Ipv4.mask(length);
          }
        });
        int hits = at[0];
        for (int i = hits; i < addresses.length; i++) {
          addresses[i] = i % 4 == 0 || hits == 0 ? random.nextInt() : addresses[i % hits];
        }
        shuffle(addresses, random);
        double best = Double.MAX_VALUE;
        int sink = 0;
        for (int round = 0; round < 30; round++) {
          long from = System.nanoTime();
          for (int turn = 0; turn < 16; turn++) {
            for (int address : addresses) {
              sink += table.lookup(address, -1);
            }
          }
          best = Math.min(best, (System.nanoTime() - from) / (16.0 * addresses.length));
        }
        System.out.printf("%-10s %,9d prefixes: %5.1f ns a look-up, %6.0f ns an insertion, %5.1f octets each (%d)%n",
            kind, count, best, (filled - start) / (double) count, (double) table.octets() / count, sink & 1);
      }
    }
  }

  private static void shuffle(int[] array, SplittableRandom random) {
    for (int i = array.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = array[i];
      array[i] = array[other];
      array[other] = kept;
    }
  }
}
