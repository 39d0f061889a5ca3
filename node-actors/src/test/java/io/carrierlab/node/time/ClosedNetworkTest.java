package io.carrierlab.node.time;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.carrierlab.node.network.Network;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A drill runs one network after another in one JVM. */
class ClosedNetworkTest {
  private static final int COLLECTIONS = 500;

  @ParameterizedTest(name = "virtual {0}")
  @ValueSource(booleans = {true, false})
  void isForgotten(boolean virtual) {
    WeakReference<Network> closed = closed(virtual);
    // A thread that has been told to end may take a moment.
    for (int i = 0; i < COLLECTIONS && closed.get() != null; i++) {
      System.gc();
    }
    assertNull(closed.get());
  }

  private static WeakReference<Network> closed(boolean virtual) {
    try (var network = new Network(Ring.of(3, Duration.ofMillis(10), 0), new Network.Options(1, 2, false, virtual),
        Ring::device)) {
      network.runUntil(Duration.ofMillis(20));
      return new WeakReference<>(network);
    }
  }
}
