package io.carrierlab.node.fabric;

import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.frame.Origin;
import io.carrierlab.protocols.frame.PayloadView;
import io.carrierlab.protocols.mpls.LabelEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the fabric keeps of one node: its ports, its share of the trace hash, what was seen of it. */
final class LocalNode {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;
  private static final int MOST_VIOLATIONS = 100;

  final String name;
  final LocalPort[] ports;
  private final LocalFabric fabric;
  private final PayloadView view = new PayloadView();
  private final List<Violation> violations = new ArrayList<>(0);
  private final List<Followed.Note> notes = new ArrayList<>(0);
  /** Packets that were stamped here. Only looked up. */
  private final Map<Followed.Tag, Followed> followed = new HashMap<>(0);
  /** All violations, by zone of the packet and zone of the place. */
  private final TreeMap<Long, Long> violationCounts = new TreeMap<>();
  private long originated;
  private long hash;

  LocalNode(LocalFabric fabric, String name, int ports) {
    this.fabric = fabric;
    this.name = name;
    this.ports = new LocalPort[ports];
  }

  /** The next packet of this node in the name of {@code zone}. */
  Origin origin(int node, int zone, boolean traced) {
    return Origin.newBuilder().setVpn(zone).setNode(node).setSequence(originated++).setTraced(traced).build();
  }

  /** Mixes a delivered frame, every bit of it, its port and its time into the hash. */
  void trace(long atNanos, int port, Frame frame) {
    long h = mix(hash, atNanos);
    h = mix(h, (long) port << 32 | frame.getEtherType());
    for (int i = 0; i < frame.getLabelsCount(); i++) {
      h = mix(h, frame.getLabels(i));
    }
    h = mix(h, frame.getDestinationMac());
    h = mix(h, frame.getSourceMac());
    view.at(frame.getPayload());
    byte[] octets = view.array();
    int at = view.offset();
    int end = at + view.length();
    for (; at + 8 <= end; at += 8) {
      h = mix(h, (long) LONGS.get(octets, at));
    }
    for (; at < end; at++) {
      h = mix(h, octets[at]);
    }
    hash = mix(h, view.length());
  }

  long hash() {
    return hash;
  }

  static long mix(long h, long value) {
    long x = (h ^ value) * PRIME;
    return x ^ x >>> 29;
  }

  void violated(long atNanos, LocalPort place, Origin origin, String rule) {
    violationCounts.merge((long) origin.getVpn() << 32 | place.zone, 1L, Long::sum);
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(new Violation(atNanos, fabric.isolation.name(origin.getVpn()), fabric.node(origin.getNode()).name,
          origin.getSequence(), place.link.name, name, place.interfaceName, fabric.isolation.name(place.zone), rule));
    }
  }

  /** The first hundred; {@link #violationCounts} has them all. */
  List<Violation> violations() {
    return violations;
  }

  SortedMap<Long, Long> violationCounts() {
    return violationCounts;
  }

  /** Of a packet that is followed; in real time any of the node's actors may have something to say. */
  synchronized void note(long atNanos, Origin origin, PathNote.Kind kind, String text) {
    notes.add(new Followed.Note(atNanos, Followed.tag(origin), kind, text));
  }

  /** A packet that was stamped here is followed. */
  synchronized void followed(Origin origin, Followed because) {
    followed.put(Followed.tag(origin), because);
  }

  synchronized Map<Followed.Tag, Followed> followed() {
    return Map.copyOf(followed);
  }

  synchronized List<Followed.Note> notes() {
    return List.copyOf(notes);
  }

  static String labelsOf(Frame frame) {
    if (frame.getLabelsCount() == 0) {
      return "";
    }
    var text = new StringBuilder(", labels");
    for (int i = 0; i < frame.getLabelsCount(); i++) {
      text.append(' ').append(LabelEntry.label(frame.getLabels(i)));
    }
    return text.toString();
  }
}
