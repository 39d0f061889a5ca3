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
 *
 * <p>A LAN is a switch: it brings a unicast frame to the station that sent from its address last. Each port keeps
 * that for the addresses that it accepts itself, as it sees every frame of its LAN.
 */
final class LocalPort {
  private static final int HDLC_OCTETS = 4;
  private static final int ETHERNET_OCTETS = 14;
  private static final int ETHERNET_LEAST = 60;
  /** Beside the 48 bits of an address: another station sent from it last. */
  private static final long ELSEWHERE = 1L << 63;

  final LocalFabric fabric;
  final int node;
  final int number;
  final String interfaceName;
  final LocalLink link;
  final int zone;
  private final NodeClock clock;
  /** Addresses that are accepted, each with {@link #ELSEWHERE} or without. */
  private long[] macs = {};
  /** When the last frame that was sent here from each of them gets to the switch; 8 octets for each, of LANs only. */
  private long[] sentFromNanos = {};
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
  /** Null: nothing was sent since the queue was emptied. */
  private Departures departures;
  private Arrival[] open;
  private long openAtNanos = -1;
  /** Nothing that left before the queue was emptied arrives later. */
  private long emptiedArrivesNanos = -1;
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
    sentFromNanos = new long[0];
    if (carrier) {
      newOwner.tell(new PortMessage.Carrier(number, true));
    }
  }

  void accept(long mac) {
    if (indexOf(mac) >= 0) {
      return;
    }
    macs = Arrays.copyOf(macs, macs.length + 1);
    macs[macs.length - 1] = mac;
    if (link.lan) {
      sentFromNanos = Arrays.copyOf(sentFromNanos, macs.length);
      sentFromNanos[macs.length - 1] = -1;
    }
  }

  void refuse(long mac) {
    int refused = indexOf(mac);
    if (refused >= 0) {
      macs = without(macs, refused);
      sentFromNanos = link.lan ? without(sentFromNanos, refused) : sentFromNanos;
    }
  }

  private static long[] without(long[] values, int index) {
    long[] rest = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, index + 1, rest, index, rest.length - index);
    return rest;
  }

  /** @return -1: it is not accepted */
  private int indexOf(long mac) {
    for (int i = 0; i < macs.length; i++) {
      if ((macs[i] & ~ELSEWHERE) == mac) {
        return i;
      }
    }
    return -1;
  }

  void observe(DeliveryObserver newObserver) {
    observer = newObserver;
  }

  boolean carrier() {
    return carrier;
  }

  /** The node has lost power: nothing that arrives is for anyone, and what waited to be sent is lost. */
  void disown() {
    owner = null;
    empty();
  }

  /**
   * The link is cut here, or mended, which makes an end of a black hole and of bad quality, too. What waits to be sent
   * is lost, and so is what is on the way to here, unless nothing but the quality was bad.
   */
  void setCut(boolean isCut) {
    empty();
    if (isCut || cut || blackHole) {
      lastFaultNanos = clock.nowNanos();
    }
    blackHole = false;
    quality = isCut ? quality : link.quality;
    cut = isCut;
    carrierMayHaveChanged();
  }

  /** The only other device on the link has lost its power, or has it back. */
  void setFarEndOff(boolean isOff) {
    empty();
    lastFaultNanos = clock.nowNanos();
    farEndOff = isOff;
    carrierMayHaveChanged();
  }

  private void carrierMayHaveChanged() {
    boolean up = !cut && !farEndOff;
    if (carrier != up) {
      carrier = up;
      if (owner != null) {
        owner.tell(new PortMessage.Carrier(number, up));
      }
    }
  }

  /** What is on the wire stays there. What waits, and what has begun, is dropped: the interface begins anew. */
  void setQuality(LinkQuality changed) {
    empty();
    quality = changed;
  }

  void setBlackHole() {
    empty();
    lastFaultNanos = clock.nowNanos();
    blackHole = true;
  }

  /** Drops what has not left the queue; the quality must still be what it was sent by. */
  private void empty() {
    long now = clock.nowNanos();
    if (departures != null) {
      departures.end(now);
      departures = null;
    }
    busyUntilNanos = Math.min(busyUntilNanos, now);
    open = null;
    emptiedArrivesNanos = Math.min(openAtNanos, Math.max(emptiedArrivesNanos, now + quality.delayNanos()));
    openAtNanos = emptiedArrivesNanos;
    for (int i = 0; i < sentFromNanos.length; i++) {
      sentFromNanos[i] = Math.min(sentFromNanos[i], openAtNanos);
    }
  }

  void send(Frame frame) {
    if (!carrier || blackHole) {
      droppedFault++;
      lost(frame, fault());
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
        lost(frame, "its queue is full");
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
      lost(frame, "lost on the way, as a share of its frames is");
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
    if (departures == null) {
      departures = new Departures(node);
    }
    if (link.lan) {
      sends(frame.getSourceMac(), arrivesNanos);
    }
    for (int i = 0; i < ends.length; i++) {
      LocalPort end = ends[i];
      if (end != this && !(joins && open[i] != null && open[i].departedNanos() == departsNanos
          && open[i].add(frame))) {
        open[i] = new Arrival(end, frame, departsNanos, departures);
        fabric.engine.post(node, end.node, arrivesNanos, open[i]);
      }
    }
  }

  /** The switch brings frames to this address here from now on. */
  private void sends(long source, long arrivesNanos) {
    int from = indexOf(source);
    if (from >= 0) {
      macs[from] &= ~ELSEWHERE;
      sentFromNanos[from] = arrivesNanos;
    }
  }

  /**
   * Another station sends: if it does so from an address that is accepted here, then later than here, the switch
   * brings frames to this address there. Of two at one time the lower node has it.
   */
  private void othersSend(Arrival arrival) {
    for (int i = 0; i < arrival.count(); i++) {
      int from = indexOf(arrival.frame(i).getSourceMac());
      if (from >= 0 && (arrival.atNanos() > sentFromNanos[from]
          || arrival.atNanos() == sentFromNanos[from] && arrival.departures().node < node)) {
        macs[from] |= ELSEWHERE;
      }
    }
  }

  /** In the context of this node: all that has to be said about an arrival before a device sees it. */
  void arrived(Arrival arrival) {
    int count = arrival.count();
    if (!arrival.left()) {
      droppedFault += count;
      lost(arrival, "it was still in the sender's queue when that was emptied");
      return;
    }
    if (link.lan) {
      othersSend(arrival);                              // the switch hears it even if this port is cut
    }
    if (!carrier || blackHole || arrival.departedNanos() < lastFaultNanos) {
      droppedFault += count;
      lost(arrival, carrier && !blackHole ? "it was on the wire when that failed" : fault());
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

  /** The node is off. Stations of a LAN still send to it what its own addresses are written on. */
  private void arrivedInTheDark(Frame frame) {
    if (link.lan && (isGroup(frame.getDestinationMac()) || !isForUs(frame.getDestinationMac()))) {
      droppedFilter++;
    } else {
      droppedNoOwner++;
      lost(frame, "this node is off");
    }
  }

  private String fault() {
    return blackHole ? "a black hole" : cut ? "it is cut" : "the other end is off";
  }

  /** Every station of a LAN hears that it is lost; that which it was for says so. */
  private void lost(Arrival arrival, String why) {
    for (int i = 0; i < arrival.count(); i++) {
      if (!link.lan || isForUs(arrival.frame(i).getDestinationMac())) {
        lost(arrival.frame(i), why);
      }
    }
  }

  private void lost(Frame frame, String why) {
    Origin origin = frame.getOrigin();
    if (origin.getTraced()) {
      fabric.node(node).note(clock.nowNanos(), origin, PathNote.Kind.LOST, "link " + link.name + " at "
          + interfaceName + ": " + why);
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
      here.note(atNanos, origin, PathNote.Kind.ARRIVES, "at " + interfaceName + " over " + link.name
          + LocalNode.labelsOf(frame));
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
    int own = indexOf(mac);
    return own >= 0 && (macs[own] & ELSEWHERE) == 0;
  }

  /** Octets on the wire, without preamble and frame check sequence. */
  int octets(Frame frame) {
    int inner = 4 * frame.getLabelsCount() + frame.getPayload().size();
    return link.lan
        ? Math.max(ETHERNET_LEAST, ETHERNET_OCTETS + (frame.getVlanTagPlusOne() == 0 ? 0 : 4) + inner)
        : HDLC_OCTETS + inner;
  }

  PortView view() {
    return new PortView(link.name, link.lan, carrier, Arrays.stream(link.ends).filter(end -> end != this)
        .map(end -> fabric.node(end.node).name + ":" + end.interfaceName).toList(), counters());
  }

  PortCounters counters() {
    return new PortCounters(sentFrames, sentOctets, receivedFrames, receivedOctets, droppedQueue, droppedLoss,
        droppedFault, droppedNoOwner, droppedFilter);
  }
}
