package io.carrierlab.node.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.protocols.udp.UdpDatagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Times in seconds; the client asks its company every 5 s. */
class ClientTrafficTest {
  private static final long SECOND = 1_000_000_000L;
  private final ClientConfig config = new ClientConfig("c", 1, new ClientConfig.Population("home", "acme", 2, 1, null,
      null, null, Optional.of(new ClientConfig.Traffic(3, Duration.ofSeconds(5), 16, false, OptionalInt.empty())),
      Optional.empty()), 7);
  private final ClientStats stats = new ClientStats(config);
  private final ClientTraffic traffic = new ClientTraffic(config, stats, new RequestMeter(SECOND, 100 * SECOND));

  @BeforeEach
  void begins() {
    traffic.begins();
  }

  private void request(double at) {
    traffic.next(false, 4, 5, true, Math.round(at * SECOND));
  }

  /** @param number of the request */
  private boolean answer(int number, double at) {
    byte[] data = ByteBuffer.allocate(16).putInt(7).putInt(number).putLong(0).array();
    return traffic.answered(new UdpDatagram(7, 49_152, data), Math.round(at * SECOND));
  }

  @Test
  void theFirstAnswerOfASessionIsToldAndFromItsRequestOnTheIntervalCounts() {
    request(10);
    request(11);
    assertThat(answer(1, 11.25)).isTrue();
    assertThat(traffic.untilNextNanos(Math.round(11.25 * SECOND))).isEqualTo(Math.round(4.75 * SECOND));
    request(16);
    assertThat(answer(2, 16.25)).as("the second").isFalse();
    traffic.begins();
    request(30);
    assertThat(answer(3, 30.25)).as("of the next session").isTrue();
  }

  @Test
  void answersToWhatWasUnderWayWhenTheClientWasAskedAreToldApart() {
    request(10);
    answer(0, 10.25);
    request(15);
    traffic.asked();
    request(20);
    answer(1, 20.1);
    answer(2, 20.25);
    assertThat(stats.answers).isEqualTo(3);
    assertThat(stats.lateAnswers).isEqualTo(1);
  }
}
