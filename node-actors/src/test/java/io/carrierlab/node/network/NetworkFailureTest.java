package io.carrierlab.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network that fails says so to whoever runs it, in either time, and never hangs. The time-out is for hangs. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NetworkFailureTest {
  private static final Duration SOON = Duration.ofMillis(50);

  private static Network network(String name, boolean virtual,
      BiFunction<Node, NodeConfig, Behavior<PortMessage>> devices) {
    return new Network(new Topology("t", List.of(new HostConfig(name, 1, 24, 2)), List.of(), List.of()),
        new Network.Options(1, 2, false, virtual), devices);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNameThatPekkoRefuses(boolean virtual) {
    assertThatThrownBy(() -> network("xx\n", virtual, (node, config) -> Behaviors.empty()))
        .isInstanceOf(IllegalStateException.class).hasMessageContaining("the network could not be built");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeviceThatCannotBeMade(boolean virtual) {
    assertThatThrownBy(() -> network("h1", virtual, (node, config) -> {
      throw new IllegalArgumentException("no such thing");
    })).hasMessageContaining("no such thing");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeviceThatFailsWhenItIsSwitchedOn(boolean virtual) {
    try (var network = network("h1", virtual, (node, config) -> Behaviors.setup(context -> {
      throw new IllegalArgumentException("no such thing");
    }))) {
      assertThatThrownBy(() -> {
        for (int i = 0; i < 200; i++) {
          network.runUntil(SOON.multipliedBy(i));
        }
      }).hasMessageContaining("no such thing");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeviceThatFindsNoMemory(boolean virtual) {
    try (var network = network("h1", virtual, (node, config) -> Behaviors.setup(context -> {
      throw new OutOfMemoryError("a test's");
    }))) {
      assertThatThrownBy(() -> network.runUntil(Duration.ofDays(1))).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a test's");
    }
  }

  /** A machine that is starved for minutes has slow loggers, not broken ones. */
  @Test
  void noWallClockEndsItsStart() {
    assertThat(ConfigFactory.parseResources("engine.conf").getDuration("pekko.logger-startup-timeout"))
        .isGreaterThan(Duration.ofHours(2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatIsNeverRunEnds(boolean virtual) {
    network("h1", virtual, (node, config) -> Behaviors.empty()).close();
  }
}
