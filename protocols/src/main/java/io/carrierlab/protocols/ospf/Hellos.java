package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ospf.DesignatedRouterElection.Candidate;
import io.carrierlab.protocols.ospf.OspfBody.Hello;
import io.carrierlab.protocols.ospf.OspfMachine.Timer;
import java.util.ArrayList;

/** Interfaces, hellos and the election: RFC 2328 §9.3 to §9.5 and §10.5. */
final class Hellos {
  /** More neighbours than this are refused: anybody on a link can make up Router IDs. */
  private static final int MAX_NEIGHBORS = 512;

  private final Core core;
  private final Adjacencies adjacencies;

  Hellos(Core core, Adjacencies adjacencies) {
    this.core = core;
    this.adjacencies = adjacencies;
  }

  void fire(Link link, InterfaceFsm.Event event) {
    var step = InterfaceFsm.step(link.config.network(), link.config.priority(), link.state, event);
    InterfaceState old = link.state;
    link.state = step.next();
    if (old != link.state) {
      core.originationDue = true;
    }
    for (InterfaceFsm.Effect effect : step.effects()) {
      perform(link, effect);
    }
  }

  private void perform(Link link, InterfaceFsm.Effect effect) {
    switch (effect) {
      case START_HELLOS -> {
        if (link.speaks()) {
          core.arm(new Timer.Hello(link.index()), core.config.helloOffset().toNanos());
        }
      }
      case START_WAIT -> {
        if (link.speaks()) {
          core.arm(new Timer.Wait(link.index()), core.config.timers().dead().toNanos());
        }
      }
      case STOP_WAIT -> core.disarm(new Timer.Wait(link.index()));
      case ELECT -> elect(link);
      case RESET -> reset(link);
    }
  }

  private void reset(Link link) {
    for (Neighbor neighbor : link.neighbors.values()) {
      adjacencies.fire(neighbor, NeighborFsm.Event.LL_DOWN, "the interface went down");
    }
    link.designatedRouter = 0;
    link.backupDesignatedRouter = 0;
    link.helloPacket = null;
    link.neighborChanged = false;
    link.toFlood = null;
    core.disarm(new Timer.Hello(link.index()));
    core.disarm(new Timer.Wait(link.index()));
    if (link.toAcknowledge != null) {
      link.toAcknowledge = null;
      core.disarm(new Timer.DelayedAck(link.index()));
    }
  }

  private void elect(Link link) {
    var config = link.config;
    var self = new Candidate(core.config.routerId(), config.address(), config.priority(), link.designatedRouter,
        link.backupDesignatedRouter);
    var others = new ArrayList<Candidate>(link.neighbors.size());
    for (Neighbor neighbor : link.neighbors.values()) {
      if (neighbor.state.atLeast(NeighborState.TWO_WAY)) {
        others.add(new Candidate(neighbor.routerId, neighbor.address, neighbor.priority, neighbor.designatedRouter,
            neighbor.backupDesignatedRouter));
      }
    }
    var result = DesignatedRouterElection.elect(self, others);
    boolean changed = result.router() != link.designatedRouter || result.backup() != link.backupDesignatedRouter;
    InterfaceState next = result.router() == config.address() ? InterfaceState.DR
        : result.backup() == config.address() ? InterfaceState.BACKUP : InterfaceState.DR_OTHER;
    if (!changed && next == link.state) {
      return;
    }
    link.state = next;
    link.designatedRouter = result.router();
    link.backupDesignatedRouter = result.backup();
    link.helloPacket = null;
    core.originationDue = true;
    for (Neighbor neighbor : link.neighbors.values()) {
      if (neighbor.state.atLeast(NeighborState.TWO_WAY)) {
        adjacencies.fire(neighbor, NeighborFsm.Event.ADJ_OK, "neither of us is designated router or backup any more");
      }
    }
  }

  /** Elections that this event's changes among neighbours call for. */
  void settle() {
    while (core.electionDue) {
      core.electionDue = false;
      for (Link link : core.links) {
        if (link.neighborChanged) {
          link.neighborChanged = false;
          fire(link, InterfaceFsm.Event.NEIGHBOR_CHANGE);
        }
      }
    }
  }

  void helloTimerFired(Link link) {
    if (link.speaks()) {
      send(link);
      core.arm(new Timer.Hello(link.index()), core.config.timers().hello().toNanos());
    }
  }

  /** RFC 2328 §9.5. */
  private void send(Link link) {
    byte[] packet = link.helloPacket;
    if (packet == null) {
      packet = core.packet(link, hello(link));
      // A signed one is different every time.
      link.helloPacket = link.config.md5().isEmpty() ? packet : null;
    }
    core.sendPacket(link, OspfMachine.ALL_SPF_ROUTERS, OspfBody.Type.HELLO, packet);
  }

  private Hello hello(Link link) {
    var heard = new ArrayList<Integer>(link.neighbors.size());
    for (Neighbor neighbor : link.neighbors.values()) {
      if (neighbor.state.atLeast(NeighborState.INIT)) {
        heard.add(neighbor.routerId);
      }
    }
    var timers = core.config.timers();
    return new Hello(Ipv4.mask(link.config.prefixLength()), (int) timers.hello().toSeconds(), OspfBody.E_BIT,
        link.config.priority(), timers.dead().toSeconds(), link.designatedRouter, link.backupDesignatedRouter, heard);
  }

  /** RFC 2328 §10.5. */
  void received(Link link, int source, int routerId, Hello hello, byte[] packet) {
    if (!agrees(link, source, hello)) {
      return;
    }
    Neighbor neighbor = neighbor(link, source, routerId);
    if (neighbor == null) {
      return;
    }
    boolean unheard = neighbor.state == NeighborState.DOWN;
    if (neighbor.address != source) {
      neighbor.address = source;
      core.scheduleSpf();
    }
    neighbor.routerId = routerId;
    neighbor.lastHello = link.config.md5().isEmpty() ? packet : null;
    adjacencies.fire(neighbor, NeighborFsm.Event.HELLO_RECEIVED, "");
    if (unheard) {
      neighbor.designatedRouter = 0;
      neighbor.backupDesignatedRouter = 0;
      neighbor.priority = hello.priority();
      // It learns at once that it is heard, without waiting for our next regular hello.
      send(link);
    }
    boolean heardUs = hello.neighbors().contains(core.config.routerId());
    if (!heardUs) {
      noteClaims(link, neighbor, hello);
      adjacencies.fire(neighbor, NeighborFsm.Event.ONE_WAY, "it does not hear us");
      return;
    }
    adjacencies.fire(neighbor, NeighborFsm.Event.TWO_WAY_RECEIVED, "");
    boolean backupSeen = hello.designatedRouter() == source && hello.backupDesignatedRouter() == 0
        || hello.backupDesignatedRouter() == source;
    noteClaims(link, neighbor, hello);
    if (backupSeen && link.state == InterfaceState.WAITING) {
      fire(link, InterfaceFsm.Event.BACKUP_SEEN);
    }
  }

  private void noteClaims(Link link, Neighbor neighbor, Hello hello) {
    int address = neighbor.address;
    boolean routerClaimChanged =
        (neighbor.designatedRouter == address) != (hello.designatedRouter() == address);
    boolean backupClaimChanged =
        (neighbor.backupDesignatedRouter == address) != (hello.backupDesignatedRouter() == address);
    if (neighbor.priority != hello.priority() || routerClaimChanged || backupClaimChanged) {
      link.neighborChanged = true;
      core.electionDue = true;
    }
    neighbor.priority = hello.priority();
    neighbor.designatedRouter = hello.designatedRouter();
    neighbor.backupDesignatedRouter = hello.backupDesignatedRouter();
  }

  private boolean agrees(Link link, int source, Hello hello) {
    var timers = core.config.timers();
    int mask = Ipv4.mask(link.config.prefixLength());
    if (link.broadcast() && hello.mask() != mask) {
      core.reject(link, RejectReason.NETWORK_MASK, source,
          "theirs " + Ipv4.format(hello.mask()) + ", ours " + Ipv4.format(mask));
    } else if (hello.helloSeconds() != timers.hello().toSeconds()) {
      core.reject(link, RejectReason.HELLO_INTERVAL, source,
          "theirs " + hello.helloSeconds() + " s, ours " + timers.hello().toSeconds() + " s");
    } else if (hello.deadSeconds() != timers.dead().toSeconds()) {
      core.reject(link, RejectReason.DEAD_INTERVAL, source,
          "theirs " + hello.deadSeconds() + " s, ours " + timers.dead().toSeconds() + " s");
    } else if ((hello.options() & OspfBody.E_BIT) == 0) {
      core.reject(link, RejectReason.OPTIONS, source, "");
    } else {
      return true;
    }
    return false;
  }

  /** The neighbour that this hello is from, perhaps a new one; null if it cannot be one, which is counted. */
  private Neighbor neighbor(Link link, int source, int routerId) {
    int key = link.broadcast() ? source : routerId;
    Neighbor neighbor = link.neighbors.get(key);
    if (neighbor != null && neighbor.routerId == routerId) {
      return neighbor;
    }
    if (link.broadcast() && takenByAnother(link, source, routerId)) {
      core.reject(link, RejectReason.DUPLICATE_ROUTER_ID, source, Ipv4.format(routerId));
      return null;
    }
    if (neighbor != null) {
      adjacencies.fire(neighbor, NeighborFsm.Event.KILL_NBR, "its Router ID changed");
      return neighbor;
    }
    if (link.neighbors.size() >= MAX_NEIGHBORS) {
      link.neighbors.values().removeIf(each -> each.state == NeighborState.DOWN);
    }
    if (link.neighbors.size() >= MAX_NEIGHBORS) {
      core.reject(link, RejectReason.TOO_MANY_NEIGHBORS, source, "");
      return null;
    }
    neighbor = new Neighbor(link, key);
    neighbor.address = source;
    link.neighbors.put(key, neighbor);
    return neighbor;
  }

  private static boolean takenByAnother(Link link, int source, int routerId) {
    for (Neighbor other : link.neighbors.values()) {
      if (other.routerId == routerId && other.address != source && other.state != NeighborState.DOWN) {
        return true;
      }
    }
    return false;
  }

  void inactivityFired(Neighbor neighbor) {
    long deadNanos = neighbor.heardNanos + core.config.timers().dead().toNanos();
    if (neighbor.state == NeighborState.DOWN) {
      return;
    }
    if (core.nowNanos < deadNanos) {
      // Heard since the timer was armed. Arming it for every hello would double the work of an idle network.
      core.arm(new Timer.Inactivity(neighbor.link.index(), neighbor.key), deadNanos - core.nowNanos);
    } else {
      adjacencies.fire(neighbor, NeighborFsm.Event.INACTIVITY_TIMER, "no hello for the dead interval");
    }
  }
}
