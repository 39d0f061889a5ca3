package io.carrierlab.protocols.radius;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Identifiers towards one port of one server. An identifier has 8 bits, so that a source port carries 256 requests at
 * a time (RFC 2865 §2.5); each lane is one source port. A lane costs about 1.1 kB, and is made when it is needed.
 */
final class Lanes {
  private static final int IDENTIFIERS = 256;

  /** One source port. */
  static final class Lane {
    final int sourcePort;
    private final Pending[] open = new Pending[IDENTIFIERS];
    private int used;
    private int next;

    private Lane(int sourcePort) {
      this.sourcePort = sourcePort;
    }

    /** Round robin, so that an identifier rests as long as can be and late answers meet no newer request. */
    void take(Pending pending) {
      while (open[next] != null) {
        next = next + 1 & IDENTIFIERS - 1;
      }
      open[next] = pending;
      pending.lane = this;
      pending.identifier = next;
      next = next + 1 & IDENTIFIERS - 1;
      used++;
    }

    void release(Pending pending) {
      open[pending.identifier] = null;
      used--;
    }
  }

  private final int firstSourcePort;
  private final int maxLanes;
  private final List<Lane> lanes = new ArrayList<>();

  Lanes(int firstSourcePort, int maxLanes) {
    this.firstSourcePort = firstSourcePort;
    this.maxLanes = maxLanes;
  }

  /** False: all identifiers of all source ports are taken. */
  boolean take(Pending pending) {
    for (Lane lane : lanes) {
      if (lane.used < IDENTIFIERS) {
        lane.take(pending);
        return true;
      }
    }
    if (lanes.size() == maxLanes) {
      return false;
    }
    Lane lane = new Lane(firstSourcePort + lanes.size());
    lanes.add(lane);
    lane.take(pending);
    return true;
  }

  Optional<Pending> find(int sourcePort, int identifier) {
    int index = sourcePort - firstSourcePort;
    return index < 0 || index >= lanes.size() ? Optional.empty()
        : Optional.ofNullable(lanes.get(index).open[identifier]);
  }

  int sourcePorts() {
    return lanes.size();
  }

  int outstanding() {
    return lanes.stream().mapToInt(lane -> lane.used).sum();
  }
}
