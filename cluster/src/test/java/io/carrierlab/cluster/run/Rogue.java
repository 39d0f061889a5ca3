package io.carrierlab.cluster.run;

import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.Node;
import io.carrierlab.protocols.frame.Frame;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A device that obeys no protocol: it sends what it is told. */
final class Rogue {
  /** Sends a frame. */
  record Send(int port, Frame.Builder frame) implements PortMessage.OfDevice {}

  private Rogue() {}

  static Behavior<PortMessage> create(Node node) {
    return Behaviors.setup(context -> {
      Door door = node.fabric().door(node.fabric().vpnAt(0));
      door.own(0, context.getSelf());
      return Behaviors.receiveMessage(message -> {
        if (message instanceof Send(int port, Frame.Builder frame)) {
          door.originate(port, frame);
        }
        return Behaviors.same();
      });
    });
  }
}
