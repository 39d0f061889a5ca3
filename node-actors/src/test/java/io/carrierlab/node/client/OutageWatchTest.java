package io.carrierlab.node.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.inspect.ClientView.Outage;
import org.junit.jupiter.api.Test;

/** Times in seconds here: the watch only compares and subtracts. */
class OutageWatchTest {
  private static final long EVERY = 4;
  private final OutageWatch watch = new OutageWatch(EVERY);

  private void connected(long from, long until) {
    watch.connecting(from);
    watch.up(from);
    for (long now = from; now <= until; now += EVERY) {
      watch.requested(now);
      watch.answered(now);
    }
  }

  @Test
  void aClientThatGetsItsAnswersHasNoOutage() {
    connected(10, 50);
    assertThat(watch.all(54)).isEmpty();
  }

  @Test
  void namesTheTimesOfALossAndOfTheWayBack() {
    connected(10, 50);
    for (int i = 1; i <= 5; i++) {
      watch.requested(50 + i * EVERY);
    }
    watch.lost(70);
    watch.connecting(71);
    watch.failed();
    watch.connecting(80);
    watch.up(82);
    watch.requested(82);
    watch.answered(83);
    assertThat(watch.all(84)).containsExactly(new Outage(50, 70, 80, 82, 83, 2, 5, 54, -1));
  }

  @Test
  void aSilenceIsAnOutageWithoutALossIfItIsLongerThanTwoIntervalsAndAHalf() {
    connected(10, 50);
    watch.requested(54);
    watch.requested(58);
    watch.answered(60);
    assertThat(watch.all(60)).isEmpty();
    watch.requested(62);
    watch.requested(66);
    watch.requested(70);
    watch.answered(71);
    assertThat(watch.all(71)).containsExactly(new Outage(60, -1, -1, -1, 71, 0, 2, 62, -1));
  }

  @Test
  void showsOneThatIsNotOver() {
    connected(10, 50);
    watch.requested(54);
    assertThat(watch.all(60)).isEmpty();
    assertThat(watch.all(61)).containsExactly(new Outage(50, -1, -1, -1, -1, 0, 1, 54, -1));
    watch.lost(62);
    watch.connecting(63);
    assertThat(watch.all(64)).containsExactly(new Outage(50, 62, 63, -1, -1, 1, 1, 54, -1));
    watch.up(65);
    watch.answered(66);
    assertThat(watch.all(66)).containsExactly(new Outage(50, 62, 63, 65, 66, 1, 0, 54, -1));
  }

  @Test
  void theFirstLossAndTheLastAttemptCountIfTheNextSessionIsLostToo() {
    connected(10, 50);
    watch.lost(60);
    watch.connecting(61);
    watch.up(62);
    watch.lost(75);
    watch.connecting(80);
    watch.up(81);
    watch.answered(82);
    assertThat(watch.all(82)).containsExactly(new Outage(50, 60, 80, 81, 82, 2, 0, -1, -1));
  }

  @Test
  void aClientThatCannotConnectAtFirstMissesAnswersFromWhenItWantedTo() {
    watch.connecting(10);
    watch.failed();
    watch.connecting(15);
    watch.up(21);
    watch.answered(22);
    assertThat(watch.all(22)).containsExactly(new Outage(10, -1, 15, 21, 22, 2, 0, -1, -1));
  }

  @Test
  void silenceAfterTheLastRequestOrAfterLeavingIsNone() {
    connected(10, 50);
    watch.enough(52);
    assertThat(watch.all(500)).isEmpty();
    watch.left(501);
    assertThat(watch.all(900)).isEmpty();
    watch.connecting(1000);
    watch.up(1001);
    watch.answered(1002);
    assertThat(watch.all(1002)).isEmpty();
  }

  @Test
  void whoLeavesWithoutAnAnswerSaysWhen() {
    connected(10, 50);
    watch.requested(54);
    watch.enough(70);
    watch.left(72);
    assertThat(watch.all(900)).containsExactly(new Outage(50, -1, -1, -1, -1, 0, 1, 54, 72));
  }

  @Test
  void withoutRequestsAnOutageLastsFromTheLossToTheNextSession() {
    var silent = new OutageWatch(0);
    silent.connecting(10);
    silent.up(11);
    assertThat(silent.all(500)).isEmpty();
    silent.lost(500);
    assertThat(silent.all(501)).containsExactly(new Outage(500, 500, -1, -1, -1, 0, 0, -1, -1));
    silent.connecting(505);
    silent.up(506);
    assertThat(silent.all(900)).containsExactly(new Outage(500, 500, 505, 506, 506, 1, 0, -1, -1));
  }
}
