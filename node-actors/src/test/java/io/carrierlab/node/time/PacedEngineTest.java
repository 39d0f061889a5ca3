package io.carrierlab.node.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.protocols.frame.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine by the wall clock: as virtual time is, but no sooner. The time-out is for hangs. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacedEngineTest {
  private static final int FRAMES = 100_000;
  private static final int AT_ONCE = 100;

  private record Tick() implements PortMessage.OfDevice {}

  private record Told(int number) implements PortMessage.OfDevice {}

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 4})
  void noFrameOvertakesAnother(int threads) {
    var heard = new ArrayList<Integer>();
    try (var network = network(threads, (node, config) -> node.index() == 0 ? numbering(node)
        : device(node, message -> {
          if (message instanceof Arrival arrival) {
            for (int i = 0; i < arrival.count(); i++) {
              heard.add(arrival.frame(i).getPayload().asReadOnlyByteBuffer().getInt());
            }
          }
        }))) {
      for (int second = 1; heard.size() < FRAMES; second++) {
        network.runUntil(Duration.ofSeconds(second));
      }
    }
    assertThat(heard).isEqualTo(IntStream.range(0, FRAMES).boxed().toList());
  }

  /** Sends 100 frames each millisecond, one after another, as long as there are some. */
  private static Behavior<PortMessage> numbering(Node node) {
    return Behaviors.withTimers(timers -> {
      timers.startTimerAtFixedRate(new Tick(), Duration.ofMillis(1));
      var next = new int[1];
      Door door = node.fabric().door("");
      return device(node, message -> {
        for (int i = 0; message instanceof Tick && i < AT_ONCE && next[0] < FRAMES; i++) {
          door.originate(1, Frame.newBuilder().setEtherType(0x800)
              .setPayload(ByteString.copyFrom(ByteBuffer.allocate(64).putInt(next[0]++).rewind())));
        }
      });
    });
  }

  @Test
  void nothingHappensBeforeItsTime() {
    try (var network = network(2, (node, config) -> Behaviors.empty())) {
      long begun = System.nanoTime();
      assertThat(network.runUntil(Duration.ofMillis(200))).isTrue();
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(199_000_000);
    }
  }

  @Test
  void whatComesFromOutsideIsHandledAtOnceInTheContextOfItsNodeAndInItsOrder() {
    var self = new CompletableFuture<ActorRef<PortMessage>>();
    var heard = new ArrayList<Integer>();
    var times = new ArrayList<Long>();
    var network = new AtomicReference<Network>();
    try (var running = network(2, (node, config) -> Behaviors.setup(context -> {
      if (node.index() == 1) {
        self.complete(context.getSelf());
      }
      return device(node, message -> {
        if (message instanceof Told(int number)) {
          heard.add(number);
          times.add(node.clock().nowNanos());
          if (number == 999) {
            network.get().stop();
          }
        }
      });
    }))) {
      network.set(running);
      var teller = Thread.ofPlatform().daemon().start(() -> {
        ActorRef<PortMessage> device = self.join();
        IntStream.range(0, 1_000).forEach(number -> device.tell(new Told(number)));
      });
      assertThat(running.runUntil(Duration.ofDays(1))).isFalse();
      assertThat(teller).isNotNull();
      assertThat(running.paused()).isLessThan(Duration.ofDays(1))
          .isGreaterThanOrEqualTo(Duration.ofNanos(times.getLast()));
    }
    assertThat(heard).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    assertThat(times).isSorted();
  }

  @ParameterizedTest(name = "virtual {0}")
  @ValueSource(booleans = {true, false})
  void anActorOfAnotherNodeIsNotToldAnythingPastTheFabric(boolean virtual) {
    var other = new CompletableFuture<ActorRef<PortMessage>>();
    var options = new Network.Options(1, 1, false, virtual);
    try (var network = new Network(Ring.of(2, Duration.ofMillis(1), 0), options, (node, config) ->
        Behaviors.setup(context -> {
          if (node.index() == 1) {
            other.complete(context.getSelf());
          }
          return device(node, message -> {
            if (message instanceof Tick) {
              other.join().tell(new Told(1));
            }
          });
        }))) {
      network.tell(0, Duration.ofMillis(5), new Tick());
      assertThatThrownBy(() -> network.runUntil(Duration.ofMillis(10))).hasMessageContaining("past the fabric");
    }
  }

  @Test
  void aMailboxThatIsFilledTooLateForTheRunIsEmptiedAfterIt() {
    var self = new CompletableFuture<ActorRef<PortMessage>>();
    List<Integer> heard = new ArrayList<>();
    try (var network = network(1, (node, config) -> Behaviors.setup(context -> {
      self.complete(context.getSelf());
      return device(node, message -> {
        if (message instanceof Told(int number)) {
          heard.add(number);
        }
      });
    }))) {
      network.runUntil(Duration.ofMillis(10));
      self.join().tell(new Told(7));
    }
    assertThat(heard).containsExactly(7);
  }

  private static Network network(int threads,
      java.util.function.BiFunction<Node, NodeConfig, Behavior<PortMessage>> devices) {
    return new Network(Ring.of(2, Duration.ofMillis(1), 0), new Network.Options(1, threads, false, false), devices);
  }

  private static Behavior<PortMessage> device(Node node, Consumer<PortMessage> heard) {
    return Behaviors.setup(context -> {
      Door door = node.fabric().door("");
      door.own(0, context.getSelf());
      door.own(1, context.getSelf());
      return Behaviors.receiveMessage(message -> {
        heard.accept(message);
        return Behaviors.same();
      });
    });
  }
}
