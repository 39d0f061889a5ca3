package io.carrierlab.cluster.run;

import io.carrierlab.loadgen.drill.Fault;
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
      case Fault.Cut cut -> network.cut(ends(cut.place()), cut.at(), false);
      case Fault.BlackHole hole -> network.blackHole(ends(hole.place()), hole.at());
      case Fault.Restore restore -> network.cut(ends(restore.place()), restore.at(), true);
      case Fault.Degrade degrade -> network.degrade(senders(degrade.place()), degrade.at(), was -> new LinkQuality(
          degrade.delay().map(Duration::toNanos).orElse(was.delayNanos()),
          degrade.bitsPerSecond().orElse(was.bitsPerSecond()), degrade.loss().orElse(was.loss())));
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
