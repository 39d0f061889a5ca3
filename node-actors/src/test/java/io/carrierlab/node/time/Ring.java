package io.carrierlab.node.time;

import com.google.protobuf.ByteString;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.InterfaceConfig.Medium;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.LinkConfig.End;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.frame.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Routers in a ring that say hello to both neighbours and do nothing else: what time and fabric cost by themselves.
 */
final class Ring {
  private Ring() {}

  static Topology of(int routers, Duration delay, double loss) {
    var nodes = new ArrayList<NodeConfig>();
    var links = new ArrayList<LinkConfig>();
    for (int i = 0; i < routers; i++) {
      var ports = List.of(port("left"), port("right"));
      nodes.add(new RouterConfig("r" + i, "p", i + 1, ports, List.of(), Optional.empty(), Optional.empty(),
          Optional.empty(), List.of(), Optional.empty(), List.of(), Optional.empty()));
      links.add(new LinkConfig("l" + i, false,
          List.of(new End("r" + i, 1, "right", ""), new End("r" + (i + 1) % routers, 0, "left", "")), delay, 0, loss,
          100));
    }
    return new Topology("ring", nodes, links, List.of());
  }

  private static InterfaceConfig port(String name) {
    return new InterfaceConfig(name, 0, 32, Medium.POINT_TO_POINT, Optional.empty(), false, Optional.empty(),
        List.of());
  }

  static Behavior<PortMessage> device(Node node, NodeConfig config) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
      Door door = node.fabric().door("");
      door.own(0, context.getSelf());
      door.own(1, context.getSelf());
      long offset = Math.floorMod(node.index() * 7_919_000_000L, 3_000_000_000L);
      timers.startTimerAtFixedRate(new Hello(), Duration.ofNanos(offset), Duration.ofSeconds(3));
      return new Speaker(door);
    }));
  }

  private record Hello() implements PortMessage.OfDevice {}

  private static final class Speaker extends ExtensibleBehavior<PortMessage> {
    private static final ByteString HELLO = ByteString.copyFromUtf8("a hello of about fifty octets, as protocols have");
    private final Door door;
    private long heard;

    Speaker(Door door) {
      this.door = door;
    }

    @Override
    public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
      switch (message) {
        case Arrival arrival -> heard += arrival.count();
        case PortMessage.Carrier carrier -> { }
        case PortMessage.OfDevice hello -> {
          door.originate(0, Frame.newBuilder().setEtherType(0x800).setPayload(HELLO));
          door.originate(1, Frame.newBuilder().setEtherType(0x800).setPayload(HELLO));
        }
      }
      return Behaviors.same();
    }

    @Override
    public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
      return Behaviors.unhandled();
    }
  }
}
