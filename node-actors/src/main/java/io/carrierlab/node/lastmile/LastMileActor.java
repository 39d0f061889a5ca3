package io.carrierlab.node.lastmile;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.FlowText;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Inspect;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.VpnConfig;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.PayloadView;
import io.carrierlab.protocols.ip.Ipv4Header;
import io.carrierlab.protocols.nat.Napt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * An access router: what a subscriber sends goes up, what comes for a subscriber's address goes down its line. All its
 * links are point-to-point, so it has no address resolution. It answers for itself to nobody.
 */
public final class LastMileActor extends ExtensibleBehavior<PortMessage> {
  private static final int UPLINK = 0;
  /** The dynamic range (RFC 6335 §6): decoders take no registered protocol for what is in it. */
  private static final int FIRST_PORT = 49_152;
  private static final int LAST_PORT = 65_535;

  /** The NAT restarts. */
  private record Rebind() implements PortMessage.OfDevice {}

  private final Node node;
  private final LastMileConfig config;
  private final Door door;
  private final Optional<Napt> nat;
  private final PayloadView view = new PayloadView();
  private final Map<Drop, Long> drops = new EnumMap<>(Drop.class);

  public static Behavior<PortMessage> create(Node node, LastMileConfig config) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> new LastMileActor(node, config, context, timers)));
  }

  /** @throws IllegalArgumentException if there can be no such NAT */
  public static void check(LastMileConfig config) {
    translation(config);
  }

  private static Optional<Napt.Config> translation(LastMileConfig config) {
    return config.nat().map(said -> new Napt.Config(config.address(), FIRST_PORT, LAST_PORT, false,
        Napt.EspPolicy.DROP, said.mostMappings(), Napt.Timeouts.RECOMMENDED.withUdp(said.udpTimeout())));
  }

  private LastMileActor(Node node, LastMileConfig config, ActorContext<PortMessage> context,
      TimerScheduler<PortMessage> timers) {
    this.node = node;
    this.config = config;
    door = node.fabric().door(VpnConfig.INTERNET);
    nat = translation(config).map(Napt::new);
    config.nat().map(LastMileConfig.Nat::rebindEvery).filter(Duration::isPositive)
        .ifPresent(every -> timers.startTimerAtFixedRate("rebind", new Rebind(), every));
    int ports = 1 + (1 << 32 - config.subscribers().length());
    for (int port = 0; port < ports; port++) {
      door.own(port, context.getSelf());
    }
  }

  @Override
  public Behavior<PortMessage> receive(TypedActorContext<PortMessage> context, PortMessage message) {
    switch (message) {
      case Arrival arrival -> {
        for (int i = 0; i < arrival.count(); i++) {
          arrived(arrival.port(), arrival.frame(i));
        }
      }
      case PortMessage.Carrier carrier -> { }
      case Inspect(Findings into) -> {
        inspect(into);
        into.done();
      }
      case Rebind() -> {
        nat.orElseThrow().rebind();
        node.report(new DeviceEvent.NatRestarted());
      }
      case PortMessage.OfDevice other -> throw new IllegalStateException("not for a last mile: " + other);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<PortMessage> receiveSignal(TypedActorContext<PortMessage> context, Signal signal) {
    return Behaviors.unhandled();
  }

  private void drop(Drop reason, Frame packet) {
    drops.merge(reason, 1L, Long::sum);
    if (Node.follows(packet)) {
      node.note(packet, PathNote.Kind.LOST, "dropped: " + reason.text());
    }
  }

  private void arrived(int port, Frame frame) {
    if (frame.getEtherType() != EtherType.IPV4) {
      drop(Drop.UNKNOWN_ETHERTYPE, frame);
      return;
    }
    view.at(frame.getPayload());
    if (Ipv4Header.check(view.array(), view.offset(), view.length()) != Ipv4Header.Verdict.VALID) {
      drop(Drop.BAD_IP_HEADER, frame);
    } else if (Ipv4Header.ttl(view.array(), view.offset()) <= 1) {
      drop(Drop.TTL_EXPIRED, frame);
    } else if (port == UPLINK) {
      down(frame);
    } else {
      up(port, frame);
    }
  }

  /** A subscriber may send from its own address only (RFC 2827). */
  private void up(int port, Frame frame) {
    if (Ipv4Header.source(view.array(), view.offset()) != config.subscribers().address() + port) {
      drop(Drop.NOT_ROUTABLE, frame);
      return;
    }
    translated(frame, true).ifPresent(octets -> forward(UPLINK, frame, octets));
  }

  private void down(Frame frame) {
    translated(frame, false).ifPresent(octets -> {
      int line = Ipv4Header.destination(octets, 0) - config.subscribers().address();
      if (line <= 0 || line >= 1 << 32 - config.subscribers().length()) {
        drop(Drop.NO_ROUTE, frame);
      } else {
        forward(line, frame, octets);
      }
    });
  }

  /** The packet as an array of its own, with other addresses if there is a NAT; empty: the NAT has counted it. */
  private Optional<byte[]> translated(Frame frame, boolean up) {
    if (nat.isEmpty()) {
      return Optional.of(frame.getPayload().toByteArray());
    }
    long now = node.clock().nowNanos();
    Napt.Verdict verdict = up ? nat.get().outbound(view.array(), view.offset(), view.length(), now)
        : nat.get().inbound(view.array(), view.offset(), view.length(), now);
    return switch (verdict) {
      case Napt.Verdict.Pass(byte[] octets) -> {
        if (Node.follows(frame)) {
          node.note(frame, PathNote.Kind.NAT, FlowText.of(view.array(), view.offset(), view.length()) + " becomes "
              + FlowText.of(octets, 0, octets.length));
        }
        yield Optional.of(octets);
      }
      case Napt.Verdict.Drop(Napt.Reason reason) -> {
        if (Node.follows(frame)) {
          node.note(frame, PathNote.Kind.LOST, reason.text());
        }
        yield Optional.empty();
      }
    };
  }

  private void forward(int port, Frame frame, byte[] octets) {
    ByteString payload = UnsafeByteOperations.unsafeWrap(Ipv4Header.withTtlDecremented(octets, 0));
    door.forward(port, Frame.newBuilder().setEtherType(EtherType.IPV4).setPayload(payload)
        .setOrigin(frame.getOrigin()).build());
  }

  private void inspect(Findings into) {
    if (!into.wantsTables()) {
      return;
    }
    var rows = new ArrayList<List<Object>>();
    drops.forEach((reason, packets) -> rows.add(List.of(reason.toString(), packets)));
    nat.ifPresent(table -> {
      for (Napt.Reason reason : Napt.Reason.values()) {
        if (table.dropped(reason) > 0) {
          rows.add(List.of("NAT_" + reason, table.dropped(reason)));
        }
      }
      into.add(new StateTable(node.name(), "nat", "", List.of("mappings", "packets", "memory-octets"),
          List.of(List.of(table.mappings(node.clock().nowNanos()).size(), table.translated(), table.tableOctets()))));
    });
    into.add(new StateTable(node.name(), "counters", "", List.of("drop", "packets"), rows));
  }
}
