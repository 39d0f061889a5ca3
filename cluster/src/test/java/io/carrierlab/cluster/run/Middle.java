package io.carrierlab.cluster.run;

import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.frame.Frame;
import java.time.Duration;
import java.util.Queue;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Somebody in the middle of a line: passes on what comes, each frame a random while later than it came so that they
 * overtake one another, remembers it, and sends what it is told besides.
 */
final class Middle {
  /** Sends a frame. */
  record Send(int port, Frame.Builder frame) implements PortMessage.OfDevice {}

  private record Late(int port, Frame frame) implements PortMessage.OfDevice {}

  /** What passed. */
  record Passed(int outPort, Frame frame) {}

  private Middle() {}

  /** @param most delay */
  static Behavior<PortMessage> create(Node node, Duration most, Queue<Passed> passed) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
      Door door = node.fabric().door(node.fabric().vpnAt(0));
      door.own(0, context.getSelf());
      door.own(1, context.getSelf());
      return Behaviors.receiveMessage(message -> {
        switch (message) {
          case Arrival arrival -> {
            for (int i = 0; i < arrival.count(); i++) {
              int port = 1 - arrival.port();
              passed.add(new Passed(port, arrival.frame(i)));
              Duration wait = most.isZero() ? most
                  : Duration.ofNanos(node.clock().random().nextLong(most.toNanos()));
              timers.startSingleTimer(new Object(), new Late(port, arrival.frame(i)), wait);
            }
          }
          case Late(int port, Frame frame) -> door.forward(port, frame);
          case Send(int port, Frame.Builder frame) -> door.originate(port, frame);
          default -> { }
        }
        return Behaviors.same();
      });
    }));
  }
}
