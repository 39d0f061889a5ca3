package io.carrierlab.node.network;

import io.carrierlab.node.fabric.Direction;
import io.carrierlab.node.fabric.LinkQuality;
import io.carrierlab.node.fabric.PortControl;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.Depth;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A node: it obeys orders, and its device lives below it and loses all its state when it is switched off. A device that
 * throws is a bug of ours; it is reported, and the node stays dark.
 */
final class NodeActor extends ExtensibleBehavior<NodeOrder> {
  private final Node node;
  private final PortControl ports;
  private final ActorContext<NodeOrder> context;
  private final Behavior<PortMessage> cold;
  private final Consumer<Throwable> failed;
  private ActorRef<PortMessage> device;
  private int starts;

  static Behavior<NodeOrder> create(Node node, PortControl ports, Behavior<PortMessage> cold,
      Consumer<Throwable> failed) {
    return Behaviors.setup(context -> new NodeActor(node, ports, context, cold, failed));
  }

  private NodeActor(Node node, PortControl ports, ActorContext<NodeOrder> context, Behavior<PortMessage> cold,
      Consumer<Throwable> failed) {
    this.node = node;
    this.ports = ports;
    this.context = context;
    this.cold = cold;
    this.failed = failed;
    start();
  }

  @Override
  public Behavior<NodeOrder> receive(TypedActorContext<NodeOrder> ignored, NodeOrder order) {
    try {
      obey(order);
    } catch (RuntimeException e) {
      failed.accept(e);                                  // an order that cannot be obeyed ends the run
    }
    return Behaviors.same();
  }

  private void obey(NodeOrder order) {
    switch (order) {
      case NodeOrder.PowerOff() -> {
        ports.powerOff();
        if (device != null) {
          context.unwatch(device);
          context.stop(device);
          device = null;
        }
      }
      case NodeOrder.PowerOn() -> {
        if (device == null) {
          start();
        }
      }
      case NodeOrder.Cut(int port) -> ports.cut(port, true);
      case NodeOrder.Restore(int port) -> ports.cut(port, false);
      case NodeOrder.BlackHole(int port, Direction direction) -> ports.blackHole(port, direction);
      case NodeOrder.Quality(int port, LinkQuality quality) -> ports.quality(port, quality);
      case NodeOrder.FarEnd(int port, boolean off) -> ports.farEnd(port, off);
      case NodeOrder.Show(long question, Depth depth) -> {
        if (depth == Depth.TABLES) {
          node.report(new NodeReport.Ports(question, ports.counters()));
          node.report(new NodeReport.Leaks(question, ports.leaked()));
        }
        if (device == null) {
          node.report(new NodeReport.Off(question));
        } else {
          device.tell(new Inspect(new Findings(question, node.name(), depth, node::report)));
        }
      }
      case NodeOrder.ForDevice(var message) -> {
        if (device != null) {
          device.tell(message);
        }
      }
    }
  }

  @Override
  public Behavior<NodeOrder> receiveSignal(TypedActorContext<NodeOrder> ignored, Signal signal) {
    if (signal instanceof ChildFailed failure) {
      device = null;
      failed.accept(failure.cause());
      return Behaviors.same();
    }
    return Behaviors.unhandled();
  }

  private void start() {
    device = Node.spawn(context, cold, "device-" + starts++);
    context.watch(device);
  }
}
