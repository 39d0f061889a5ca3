package io.carrierlab.node.fabric.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.time.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderedCaptureTest {
  private static final int SOURCES = 3;
  private static final int ROUND_NANOS = 10;
  private static final int ROUNDS = 50;

  private record Sent(int round, long nanos, byte[] octets) {}

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#many")
  void writesTheSameFileWhoeverComesFirst(long seed) throws IOException {
    var random = new SplittableRandom(seed);
    var history = history(random);
    byte[] first = captured(history, new SplittableRandom(random.nextLong()));
    assertThat(captured(history, new SplittableRandom(random.nextLong()))).isEqualTo(first);
    var packets = new CaptureReader(first).packets;
    assertThat(packets).hasSize(history.stream().mapToInt(List::size).sum());
    assertThat(packets).extracting(CaptureReader.Packet::time).isSorted();
    for (int source = 0; source < SOURCES; source++) {
      int which = source;
      assertThat(packets.stream().map(CaptureReader.Packet::octets).filter(octets -> octets[0] == which))
          .as("a source's own order is kept").containsExactlyElementsOf(
              history.get(source).stream().map(Sent::octets).toList());
    }
  }

  /** What each source sends: its times grow, and some lie rounds ahead, as behind a slow line. */
  private static List<List<Sent>> history(SplittableRandom random) {
    var all = new ArrayList<List<Sent>>();
    for (int source = 0; source < SOURCES; source++) {
      var sent = new ArrayList<Sent>();
      long lineFree = 0;
      for (int round = 0; round < ROUNDS; round++) {
        for (int count = random.nextInt(4); count > 0; count--) {
          lineFree = Math.max(lineFree, (long) round * ROUND_NANOS) + random.nextInt(8);
          sent.add(new Sent(round, lineFree, new byte[] {(byte) source, (byte) sent.size()}));
        }
      }
      all.add(sent);
    }
    return all;
  }

  /** Plays the history round by round; within a round, chance decides which source comes next. */
  private static byte[] captured(List<List<Sent>> history, SplittableRandom chance) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var file = new CaptureFile(out, "", Engine.EPOCH)) {
      var capture = new OrderedCapture(file, file.add(new CapturedInterface("a:b", "", LinkType.ETHERNET)));
      var left = history.stream().map(ArrayDeque::new).toList();
      for (int round = 0; round < ROUNDS; round++) {
        int now = round;
        while (left.stream().anyMatch(each -> !each.isEmpty() && each.peek().round() == now)) {
          int source = chance.nextInt(SOURCES);
          Sent next = left.get(source).peek();
          if (next != null && next.round() == now) {
            left.get(source).poll();
            capture.add(next.nanos(), source, source == 0 ? Direction.OUTBOUND : Direction.INBOUND, next.octets());
          }
        }
        capture.writeBefore((long) (round + 1) * ROUND_NANOS);
      }
      capture.writeBefore(Long.MAX_VALUE);
    }
    return out.toByteArray();
  }
}
