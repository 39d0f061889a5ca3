package io.carrierlab.node.hsrp;

import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.protocols.hsrp.HsrpState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What one routing context of a router has to know of another one: the line state of interfaces that its groups
 * track, and the state of groups that its groups follow. The router has it; VRFs tell the router.
 */
public final class HsrpRelay {
  /** @param vrf empty: the global table */
  private record Listener(String vrf, ActorRef<VrfCommand> actor, Set<String> tracked, Set<String> followed) {}

  private final List<Listener> listeners = new ArrayList<>();
  private final Set<String> active = new TreeSet<>();

  /** @param vrfs in the order of the configuration */
  public HsrpRelay(RouterConfig config, List<ActorRef<VrfCommand>> vrfs) {
    for (int i = 0; i < vrfs.size(); i++) {
      String name = config.vrfs().get(i).name();
      var tracked = new TreeSet<String>();
      var followed = new TreeSet<String>();
      var names = new TreeSet<String>();
      for (InterfaceConfig each : config.interfaces()) {
        if (each.vrf().equals(Optional.of(name))) {
          each.hsrp().forEach(group -> {
            group.tracks().forEach(track -> tracked.add(track.interfaceName()));
            group.follows().ifPresent(followed::add);
            names.add(group.name());
          });
        }
      }
      if (!names.isEmpty()) {
        listeners.add(new Listener(name, vrfs.get(i), tracked, followed));
      }
    }
  }

  /** Names of all interfaces that some group of the router tracks. */
  public static Set<String> tracked(RouterConfig config) {
    var tracked = new TreeSet<String>();
    for (InterfaceConfig each : config.interfaces()) {
      for (HsrpConfig group : each.hsrp()) {
        group.tracks().forEach(track -> tracked.add(track.interfaceName()));
      }
    }
    return tracked;
  }

  /** Tells the VRFs, except the one that the news is from. @param from empty: the global table */
  public void line(String from, String interfaceName, boolean up) {
    for (Listener listener : listeners) {
      if (!listener.vrf.equals(from) && listener.tracked.contains(interfaceName)) {
        listener.actor.tell(new VrfCommand.Line(interfaceName, up));
      }
    }
  }

  /** Likewise. @return whether the group has become active or has left that state */
  public boolean state(String from, String group, HsrpState state) {
    for (Listener listener : listeners) {
      if (!listener.vrf.equals(from) && listener.followed.contains(group)) {
        listener.actor.tell(new VrfCommand.GroupState(group, state));
      }
    }
    return state == HsrpState.ACTIVE ? active.add(group) : active.remove(group);
  }

  /** To the VRFs: whose group it is takes over. */
  public void takeOver(String group) {
    listeners.forEach(listener -> listener.actor.tell(new VrfCommand.Preempt(group)));
  }
}
