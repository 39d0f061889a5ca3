package io.carrierlab.protocols.gre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carrierlab.protocols.gre.LineMachine.Action;
import io.carrierlab.protocols.gre.LineMachine.Action.Arm;
import io.carrierlab.protocols.gre.LineMachine.Action.Disarm;
import io.carrierlab.protocols.gre.LineMachine.Action.GoDown;
import io.carrierlab.protocols.gre.LineMachine.Action.GoUp;
import io.carrierlab.protocols.gre.LineMachine.Action.SendKeepalive;
import io.carrierlab.protocols.gre.LineMachine.Event;
import io.carrierlab.protocols.gre.LineMachine.Event.Answered;
import io.carrierlab.protocols.gre.LineMachine.Event.Routed;
import io.carrierlab.protocols.gre.LineMachine.Event.TimerFired;
import io.carrierlab.protocols.gre.LineMachine.Reason;
import io.carrierlab.protocols.gre.LineMachine.State;
import io.carrierlab.protocols.gre.LineMachine.State.Held;
import io.carrierlab.protocols.gre.LineMachine.State.NoRoute;
import io.carrierlab.protocols.gre.LineMachine.State.Silent;
import io.carrierlab.protocols.gre.LineMachine.State.Up;
import io.carrierlab.protocols.gre.LineMachine.Step;
import io.carrierlab.protocols.gre.LineMachine.Way;
import io.carrierlab.protocols.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LineMachineTest {
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration HOLD = Duration.ofSeconds(10);
  private static final LineConfig ALIVE = new LineConfig(Optional.of(new LineConfig.Keepalive(PERIOD, 3)), HOLD);
  private static final LineConfig PLAIN = new LineConfig(Optional.empty(), HOLD);

  record Row(LineConfig config, State state, Event event, State next, Action... actions) {}

  static Stream<Row> rows() {
    var send = new SendKeepalive();
    var again = new Arm(PERIOD);
    var hold = new Arm(HOLD);
    return Stream.of(
        new Row(PLAIN, new NoRoute(), new Routed(Way.NONE), new NoRoute()),
        new Row(PLAIN, new NoRoute(), new Routed(Way.ROUTED), new Up(0), new GoUp()),
        new Row(ALIVE, new NoRoute(), new Routed(Way.ROUTED), new Silent(), send, again),
        new Row(ALIVE, new NoRoute(), new Routed(Way.RECURSIVE), new Held(Way.RECURSIVE), hold),
        new Row(ALIVE, new NoRoute(), new Answered(), new NoRoute()),
        new Row(ALIVE, new NoRoute(), new TimerFired(), new NoRoute()),
        new Row(ALIVE, new Silent(), new Routed(Way.ROUTED), new Silent()),
        new Row(ALIVE, new Silent(), new Routed(Way.NONE), new NoRoute(), new Disarm()),
        new Row(ALIVE, new Silent(), new Routed(Way.RECURSIVE), new Held(Way.RECURSIVE), hold),
        new Row(ALIVE, new Silent(), new Answered(), new Up(0), new GoUp()),
        new Row(ALIVE, new Silent(), new TimerFired(), new Silent(), send, again),
        new Row(ALIVE, new Up(2), new Routed(Way.ROUTED), new Up(2)),
        new Row(ALIVE, new Up(2), new Routed(Way.NONE), new NoRoute(), new GoDown(Reason.NO_ROUTE), new Disarm()),
        new Row(PLAIN, new Up(0), new Routed(Way.RECURSIVE), new Held(Way.RECURSIVE),
            new GoDown(Reason.RECURSIVE_ROUTING), hold),
        new Row(ALIVE, new Up(2), new Answered(), new Up(0)),
        new Row(ALIVE, new Up(0), new TimerFired(), new Up(1), send, again),
        new Row(ALIVE, new Up(2), new TimerFired(), new Up(3), send, again),
        new Row(ALIVE, new Up(3), new TimerFired(), new Silent(), new GoDown(Reason.KEEPALIVES_UNANSWERED), send,
            again),
        new Row(PLAIN, new Held(Way.RECURSIVE), new Routed(Way.ROUTED), new Held(Way.ROUTED)),
        new Row(PLAIN, new Held(Way.ROUTED), new Routed(Way.RECURSIVE), new Held(Way.RECURSIVE)),
        new Row(ALIVE, new Held(Way.ROUTED), new Answered(), new Held(Way.ROUTED)),
        new Row(PLAIN, new Held(Way.ROUTED), new TimerFired(), new Up(0), new GoUp()),
        new Row(ALIVE, new Held(Way.ROUTED), new TimerFired(), new Silent(), send, again),
        new Row(PLAIN, new Held(Way.NONE), new TimerFired(), new NoRoute()),
        new Row(PLAIN, new Held(Way.RECURSIVE), new TimerFired(), new Held(Way.RECURSIVE), hold));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void followsTheTable(Row row) {
    assertEquals(new Step(row.next(), List.of(row.actions())), LineMachine.step(row.config(), row.state(),
        row.event()));
  }

  @Test
  void saysWhyItIsDown() {
    assertThat(LineMachine.reason(LineMachine.start())).hasToString("no route to the destination");
    assertThat(LineMachine.reason(new Silent())).hasToString("keepalives unanswered");
    assertThat(LineMachine.reason(new Held(Way.NONE))).hasToString("recursive routing");
    assertThat(LineMachine.reason(new Up(2))).isNull();
  }

  /** A line over a path that loses keepalives, is cut and mended. */
  private static final class Line {
    final World world;
    State state = LineMachine.start();
    boolean pathUp = true;
    boolean up;
    long armed;

    Line(World world) {
      this.world = world;
    }

    void on(Event event) {
      Step step = LineMachine.step(ALIVE, state, event);
      state = step.next();
      for (Action action : step.actions()) {
        switch (action) {
          case SendKeepalive() -> {
            if (pathUp) {
              world.send(() -> on(new Answered()));
            }
          }
          case Arm(Duration after) -> {
            long mine = ++armed;
            world.after(after, () -> {
              if (mine == armed) {
                on(new TimerFired());
              }
            });
          }
          case Disarm() -> armed++;
          case GoUp() -> up = true;
          case GoDown(Reason why) -> up = false;
        }
      }
    }

    void check() {
      assertEquals(up, LineMachine.reason(state) == null);
    }
  }

  /** Down within period x (retries + 1) of the loss, not before period x (retries - 1); up within a period again. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void findsALostPathInTime(long seed) {
    var world = new World(seed, 0);
    var line = new Line(world);
    line.on(new Routed(Way.ROUTED));
    for (int round = 0; round < 20; round++) {
      world.runFor(PERIOD.plus(Duration.ofMillis(world.random.nextInt(20_000))), line::check);
      assertThat(line.up).isTrue();
      line.pathUp = false;
      world.runFor(PERIOD.multipliedBy(2), line::check);
      assertThat(line.up).as("two of three are no reason").isTrue();
      world.runFor(PERIOD.multipliedBy(2), line::check);
      assertThat(line.up).isFalse();
      line.pathUp = true;
    }
  }

  /** Three in a row are lost once in eight thousand; a line that flaps at every loss would show. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.carrierlab.protocols.sim.Seeds#few")
  void outlivesSingleLosses(long seed) {
    var world = new World(seed, 0.05);
    var line = new Line(world);
    line.on(new Routed(Way.ROUTED));
    int down = 0;
    for (int round = 0; round < 200; round++) {
      world.runFor(PERIOD, line::check);
      down += line.up || round < 4 ? 0 : 1;
    }
    assertThat(down).isLessThan(4);
  }

  @Test
  void knowsWhenAKeepaliveWasMissed() {
    assertThat(LineMachine.missed(new LineMachine.State.Up(1))).as("it is on its way").isFalse();
    assertThat(LineMachine.missed(new LineMachine.State.Up(2))).isTrue();
    assertThat(LineMachine.missed(new LineMachine.State.Silent())).as("the line comes up: that says more").isFalse();
  }
}
