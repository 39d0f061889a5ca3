package io.carrierlab.protocols.ike1;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.protocols.ike.Timing;
import io.carrierlab.protocols.ike1.Dpd.Question;
import io.carrierlab.protocols.ike1.Dpd.Wish;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3706 as a table: what the clock wants, row by row; times in seconds. */
class DpdTest {
  private record Row(long at, long lastInbound, long lastOutbound, Wish wish, int sequence, long next) {}

  private static Dpd dpd(boolean periodic) {
    return new Dpd(new Timing(Duration.ofSeconds(2), 5, Duration.ofSeconds(75), Duration.ofSeconds(10),
        Duration.ofSeconds(2), 3, periodic, Duration.ofSeconds(20)), 7, 0);
  }

  private static long nanos(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private static void check(Dpd dpd, Row... rows) {
    for (Row row : rows) {
      assertThat(dpd.onTime(nanos(row.at()), nanos(row.lastInbound()), nanos(row.lastOutbound())))
          .as("%s", row).isEqualTo(row.wish());
      assertThat(dpd.sequence()).as("%s", row).isEqualTo(row.sequence());
      assertThat(dpd.nextNanos()).as("%s", row).isEqualTo(nanos(row.next()));
    }
  }

  @Test
  void asksASilentPeerAndGivesItUp() {
    check(dpd(true), new Row(9, 0, 0, Wish.NOTHING, 7, 10), new Row(10, 0, 0, Wish.ASK, 8, 12),
        new Row(11, 0, 0, Wish.NOTHING, 8, 12), new Row(12, 0, 0, Wish.ASK, 8, 14),
        new Row(14, 0, 0, Wish.ASK, 8, 16), new Row(16, 0, 0, Wish.DEAD, 8, 16));
  }

  @Test
  void trafficAndAnswersCalmIt() {
    Dpd dpd = dpd(true);
    check(dpd, new Row(10, 4, 0, Wish.NOTHING, 7, 14), new Row(14, 4, 0, Wish.ASK, 8, 16));
    assertThat(dpd.answered(7)).isFalse();
    assertThat(dpd.answered(8)).isTrue();
    dpd.heard(nanos(15));
    assertThat(dpd.answered(8)).as("a replay").isFalse();
    check(dpd, new Row(16, 4, 0, Wish.NOTHING, 8, 25), new Row(25, 4, 0, Wish.ASK, 9, 27),
        new Row(27, 26, 0, Wish.NOTHING, 9, 36));
  }

  @Test
  void onDemandItAsksOnlyWhoeverIsTalkedTo() {
    check(dpd(false), new Row(10, 0, 0, Wish.NOTHING, 7, 20), new Row(20, 0, 19, Wish.ASK, 8, 22));
  }

  @Test
  void tellsQuestionsFromReplays() {
    Dpd dpd = dpd(true);
    assertThat(List.of(dpd.asked(-2), dpd.asked(-2), dpd.asked(-1), dpd.asked(-2), dpd.asked(0), dpd.asked(-1)))
        .containsExactly(Question.NEW, Question.REPEATED, Question.NEW, Question.OLD, Question.NEW, Question.OLD);
  }
}
