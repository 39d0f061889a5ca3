package io.carrierlab.cluster.bench;

import com.google.protobuf.ByteString;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Says hello on both ports every 3 s, without a protocol: what time and fabric cost by themselves. */
final class HelloDevice extends ExtensibleBehavior<PortMessage> {
  private static final Duration INTERVAL = Duration.ofSeconds(3);
  private static final ByteString HELLO = ByteString.copyFromUtf8("a hello of about fifty octets, as protocols have");
  private final Door door;

  private record Hello() implements PortMessage.OfDevice {}

  static Behavior<PortMessage> create(Node node, NodeConfig config) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
      Door door = node.fabric().door("");
      door.own(0, context.getSelf());
      door.own(1, context.getSelf());
      Duration first = Duration.ofNanos(node.clock().random().nextLong(INTERVAL.toNanos()));
      timers.startTimerAtFixedRate(new Hello(), first, INTERVAL);
      return new HelloDevice(door);
    }));
  }

  private HelloDevice(Door door) {
    this.door = door;
  }

  @Override
  public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
    switch (message) {
      case Arrival heard -> { }
      case PortMessage.Carrier carrier -> { }
      case PortMessage.OfDevice hello -> {
        door.originate(0, Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(HELLO));
        door.originate(1, Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(HELLO));
      }
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return Behaviors.unhandled();
  }
}
