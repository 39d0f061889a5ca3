package io.carrierlab.node.fabric;

import io.carrierlab.node.time.NodeClock;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.Origin;
import java.util.Arrays;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One end of a link in one JVM: sender's side (queue, bandwidth, loss) and receiver's side (filter, isolation check,
 * trace hash) of one node. All of it belongs to that node's context; in real time the lock of the {@link LocalNode}
 * keeps the node's actors apart.
 */
final class LocalPort {
  private static final int HDLC_OCTETS = 4;
  private static final int ETHERNET_OCTETS = 14;
  private static final int ETHERNET_LEAST = 60;

  final LocalFabric fabric;
  final int node;
  final int number;
  final String interfaceName;
  final LocalLink link;
  final int zone;
  private final NodeClock clock;
  private long[] macs = {};
  private ActorRef<PortMessage> owner;
  private DeliveryObserver observer;
  private boolean carrier = true;
  private boolean cut;
  private boolean farEndOff;
  private boolean blackHole;
  /** The link's, or what a fault has made of it: one object for all ends, 4 octets here. */
  private LinkQuality quality;
  private long lastFaultNanos = -1;
  private long busyUntilNanos;
  private Arrival[] open;
  private long openAtNanos = -1;
  private long sentFrames;
  private long sentOctets;
  private long receivedFrames;
  private long receivedOctets;
  private long droppedQueue;
  private long droppedLoss;
  private long droppedFault;
  private long droppedNoOwner;
  private long droppedFilter;

  LocalPort(LocalFabric fabric, LocalLink link, int node, int number, String interfaceName, int zone, NodeClock clock) {
    this.fabric = fabric;
    this.link = link;
    this.quality = link.quality;
    this.node = node;
    this.number = number;
    this.interfaceName = interfaceName;
    this.zone = zone;
    this.clock = clock;
  }

  void own(ActorRef<PortMessage> newOwner) {
    owner = newOwner;
    macs = new long[0];
    if (carrier) {
      newOwner.tell(new PortMessage.Carrier(number, true));
    }
  }

  void accept(long mac) {
    macs = Arrays.copyOf(macs, macs.length + 1);
    macs[macs.length - 1] = mac;
  }

  void refuse(long mac) {
    macs = Arrays.stream(macs).filter(own -> own != mac).toArray();
  }

  void observe(DeliveryObserver newObserver) {
    observer = newObserver;
  }

  boolean carrier() {
    return carrier;
  }

  /** The node has lost power: nothing that arrives is for anyone. */
  void disown() {
    owner = null;
  }

  /** The link is cut here, or mended, which makes an end of a black hole and of bad quality, too. */
  void setCut(boolean isCut) {
    blackHole = false;
    quality = isCut ? quality : link.quality;
    cut = isCut;
    carrierMayHaveChanged();
  }

  /** The only other device on the link has lost its power, or has it back. */
  void setFarEndOff(boolean isOff) {
    farEndOff = isOff;
    carrierMayHaveChanged();
  }

  private void carrierMayHaveChanged() {
    lastFaultNanos = clock.nowNanos();
    boolean up = !cut && !farEndOff;
    if (carrier != up) {
      carrier = up;
      if (owner != null) {
        owner.tell(new PortMessage.Carrier(number, up));
      }
    }
  }

  void setQuality(LinkQuality changed) {
    quality = changed;
  }

  void setBlackHole() {
    lastFaultNanos = clock.nowNanos();
    blackHole = true;
  }

  void send(Frame frame) {
    if (!carrier || blackHole) {
      droppedFault++;
      return;
    }
    long now = clock.nowNanos();
    int octets = octets(frame);
    long departs = now;
    if (quality.bitsPerSecond() > 0) {
      long nanosOnWire = octets * 8_000_000_000L / quality.bitsPerSecond();
      long begins = Math.max(now, busyUntilNanos);
      if (nanosOnWire > 0 && (begins - now) / nanosOnWire > link.queueFrames) {
        droppedQueue++;
        return;
      }
      departs = begins + nanosOnWire;
      busyUntilNanos = departs;
    }
    sentFrames++;
    sentOctets += octets;
    if (link.capture != null) {
      link.capture.add(departs, node, frame);
    }
    if (quality.loss() > 0 && clock.random().nextDouble() < quality.loss()) {
      droppedLoss++;
      return;
    }
    handOver(frame, departs);
  }

  private void handOver(Frame frame, long departsNanos) {
    LocalPort[] ends = link.ends;
    // A wire keeps its order, even where a delay was just made shorter again.
    long arrivesNanos = Math.max(departsNanos + quality.delayNanos(), openAtNanos);
    if (open == null) {
      open = new Arrival[ends.length];
    }
    boolean joins = openAtNanos == arrivesNanos;
    openAtNanos = arrivesNanos;
    for (int i = 0; i < ends.length; i++) {
      LocalPort end = ends[i];
      if (end != this && !(joins && open[i] != null && open[i].departedNanos() == departsNanos
          && open[i].add(frame))) {
        open[i] = new Arrival(end, frame, departsNanos);
        fabric.time.post(node, end.node, arrivesNanos, open[i]);
      }
    }
  }

  /** In the context of this node: all that has to be said about an arrival before a device sees it. */
  void arrived(Arrival arrival) {
    int count = arrival.count();
    if (!carrier || blackHole || arrival.departedNanos() < lastFaultNanos) {
      droppedFault += count;
      return;
    }
    if (owner == null) {
      for (int i = 0; i < count; i++) {
        arrivedInTheDark(arrival.frame(i));
      }
      return;
    }
    int kept = 0;
    for (int i = 0; i < count; i++) {
      Frame frame = fabric.serialize ? LocalFabric.reencoded(arrival.frame(i)) : arrival.frame(i);
      if (link.lan && !isForUs(frame.getDestinationMac())) {
        droppedFilter++;
      } else {
        delivered(arrival.atNanos(), frame);
        arrival.set(kept++, frame);
      }
    }
    if (kept > 0) {
      arrival.keep(kept);
      owner.tell(arrival);
    }
  }

  /**
   * The node is off. A station of a LAN still has sent to it what its own addresses are written on, until another
   * station sends from one of them: from then on a switch brings it there.
   */
  private void arrivedInTheDark(Frame frame) {
    if (!link.lan) {
      droppedNoOwner++;
      return;
    }
    macs = Arrays.stream(macs).filter(mac -> mac != frame.getSourceMac()).toArray();
    if (isGroup(frame.getDestinationMac()) || !isForUs(frame.getDestinationMac())) {
      droppedFilter++;
    } else {
      droppedNoOwner++;
    }
  }

  private void delivered(long atNanos, Frame frame) {
    receivedFrames++;
    receivedOctets += octets(frame);
    LocalNode here = fabric.node(node);
    here.trace(atNanos, number, frame);
    Origin origin = frame.getOrigin();
    if (origin.getVpn() != zone) {
      Optional<String> rule = fabric.isolation.broken(frame, zone);
      if (rule.isPresent()) {
        here.violated(atNanos, this, origin, rule.get());
      }
    }
    if (origin.getTraced()) {
      here.note(atNanos, "arrives at " + interfaceName + " over " + link.name + LocalNode.labelsOf(frame));
    }
    if (observer != null) {
      observer.delivered(atNanos, frame);
    }
  }

  private static boolean isGroup(long mac) {
    return (mac & 0x0100_0000_0000L) != 0;
  }

  private boolean isForUs(long mac) {
    if (isGroup(mac)) {
      return true;
    }
    for (long own : macs) {
      if (own == mac) {
        return true;
      }
    }
    return false;
  }

  /** Octets on the wire, without preamble and frame check sequence. */
  int octets(Frame frame) {
    int inner = 4 * frame.getLabelsCount() + frame.getPayload().size();
    return link.lan
        ? Math.max(ETHERNET_LEAST, ETHERNET_OCTETS + (frame.getVlanTagPlusOne() == 0 ? 0 : 4) + inner)
        : HDLC_OCTETS + inner;
  }

  PortCounters counters() {
    return new PortCounters(sentFrames, sentOctets, receivedFrames, receivedOctets, droppedQueue, droppedLoss,
        droppedFault, droppedNoOwner, droppedFilter);
  }
}
