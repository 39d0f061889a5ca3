package io.carrierlab.node.bgp;

import io.carrierlab.node.ip.IpPacket;
import io.carrierlab.node.network.Findings;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.router.RouterCommand;
import io.carrierlab.node.router.TunnelTable;
import io.carrierlab.node.topology.BgpConfig;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.bgp.rib.BgpSpeaker;
import io.carrierlab.protocols.bgp.rib.SpeakerAction;
import io.carrierlab.protocols.bgp.rib.SpeakerConfig;
import io.carrierlab.protocols.bgp.rib.SpeakerEvent;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The BGP speaker of a router's global table, VPNv4 among its families. A VRF's speaker lives in the VRF's own actor.
 */
public final class BgpActor extends ExtensibleBehavior<BgpActor.Command> implements BgpShell.Owner {
  public sealed interface Command {}

  /** @param segment payload of an IP packet of protocol 6 */
  public record Segment(int source, int destination, byte[] segment) implements Command {}

  /** Something for the speaker: exports of a VRF, next hops, local routes. */
  public record ForSpeaker(SpeakerEvent event) implements Command {}

  /** The interface to this network has lost its carrier. */
  public record InterfaceDown(Ipv4Prefix network) implements Command {}

  public record Inspected(Findings into) implements Command {}

  private record Fired(BgpAlarm alarm) implements Command {}

  /** What the actor is made of. */
  public record Setup(Node node, BgpConfig config, int routerId, List<VrfConfig> vrfs, SpeakerConfig speaker,
      ActorRef<RouterCommand> router) {}

  private final Setup setup;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final BgpShell shell;

  public static Behavior<Command> create(Setup setup) {
    return Behaviors.setup(context -> Behaviors.withTimers(timers -> new BgpActor(setup, context, timers)));
  }

  private BgpActor(Setup setup, ActorContext<Command> context, TimerScheduler<Command> timers) {
    this.setup = setup;
    this.context = context;
    this.timers = timers;
    this.shell = new BgpShell(setup.node(), "", setup.config(), setup.routerId(), new BgpSpeaker(setup.speaker()),
        this);
    if (!setup.vrfs().isEmpty()) {
      shell.on(new SpeakerEvent.Tunnels(TunnelTable.EMPTY));
    }
    for (VrfConfig vrf : setup.vrfs()) {
      shell.on(new SpeakerEvent.VrfConfigured(vrf.name(), vrf.rd(), vrf.imports()));
    }
    shell.start();
  }

  @Override
  public Behavior<Command> receive(TypedActorContext<Command> ignored, Command command) {
    switch (command) {
      case Segment(int source, int destination, byte[] segment) -> shell.segment(source, destination, segment);
      case ForSpeaker(SpeakerEvent event) -> shell.on(event);
      case InterfaceDown(Ipv4Prefix network) -> shell.interfaceDown(network);
      case Inspected(Findings into) -> {
        BgpTables.into(into, setup.node(), "", shell);
        into.done();
      }
      case Fired(BgpAlarm alarm) -> shell.fired(alarm);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<Command> receiveSignal(TypedActorContext<Command> ignored, Signal signal) {
    return Behaviors.unhandled();
  }

  @Override
  public void send(IpPacket packet) {
    setup.router().tell(new RouterCommand.Send(packet));
  }

  @Override
  public void arm(BgpAlarm alarm, Duration after) {
    timers.startSingleTimer(alarm, new Fired(alarm), after);
  }

  @Override
  public void disarm(BgpAlarm alarm) {
    timers.cancel(alarm);
  }

  @Override
  public void perform(SpeakerAction action) {
    switch (action) {
      case SpeakerAction.BestChanged change -> setup.router().tell(new RouterCommand.BgpRoutes(change));
      case SpeakerAction.ImportToVrf(String vrf, var routes) ->
          setup.router().tell(new RouterCommand.ImportToVrf(vrf, routes));
      case SpeakerAction.Track(int nextHop) -> setup.router().tell(new RouterCommand.Track(nextHop, true));
      case SpeakerAction.Untrack(int nextHop) -> setup.router().tell(new RouterCommand.Track(nextHop, false));
      case SpeakerAction.Continue() -> context.getSelf().tell(new ForSpeaker(new SpeakerEvent.Continue()));
      case SpeakerAction.ExportToVpn neverOfAGlobalSpeaker -> { }
      case SpeakerAction.HostRoutesVia neverOfAGlobalSpeaker -> { }
      case SpeakerAction.SendUpdate performedByShell -> { }
      case SpeakerAction.SendRefresh performedByShell -> { }
      case SpeakerAction.Arm performedByShell -> { }
      case SpeakerAction.Disarm performedByShell -> { }
    }
  }
}
