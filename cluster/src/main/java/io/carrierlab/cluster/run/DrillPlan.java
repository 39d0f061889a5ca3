package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.node.fabric.Direction;
import io.carrierlab.node.fabric.LinkQuality;
import io.carrierlab.node.fabric.Links.PortOf;
import io.carrierlab.node.network.Network;
import io.carrierlab.node.router.RouterCommand;
import java.time.Duration;
import java.util.List;

/** Puts faults on a network's agenda. */
final class DrillPlan {
  private final Network network;

  DrillPlan(Network network) {
    this.network = network;
  }

  void schedule(Fault fault) {
    switch (fault) {
      case Fault.Cut cut -> network.cut(dark(cut), cut.at(), false);
      case Fault.BlackHole hole -> network.blackHole(hole.direction() == Direction.BOTH ? ends(hole.place())
          : senders(hole.place()), hole.at(), hole.direction());
      case Fault.Restore restore -> network.cut(ends(restore.place()), restore.at(), true);
      case Fault.Degrade degrade -> network.degrade(senders(degrade.place()), degrade.at(), was -> new LinkQuality(
          degrade.delay().map(Duration::toNanos).orElse(was.delayNanos()),
          degrade.bitsPerSecond().orElse(was.bitsPerSecond()), degrade.loss().orElse(was.loss()),
          degrade.disorder().jitter().toNanos(), degrade.disorder().duplicate(), degrade.disorder().reorder(),
          degrade.disorder().corrupt()));
      case Fault.Crash(Duration at, String node) -> network.powerOff(index(node), at);
      case Fault.Restart(Duration at, String node) -> network.powerOn(index(node), at);
      case Fault.Saturate saturate -> {
        tell(saturate.node(), saturate.at(), new RouterCommand.Saturate(saturate.share()));
        tell(saturate.node(), saturate.until(), new RouterCommand.Saturate(0));
      }
      case Fault.ClearSas(Duration at, String node) -> tell(node, at, new RouterCommand.ClearSas());
      case Fault.Preempt(Duration at, String node, String group) ->
          tell(node, at, new RouterCommand.Preempt(group));
      case Fault.Flap flap -> flap.steps().forEach(this::schedule);
      case Fault.PowerCycle cycle -> cycle.steps().forEach(this::schedule);
    }
  }

  private List<PortOf> ends(Fault.Place place) {
    return switch (place) {
      case Fault.Place.Link(String link) -> network.links().ends(link);
      case Fault.Place.End(String node, String interfaceName) -> network.links().ends(node, interfaceName);
      case Fault.Place.Node(String node) -> throw new IllegalArgumentException(node + " is no link");
    };
  }

  /** Who loses the carrier: of one fibre, who is sent on it. */
  private List<PortOf> dark(Fault.Cut cut) {
    List<PortOf> own = senders(cut.place());
    return switch (cut.direction()) {
      case BOTH -> ends(cut.place());
      case IN -> own;
      case OUT -> ends(cut.place()).stream().filter(end -> !own.contains(end)).toList();
    };
  }

  /** Whose sending a fault is about: of one end, its own. */
  private List<PortOf> senders(Fault.Place place) {
    return place instanceof Fault.Place.End(String node, String interfaceName)
        ? List.of(network.links().end(node, interfaceName)) : ends(place);
  }

  private int index(String node) {
    return network.links().index(node);
  }

  private void tell(String node, Duration at, RouterCommand command) {
    network.tell(index(node), at, command);
  }
}
