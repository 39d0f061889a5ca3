package io.carrierlab.node.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.topology.AccessConfig.Cpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten handshakes a second: a message is 1 ms of work, a Diffie-Hellman computation 45 ms. */
class ProcessorTest {
  private static final Cpu CPU = new Cpu(10, 4);
  private final Processor processor = new Processor(CPU, 0);
  private final List<String> done = new ArrayList<>();
  private long now;

  private void at(long millis) {
    now = Duration.ofMillis(millis).toNanos();
    processor.run(now);
  }

  /** A job of a session that does so many computations and sends one message. */
  private Runnable job(int peer, int computations) {
    return () -> {
      done.add("begins " + peer + " at " + now / 1_000_000);
      processor.serving(peer, now);
      processor.computed(computations, now);
      processor.send(() -> done.add("sends " + peer + " at " + now / 1_000_000));
      processor.served(peer);
    };
  }

  private void wakeUntil(long millis) {
    while (processor.wakeAt() <= Duration.ofMillis(millis).toNanos()) {
      at(processor.wakeAt() / 1_000_000);
    }
  }

  @Test
  void whatAJobSendsLeavesWhenItsWorkIsDoneAndTheNextJobBeginsThen() {
    processor.offer(job(1, 2));
    processor.offer(job(2, 0));
    at(0);
    wakeUntil(1_000);
    assertThat(done).containsExactly("begins 1 at 0", "sends 1 at 91", "begins 2 at 91", "sends 2 at 92");
    assertThat(processor.wakeAt()).isEqualTo(Long.MAX_VALUE);
    assertThat(processor.use(now).busy()).isEqualTo(1.0);
    assertThat(processor.use(now * 2).busy()).isEqualTo(0.5);
  }

  @Test
  void whatIsForgottenIsCounted() {
    processor.offer(job(1, 2));
    at(0);
    processor.offer(job(2, 0));
    processor.insist(job(3, 0));
    assertThat(processor.clear()).isEqualTo(3);           // two to be done, and what the first one sends
    assertThat(processor.wakeAt()).isEqualTo(Long.MAX_VALUE);
    assertThat(processor.clear()).isZero();
  }

  @Test
  void aMessageThatNoSessionGetsCostsNothing() {
    for (int i = 0; i < 3; i++) {
      processor.offer(() -> done.add("nobody's"));
    }
    processor.offer(job(1, 0));
    at(0);
    assertThat(done).containsExactly("nobody's", "nobody's", "nobody's", "begins 1 at 0");
    assertThat(processor.use(0).jobs()).isEqualTo(1);
  }

  @Test
  void nothingIsBegunWhileThePeerOfAJobHasNotSaidThatItIsDone() {
    processor.offer(() -> processor.serving(1, now));
    processor.offer(job(2, 0));
    at(0);
    at(100);
    assertThat(done).isEmpty();
    assertThat(processor.wakeAt()).isEqualTo(Long.MAX_VALUE);
    processor.served(7);
    at(100);
    assertThat(done).isEmpty();
    processor.served(1);
    at(100);
    assertThat(done).containsExactly("begins 2 at 100");
  }

  @Test
  void theTailOfTheQueueIsDroppedButNotWhatWasAskedFor() {
    processor.offer(job(1, 2));
    at(0);
    for (int i = 0; i < 6; i++) {
      assertThat(processor.offer(job(2 + i, 0))).isEqualTo(i < CPU.queue());
    }
    processor.insist(job(9, 0));
    assertThat(processor.use(0).refused()).isEqualTo(2);
    assertThat(processor.use(0).mostWaiting()).isEqualTo(5);
    wakeUntil(1_000);
    assertThat(done).hasSize(12).contains("sends 9 at 96");
    assertThat(processor.use(now).waiting()).isZero();
  }

  @Test
  void whatSomethingElseHasTakenMakesEachJobLonger() {
    processor.saturate(0.9);
    processor.offer(job(1, 2));
    at(0);
    wakeUntil(5_000);
    assertThat(done).containsExactly("begins 1 at 0", "sends 1 at 910");
    processor.saturate(0);
    processor.offer(job(2, 2));
    at(2_000);
    wakeUntil(5_000);
    assertThat(done).last().isEqualTo("sends 2 at 2091");
  }

  @Test
  void whatIsForgottenIsNeitherDoneNorSent() {
    processor.offer(job(1, 2));
    processor.offer(job(2, 2));
    at(0);
    processor.clear();
    wakeUntil(5_000);
    at(5_000);
    assertThat(done).containsExactly("begins 1 at 0");
  }

  /** Handshakes of ten jobs at random times, twice as many as it can do: it is never idle, and does what it can. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void doesAsManyHandshakesAsItCanUnderOverload(long seed) {
    var random = new SplittableRandom(seed);
    var model = new Processor(new Cpu(10, 1_000_000), 0);
    long[] clock = new long[1];
    int[] handshakes = new int[1];
    for (int i = 0; i < 20 * 60; i++) {
      long arrives = random.nextLong(60_000_000_000L / 1200) + i * 50_000_000L;
      while (model.wakeAt() <= arrives) {
        clock[0] = model.wakeAt();
        model.run(clock[0]);
      }
      clock[0] = arrives;
      for (int part = 0; part < 10; part++) {
        int computations = part == 0 ? 2 : 0;
        boolean last = part == 9;
        model.offer(() -> {
          model.serving(1, clock[0]);
          model.computed(computations, clock[0]);
          handshakes[0] += last ? 1 : 0;
          model.served(1);
        });
      }
      model.run(clock[0]);
    }
    assertThat(handshakes[0]).isBetween(598, 602);
    assertThat(model.use(clock[0]).busy()).isGreaterThan(0.99);
    assertThat(model.use(clock[0]).waiting()).isBetween(5_900, 6_100);
  }
}
