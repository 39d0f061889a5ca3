package io.carrierlab.protocols.gre;

import io.carrierlab.protocols.gre.LineMachine.Action.Arm;
import io.carrierlab.protocols.gre.LineMachine.Action.Disarm;
import io.carrierlab.protocols.gre.LineMachine.Action.GoDown;
import io.carrierlab.protocols.gre.LineMachine.Action.GoUp;
import io.carrierlab.protocols.gre.LineMachine.Action.SendKeepalive;
import io.carrierlab.protocols.gre.LineMachine.Event.Answered;
import io.carrierlab.protocols.gre.LineMachine.Event.Routed;
import io.carrierlab.protocols.gre.LineMachine.Event.TimerFired;
import io.carrierlab.protocols.gre.LineMachine.State.Held;
import io.carrierlab.protocols.gre.LineMachine.State.NoRoute;
import io.carrierlab.protocols.gre.LineMachine.State.Silent;
import io.carrierlab.protocols.gre.LineMachine.State.Up;
import java.time.Duration;
import java.util.List;

/**
 * The line protocol of a GRE tunnel, as Cisco IOS has it. Keepalives are counted as they are sent, an answer sets the
 * count to zero; when the next is due and {@code retries} are without an answer, the line goes down. Keepalives go on,
 * and the first answer brings it up again. So a line that has lost its path is down one period times {@code retries}
 * after the first keepalive without an answer, and at most one period later than that after the loss.
 *
 * <p>Unlike IOS, a line with keepalives waits for the first answer before it is up: routes over a tunnel that nobody
 * has seen working would be black holes.
 */
public final class LineMachine {
  /** The way to the tunnel's destination, by the routing table. */
  public enum Way {
    ROUTED, NONE,
    /** Into this tunnel, or into one that leads into it: packets would be encapsulated for ever. */
    RECURSIVE
  }

  /** Why a line is down, in the words of {@code show}. */
  public enum Reason {
    NO_ROUTE("no route to the destination"), RECURSIVE_ROUTING("recursive routing"),
    KEEPALIVES_UNANSWERED("keepalives unanswered");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** What the line is. */
  public sealed interface State {
    record NoRoute() implements State {}

    /** Its destination was routed into a tunnel, perhaps is no longer. */
    record Held(Way way) implements State {}

    /** Keepalives are sent, none is answered. */
    record Silent() implements State {}

    /** @param unanswered keepalives sent since the last answer */
    record Up(int unanswered) implements State {}
  }

  /** What happens to it. */
  public sealed interface Event {
    record Routed(Way way) implements Event {}

    /** A keepalive has come home. */
    record Answered() implements Event {}

    record TimerFired() implements Event {}
  }

  /** What it wants done. */
  public sealed interface Action {
    record SendKeepalive() implements Action {}

    /** The one timer; arming replaces it. */
    record Arm(Duration after) implements Action {}

    record Disarm() implements Action {}

    record GoUp() implements Action {}

    record GoDown(Reason why) implements Action {}
  }

  /** A state, and what is to be done on the way to it. */
  public record Step(State next, List<Action> actions) {}

  private record Cell(State state, Event event) {}

  private LineMachine() {}

  public static State start() {
    return new NoRoute();
  }

  /** Why it is down; null: it is up. */
  public static Reason reason(State state) {
    return switch (state) {
      case NoRoute() -> Reason.NO_ROUTE;
      case Held held -> Reason.RECURSIVE_ROUTING;
      case Silent() -> Reason.KEEPALIVES_UNANSWERED;
      case Up up -> null;
    };
  }

  /** Whether a keepalive before the last one sent has found no answer. */
  public static boolean missed(State state) {
    return state instanceof Up(int unanswered) && unanswered > 1;
  }

  public static Step step(LineConfig c, State state, Event event) {
    return switch (new Cell(state, event)) {
      case Cell(NoRoute s, Routed(Way way)) -> way == Way.NONE ? to(s) : routed(c, way, false);
      case Cell(NoRoute s, Answered a) -> to(s);                // sent before the route went
      case Cell(NoRoute s, TimerFired t) -> to(s);
      // What was wrong must be mended, and time must have passed: else the line would flap as fast as routing can.
      case Cell(Held h, Routed(Way way)) -> to(new Held(way));
      case Cell(Held h, Answered a) -> to(h);
      case Cell(Held(Way way), TimerFired t) -> switch (way) {
        case ROUTED -> routed(c, way, false);
        case NONE -> to(new NoRoute());
        case RECURSIVE -> to(state, new Arm(c.recursionHold()));
      };
      case Cell(Silent s, Routed(Way way)) -> way == Way.ROUTED ? to(s) : routed(c, way, false);
      case Cell(Silent s, Answered a) -> to(new Up(0), new GoUp());
      case Cell(Silent s, TimerFired t) -> to(s, new SendKeepalive(), new Arm(c.keepalive().orElseThrow().period()));
      case Cell(Up u, Routed(Way way)) -> way == Way.ROUTED ? to(u) : routed(c, way, true);
      case Cell(Up u, Answered a) -> to(new Up(0));
      case Cell(Up(int unanswered), TimerFired t) -> due(c.keepalive().orElseThrow(), unanswered);
    };
  }

  private static Step due(LineConfig.Keepalive keepalive, int unanswered) {
    if (unanswered >= keepalive.retries()) {
      return to(new Silent(), new GoDown(Reason.KEEPALIVES_UNANSWERED), new SendKeepalive(),
          new Arm(keepalive.period()));
    }
    return to(new Up(unanswered + 1), new SendKeepalive(), new Arm(keepalive.period()));
  }

  /** The way is another than it was. @param up the line was up */
  private static Step routed(LineConfig c, Way way, boolean up) {
    return switch (way) {
      case NONE -> up ? to(new NoRoute(), new GoDown(Reason.NO_ROUTE), new Disarm()) : to(new NoRoute(), new Disarm());
      case RECURSIVE -> up ? to(new Held(way), new GoDown(Reason.RECURSIVE_ROUTING), new Arm(c.recursionHold()))
          : to(new Held(way), new Arm(c.recursionHold()));
      case ROUTED -> c.keepalive().isEmpty() ? to(new Up(0), new GoUp())
          : to(new Silent(), new SendKeepalive(), new Arm(c.keepalive().get().period()));
    };
  }

  private static Step to(State next, Action... actions) {
    return new Step(next, List.of(actions));
  }
}
