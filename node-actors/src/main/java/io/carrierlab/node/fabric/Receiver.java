package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The receiving half of a port: filter, isolation check, trace hash. All that has to be said about an arrival before a
 * device sees it.
 *
 * <p>A LAN is a switch: it brings a unicast frame to the station that sent from its address last. Each port keeps
 * that for the addresses that it accepts itself, as it sees every frame of its LAN.
 */
final class Receiver {
  /** Beside the 48 bits of an address: another station sent from it last. */
  private static final long ELSEWHERE = 1L << 63;
  private static final long[] NONE = {};

  private final Port port;
  /** Addresses that are accepted, each with {@link #ELSEWHERE} or without. */
  private long[] macs = NONE;
  /** When the last frame that was sent here from each of them gets to the switch; 8 octets for each, of LANs only. */
  private long[] sentFromNanos = NONE;
  private DeliveryObserver observer;
  /** What left before, is lost. */
  private long lastFaultNanos = -1;
  /** Of queues of other ends, as long as something of them may arrive that never left; null: there is none. */
  private List<Emptied> emptied;
  private long receivedFrames;
  private long receivedOctets;
  private long droppedFault;
  private long droppedNoOwner;
  private long droppedFilter;

  Receiver(Port port) {
    this.port = port;
  }

  void forgetAddresses() {
    macs = NONE;
    sentFromNanos = NONE;
  }

  void accept(long mac) {
    if (indexOf(mac) >= 0) {
      return;
    }
    macs = Arrays.copyOf(macs, macs.length + 1);
    macs[macs.length - 1] = mac;
    if (port.link.lan()) {
      sentFromNanos = Arrays.copyOf(sentFromNanos, macs.length);
      sentFromNanos[macs.length - 1] = -1;
    }
  }

  void refuse(long mac) {
    int refused = indexOf(mac);
    if (refused >= 0) {
      macs = without(macs, refused);
      sentFromNanos = port.link.lan() ? without(sentFromNanos, refused) : sentFromNanos;
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

  /** What is on the way to here is lost. */
  void failed() {
    lastFaultNanos = port.node.nowNanos();
  }

  void emptied(Emptied queue) {
    if (emptied == null) {
      emptied = new ArrayList<>(1);
    }
    emptied.add(queue);
  }

  /** This node sends: the switch brings frames to this address here from then on. */
  void sentFrom(long source, long arrivesNanos) {
    int from = indexOf(source);
    if (from >= 0) {
      macs[from] &= ~ELSEWHERE;
      sentFromNanos[from] = arrivesNanos;
    }
  }

  /** The queue of this port was emptied. */
  void sentNothingAfter(long arrivesNanos) {
    for (int i = 0; i < sentFromNanos.length; i++) {
      sentFromNanos[i] = Math.min(sentFromNanos[i], arrivesNanos);
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
          || arrival.atNanos() == sentFromNanos[from] && arrival.source() < port.end.node())) {
        macs[from] |= ELSEWHERE;
      }
    }
  }

  private boolean hasLeft(Arrival arrival) {
    if (emptied == null) {
      return true;
    }
    emptied.removeIf(queue -> queue.lastNanos < arrival.atNanos());
    boolean left = emptied.stream().noneMatch(queue -> queue.concerns(arrival));
    emptied = emptied.isEmpty() ? null : emptied;
    return left;
  }

  void arrived(Arrival arrival) {
    int count = arrival.count();
    if (!hasLeft(arrival)) {
      droppedFault += count;
      lost(arrival, "it was still in the sender's queue when that was emptied");
      return;
    }
    if (port.link.lan()) {
      othersSend(arrival);                              // the switch hears it even if this port is cut
    }
    if (!port.hears() || arrival.departedNanos() < lastFaultNanos) {
      droppedFault += count;
      lost(arrival, port.hears() ? "it was on the wire when that failed" : port.fault());
      return;
    }
    if (port.owner() == null) {
      for (int i = 0; i < count; i++) {
        arrivedInTheDark(arrival.frame(i));
      }
      return;
    }
    int kept = 0;
    for (int i = 0; i < count; i++) {
      Frame frame = port.node.asEncoded(arrival.frame(i));
      if (port.link.lan() && !isForUs(frame.getDestinationMac())) {
        droppedFilter++;
      } else {
        delivered(arrival.atNanos(), frame);
        arrival.set(kept++, frame);
      }
    }
    if (kept > 0) {
      arrival.keep(kept);
      port.owner().tell(arrival);
    }
  }

  /** The node is off. Stations of a LAN still send to it what its own addresses are written on. */
  private void arrivedInTheDark(Frame frame) {
    if (port.link.lan() && (isGroup(frame.getDestinationMac()) || !isForUs(frame.getDestinationMac()))) {
      droppedFilter++;
    } else {
      droppedNoOwner++;
      port.lost(frame, "this node is off");
    }
  }

  /** Every station of a LAN hears that it is lost; that which it was for says so. */
  private void lost(Arrival arrival, String why) {
    for (int i = 0; i < arrival.count(); i++) {
      if (!port.link.lan() || isForUs(arrival.frame(i).getDestinationMac())) {
        port.lost(arrival.frame(i), why);
      }
    }
  }

  private void delivered(long atNanos, Frame frame) {
    receivedFrames++;
    receivedOctets += port.octets(frame);
    port.node.trace(atNanos, port.end.port(), frame);
    Origin origin = frame.getOrigin();
    if (origin.getVpn() != port.zone) {
      port.node.check(atNanos, port, frame);
    }
    if (origin.getTraced()) {
      port.node.note(frame, PathNote.Kind.ARRIVES, "at " + port.end.interfaceName() + " over " + port.link.name()
          + NodePorts.labelsOf(frame));
    }
    if (port.capture().isPresent()) {
      port.capture().get().received(atNanos, frame);
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

  /** Of the port, with what its other half has counted. */
  PortCounters count(Transmitter sent) {
    return new PortCounters(sent.sentFrames(), sent.sentOctets(), receivedFrames, receivedOctets, sent.droppedQueue(),
        sent.droppedLoss(), droppedFault + sent.droppedFault(), droppedNoOwner, droppedFilter);
  }
}
