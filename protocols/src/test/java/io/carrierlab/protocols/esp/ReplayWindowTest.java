package io.carrierlab.protocols.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carrierlab.protocols.esp.ReplayWindow.Place;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayWindowTest {
  /** A window of 64 that has accepted 1 and then {@code top}. */
  @ParameterizedTest(name = "top {0}, then {1}")
  @CsvSource({
    "1, 0, SEEN", "1, 1, SEEN", "1, 2, NEW",
    "64, 1, SEEN", "64, 2, NEW", "64, 64, SEEN", "64, 65, NEW",
    "65, 1, OLD", "65, 2, NEW", "65, 64, NEW",
    "66, 2, OLD", "66, 3, NEW",
    "1000, 936, OLD", "1000, 937, NEW", "1000, 1000, SEEN", "1000, 1001, NEW", "1000, 4294967295, NEW",
    "4294967295, 4294967231, OLD", "4294967295, 4294967232, NEW", "4294967295, 4294967295, SEEN"})
  void edges(long top, long sequence, Place place) {
    var window = new ReplayWindow(64);
    window.accept(1);
    window.accept(top);
    assertThat(window.place(sequence)).isEqualTo(place);
  }

  /** RFC 4303 appendix A2.2, window of 64: what is inferred from the low half, with the window's top as it stands. */
  @ParameterizedTest(name = "top {0}, low half {1}")
  @CsvSource({
    // Case A: the window lies in one subspace.
    "0x000000003f, 0x00000000, 0x0000000000", "0x000000003f, 0x00000040, 0x0000000040",
    "0x0100000064, 0x00000025, 0x0100000025", "0x0100000064, 0x00000024, 0x0200000024",
    "0x0100000064, 0xffffffff, 0x01ffffffff", "0x01ffffffff, 0x00000000, 0x0200000000",
    "0x01ffffffff, 0xffffffc0, 0x01ffffffc0", "0x01ffffffff, 0xffffffbf, 0x02ffffffbf",
    // Case B: it spans two.
    "0x0200000000, 0xffffffff, 0x01ffffffff", "0x0200000000, 0xffffffc1, 0x01ffffffc1",
    "0x0200000000, 0xffffffc0, 0x02ffffffc0", "0x0200000000, 0x00000000, 0x0200000000",
    "0x020000003e, 0xffffffff, 0x01ffffffff", "0x020000003e, 0x0000003f, 0x020000003f",
    // Nothing lies before the first subspace.
    "0x0000000000, 0xffffffff, 0x0000000000", "0x0000000005, 0x00000001, 0x0000000001"})
  void infersTheHighHalf(String top, String low, String sequence) {
    var window = new ReplayWindow(64, Long.decode(top));
    assertThat(window.infer((int) (long) Long.decode(low))).isEqualTo(Long.decode(sequence));
  }

  /** Against a model that remembers everything, over steps small and large and the rollover of the low half. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void agreesWithAPerfectMemory(long seed) {
    var random = new SplittableRandom(seed);
    for (int size : new int[] {64, 128, 192, 1024}) {
      long top = random.nextBoolean() ? 0 : 0xffff_ffffL - random.nextInt(2_000);
      var window = new ReplayWindow(size, top);
      var seen = new HashSet<Long>();
      boolean fresh = top == 0;
      for (int round = 0; round < 20_000; round++) {
        long sequence = Math.max(1, top + switch (random.nextInt(10)) {
          case 0 -> random.nextInt(3 * size);
          case 1, 2, 3 -> 1;
          default -> -random.nextInt(size + 3);
        });
        boolean old = Long.compareUnsigned(sequence, top) <= 0 && top - sequence >= size;
        Place expected = old ? Place.OLD : seen.contains(sequence) ? Place.SEEN : Place.NEW;
        if (!fresh && sequence <= 0xffff_ffffL - 4_000) {
          continue;
        }
        assertThat(window.place(sequence)).as("size %d, top %d, sequence %d", size, top, sequence)
            .isEqualTo(expected);
        if (expected == Place.NEW && random.nextInt(4) > 0) {   // else the integrity check failed
          assertThat(window.infer((int) sequence)).isEqualTo(sequence);
          window.accept(sequence);
          seen.add(sequence);
          top = Long.compareUnsigned(sequence, top) > 0 ? sequence : top;
        }
      }
    }
  }

  @Test
  void withoutAWindowEverythingIsNew() {
    var window = new ReplayWindow(0);
    window.accept(7);
    assertThat(window.place(7)).isEqualTo(Place.NEW);
    assertThat(window.place(0)).isEqualTo(Place.NEW);
    assertThat(new ReplayWindow(0, 0x1_ffff_fffeL).infer(3)).isEqualTo(0x2_0000_0003L);
  }

  @Test
  void sizesAreBounded() {
    assertThat(new ReplayWindow(65).packets()).isEqualTo(128);
    assertThatThrownBy(() -> new ReplayWindow(65_537)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReplayWindow(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
