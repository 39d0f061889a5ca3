package io.carrierlab.node.ospf;

import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.protocols.ospf.NeighborState;
import io.carrierlab.protocols.ospf.OspfMachine.Action;
import io.carrierlab.protocols.ospf.OspfMachine.Event;
import io.carrierlab.protocols.ospf.OspfMachine;
import io.carrierlab.protocols.ospf.OspfView.NeighborView;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** OSPF of one router. */
public final class OspfActor extends ExtensibleBehavior<OspfActor.Command> {
  public sealed interface Command {}

  public record InterfaceChanged(int index, boolean up) implements Command {}

  /** @param packet payload of an IP packet of protocol 89; given away */
  public record Packet(int index, int source, int destination, byte[] packet) implements Command {}

  public record Inspected(Findings into) implements Command {}

  private record Fired(OspfMachine.Timer timer) implements Command {}

  private final Node node;
  private final ActorRef<RouterCommand> router;
  private final TimerScheduler<Command> timers;
  private final OspfMachine machine;
  private TreeMap<Long, NeighborView> known = new TreeMap<>();

  public static Behavior<Command> create(Node node, OspfMachine.Config config, ActorRef<RouterCommand> router) {
    return Behaviors.withTimers(timers -> new OspfActor(node, config, router, timers));
  }

  private OspfActor(Node node, OspfMachine.Config config, ActorRef<RouterCommand> router,
      TimerScheduler<Command> timers) {
    this.node = node;
    this.router = router;
    this.timers = timers;
    this.machine = new OspfMachine(config);
  }

  @Override
  public Behavior<Command> receive(TypedActorContext<Command> context, Command command) {
    switch (command) {
      case InterfaceChanged(int index, boolean up) ->
          on(up ? new Event.InterfaceUp(index) : new Event.InterfaceDown(index));
      case Packet(int index, int source, int destination, byte[] packet) ->
          on(new Event.Received(index, source, destination, packet));
      case Fired(OspfMachine.Timer timer) -> on(new Event.TimerFired(timer));
      case Inspected(Findings into) -> {
        OspfTables.into(into, node, machine);
        into.done();
      }
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<Command> receiveSignal(TypedActorContext<Command> context, Signal signal) {
    return Behaviors.unhandled();
  }

  private void on(Event event) {
    List<Action> actions = machine.on(event, node.clock().nowNanos());
    boolean quiet = true;
    for (Action action : actions) {
      switch (action) {
        case Action.Send(int index, int destination, byte[] packet) -> {
          quiet = false;
          router.tell(new RouterCommand.SendOn(index,
              IpPacket.control(0, destination, OspfMachine.IP_PROTOCOL, 1, packet)));
        }
        case Action.Arm(var timer, var after) -> timers.startSingleTimer(timer, new Fired(timer), after);
        case Action.Disarm(var timer) -> {
          quiet = false;
          timers.cancel(timer);
        }
        case Action.RoutesChanged change -> {
          quiet = false;
          router.tell(new RouterCommand.OspfRoutes(change));
        }
      }
    }
    if (!quiet) {
      reportNeighbors();
    }
  }

  /** A steady hello only re-arms a timer; whatever changes a neighbour's state does more. */
  private void reportNeighbors() {
    var now = new TreeMap<Long, NeighborView>();
    for (NeighborView neighbor : machine.neighbors()) {
      now.put((long) neighbor.interfaceIndex() << 32 | Integer.toUnsignedLong(neighbor.routerId()), neighbor);
    }
    now.forEach((key, neighbor) -> {
      NeighborView before = known.get(key);
      NeighborState was = before == null ? NeighborState.DOWN : before.state();
      if (was != neighbor.state() && (was == NeighborState.FULL || neighbor.state() == NeighborState.FULL)) {
        node.report(new DeviceEvent.OspfNeighbor(neighbor.routerId(), neighbor.state(),
            neighbor.lastDown().filter(why -> neighbor.state() != NeighborState.FULL).map(Object::toString)));
      }
    });
    known.forEach((key, neighbor) -> {
      if (!now.containsKey(key) && neighbor.state() == NeighborState.FULL) {
        node.report(new DeviceEvent.OspfNeighbor(neighbor.routerId(), NeighborState.DOWN, Optional.empty()));
      }
    });
    known = now;
  }
}
