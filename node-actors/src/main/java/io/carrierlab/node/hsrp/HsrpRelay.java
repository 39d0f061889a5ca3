package io.carrierlab.node.hsrp;

import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.protocols.hsrp.HsrpState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What one routing context of a router has to know of another one: the line state of interfaces that its groups
 * track, and the state of groups that its groups follow. The router has it; VRFs tell the router.
 */
public final class HsrpRelay {
  /** @param vrf empty: the global table */
  private record Listener(String vrf, ActorRef<VrfCommand> actor, Set<String> tracked, Set<String> followed) {}

  private final List<Listener> listeners;
  private final Set<String> active = new TreeSet<>();

  private HsrpRelay(List<Listener> listeners) {
    this.listeners = listeners;
  }

  /** Empty if no context of the router has a group, and none is waited for. @param vrfs as they are configured */
  public static Optional<HsrpRelay> of(RouterConfig config, List<ActorRef<VrfCommand>> vrfs) {
    var byVrf = new TreeMap<String, Listener>();
    boolean any = config.access().flatMap(AccessConfig::redundancy).isPresent();
    for (InterfaceConfig each : config.interfaces()) {
      any |= !each.hsrp().isEmpty();
      for (HsrpConfig group : each.vrf().isPresent() ? each.hsrp() : List.<HsrpConfig>of()) {
        Listener listener = byVrf.computeIfAbsent(each.vrf().get(),
            vrf -> new Listener(vrf, null, new TreeSet<>(), new TreeSet<>()));
        group.tracks().forEach(track -> listener.tracked.add(track.interfaceName()));
        group.follows().ifPresent(listener.followed::add);
      }
    }
    var listeners = new ArrayList<Listener>();
    for (int i = 0; i < vrfs.size() && listeners.size() < byVrf.size(); i++) {
      Listener of = byVrf.get(config.vrfs().get(i).name());
      if (of != null) {
        listeners.add(new Listener(of.vrf, vrfs.get(i), of.tracked, of.followed));
      }
    }
    return any ? Optional.of(new HsrpRelay(listeners)) : Optional.empty();
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
