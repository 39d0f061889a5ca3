package io.carrierlab.node.fabric.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.time.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderedCaptureTest {
  private static final int ROUND_NANOS = 10;
  private static final int ROUNDS = 200;

  private record Taken(long nanos, Direction direction, byte[] octets) {}

  /** Against a list: packets come in, others are queued behind a slow line, and now and then the queue is emptied. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void writesWhatHasPassedInOrderOfTime(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    var expected = new ArrayList<Taken>();
    var out = new ByteArrayOutputStream();
    try (var file = new CaptureFile(out, "", Engine.EPOCH)) {
      var capture = new OrderedCapture(file, file.add(new CapturedInterface("a:b", "", LinkType.ETHERNET)));
      long lineFree = 0;
      int number = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long now = (long) round * ROUND_NANOS;
        for (int count = random.nextInt(4); count > 0; count--, now += random.nextInt(3)) {
          boolean in = random.nextBoolean();
          lineFree = in ? lineFree : Math.max(lineFree, now) + random.nextInt(8);
          var taken = new Taken(in ? now : lineFree, in ? Direction.INBOUND : Direction.OUTBOUND,
              ByteBuffer.allocate(4).putInt(number++).array());
          capture.add(taken.nanos, taken.direction, taken.octets);
          expected.add(taken);
          if (random.nextInt(20) == 0) {
            long emptied = now;
            capture.drop(emptied);
            expected.removeIf(each -> each.direction == Direction.OUTBOUND && each.nanos > emptied);
            lineFree = now;
          }
        }
        capture.writeBefore((long) (round + 1) * ROUND_NANOS);
      }
      capture.writeBefore(Long.MAX_VALUE);
    }
    expected.sort(Comparator.comparingLong(Taken::nanos));
    assertThat(new CaptureReader(out.toByteArray()).packets).extracting(CaptureReader.Packet::octets)
        .containsExactlyElementsOf(expected.stream().map(Taken::octets).toList());
  }
}
