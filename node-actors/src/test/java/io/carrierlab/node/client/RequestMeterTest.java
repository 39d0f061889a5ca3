package io.carrierlab.node.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestMeterTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void anAnswerCountsWhereItCameAndItsRequestWhereItWasSent() {
    var meter = new RequestMeter(SECOND, 3 * SECOND - 1);
    meter.requested(0);
    meter.requested(SECOND - 1);
    meter.requested(SECOND);
    meter.answered(SECOND - 1, 2 * SECOND);
    assertThat(meter.spans()).isEqualTo(3);
    assertThat(new long[] {meter.sent(0), meter.sent(1), meter.sent(2)}).containsExactly(2, 1, 0);
    assertThat(new long[] {meter.answered(0), meter.answered(1), meter.answered(2)}).containsExactly(0, 0, 1);
    assertThat(new long[] {meter.unanswered(0), meter.unanswered(1), meter.unanswered(2)}).containsExactly(1, 1, 0);
  }

  /** The time of sending comes back in the packet: whatever it says, nothing breaks. */
  @Test
  void timesOutsideTheRunCountAtItsEnds() {
    var meter = new RequestMeter(SECOND, 2 * SECOND);
    meter.answered(Long.MIN_VALUE, Long.MAX_VALUE);
    meter.requested(5 * SECOND);
    assertThat(meter.unanswered(0)).isEqualTo(-1);
    assertThat(meter.answered(1)).isEqualTo(1);
    assertThat(meter.sent(1)).isEqualTo(1);
  }
}
