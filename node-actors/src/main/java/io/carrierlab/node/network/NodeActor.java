package io.carrierlab.node.network;

import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.Inspect;
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
 * The power switch of a node: the device lives below it and loses all its state when it is switched off. A device
 * that throws is a bug of ours; it is reported, and the node stays dark.
 */
final class NodeActor extends ExtensibleBehavior<NodeActor.Command> {
  sealed interface Command {}

  record PowerOff() implements Command {}

  record PowerOn() implements Command {}

  /** For the device, if it is on. */
  record ForDevice(PortMessage message) implements Command {}

  private final int node;
  private final ActorContext<Command> context;
  private final Behavior<PortMessage> cold;
  private final Consumer<Throwable> failed;
  private ActorRef<PortMessage> device;
  private int starts;

  static Behavior<Command> create(int node, Behavior<PortMessage> cold, Consumer<Throwable> failed) {
    return Behaviors.setup(context -> new NodeActor(node, context, cold, failed));
  }

  private NodeActor(int node, ActorContext<Command> context, Behavior<PortMessage> cold, Consumer<Throwable> failed) {
    this.node = node;
    this.context = context;
    this.cold = cold;
    this.failed = failed;
    start();
  }

  @Override
  public Behavior<Command> receive(TypedActorContext<Command> ignored, Command command) {
    switch (command) {
      case PowerOff() -> {
        if (device != null) {
          context.unwatch(device);
          context.stop(device);
          device = null;
        }
      }
      case PowerOn() -> {
        if (device == null) {
          start();
        }
      }
      case ForDevice(PortMessage message) -> {
        if (device != null) {
          device.tell(message);
        } else if (message instanceof Inspect(var into)) {
          into.off(node);
        }
      }
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<Command> receiveSignal(TypedActorContext<Command> ignored, Signal signal) {
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
