package io.carrierlab.node.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerWindowTest {
  private final AnswerWindow window = new AnswerWindow();

  @Test
  void anAnswerIsNewOnceAndInAnyOrder() {
    assertThat(window.isNew(0)).isTrue();
    assertThat(window.isNew(0)).isFalse();
    assertThat(window.isNew(5)).isTrue();
    assertThat(window.isNew(3)).isTrue();
    assertThat(window.isNew(3)).isFalse();
    assertThat(window.isNew(5)).isFalse();
    assertThat(window.isNew(0)).isFalse();
    assertThat(window.isNew(68)).isTrue();
    assertThat(window.isNew(5)).isFalse();                          // 63 behind: the last that is remembered
    assertThat(window.isNew(4)).isTrue();                           // 64 behind
    assertThat(window.isNew(500)).isTrue();
    assertThat(window.isNew(499)).isTrue();
    assertThat(window.isNew(500)).isFalse();
  }

  @Test
  void countsNumbersThatWrapAround() {
    for (int number = 0; number < 200_000; number++) {
      assertThat(window.isNew(window.widened(number & 0xffff))).isTrue();
    }
    assertThat(window.isNew(window.widened(199_990 & 0xffff))).isFalse();
  }

  @Test
  void agreesWithASetOfAllNumbersAsLongAsNoneIsLate() {
    var random = new Random(1);
    var seen = new HashSet<Integer>();
    for (int round = 0; round < 50_000; round++) {
      int number = Math.max(0, round / 3 - random.nextInt(20));
      assertThat(window.isNew(number)).isEqualTo(seen.add(number));
    }
  }
}
