package io.carrierlab.node.router;

import io.carrierlab.node.fabric.Arrival;
import io.carrierlab.node.fabric.PathNote;
import io.carrierlab.node.ip.Departure;
import io.carrierlab.node.ip.Drop;
import io.carrierlab.node.ip.IpInterface;
import io.carrierlab.node.ip.IpStack;
import io.carrierlab.node.network.Node;
import io.carrierlab.node.vrf.VrfCommand;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ldp.LdpAction.Out;
import io.carrierlab.protocols.mpls.LabelEntry;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Label switching (RFC 3031, RFC 3032) in the pipe model of RFC 3443: a swap or a pop lowers the TTL of the label it
 * finds and leaves what is under it alone.
 */
final class LabelForwarding {
  private final Node node;
  private final IpStack stack;
  private final IncomingLabels incoming;
  private final LabelPlan plan;
  private final List<ActorRef<VrfCommand>> vrfs;
  private List<Frame> forVrf = new ArrayList<>();
  private int pendingVrf = -1;

  LabelForwarding(Node node, IpStack stack, IncomingLabels incoming, LabelPlan plan, List<ActorRef<VrfCommand>> vrfs) {
    this.node = node;
    this.stack = stack;
    this.incoming = incoming;
    this.plan = plan;
    this.vrfs = vrfs;
  }

  /** Takes labelled frame {@code index} of an arrival. */
  void arrived(Arrival arrival, int index) {
    take(arrival.frame(index), Departure.Kind.FORWARDED);
  }

  /** Hands over what was gathered for a VRF: frames that come together go together. */
  void flush() {
    if (pendingVrf >= 0) {
      vrfs.get(pendingVrf).tell(new VrfCommand.FromCore(forVrf));
      forVrf = new ArrayList<>();
      pendingVrf = -1;
    }
  }

  /** A labelled packet that a VRF of this router sends to another, or to itself. */
  void loopBack(Departure departure) {
    if (departure.kind() == Departure.Kind.FORWARDED) {
      take(departure.frame().build(), departure.kind());
      flush();
    } else {
      stack.drop(Drop.NO_TUNNEL, departure);
    }
  }

  private void take(Frame frame, Departure.Kind kind) {
    int top = frame.getLabelsCount() == 0 ? 0 : frame.getLabels(0);
    int ttl = LabelEntry.ttl(top);
    if (frame.getLabelsCount() == 0 || LabelEntry.bottom(top) != (frame.getLabelsCount() == 1)) {
      stack.drop(Drop.BAD_LABEL_STACK, frame);
      return;
    }
    if (ttl <= 1) {
      if (Node.follows(frame)) {
        note(frame, "label " + LabelEntry.label(top) + " has a TTL of " + ttl);
      }
      stack.drop(Drop.TTL_EXPIRED, frame);
      return;
    }
    int label = LabelEntry.label(top);
    int vrf = plan.vrfOf(label);
    IncomingLabels.Entry entry = incoming.get(label);
    if (vrf >= 0 && frame.getLabelsCount() == 1) {
      if (Node.follows(frame)) {
        note(frame, "label " + label + ": pop, hand to the VRF");
      }
      toVrf(vrf, popped(frame).build());
    } else if (label == LabelEntry.IPV4_EXPLICIT_NULL && frame.getLabelsCount() == 1) {
      stack.ipv4(null, popped(frame).build());
    } else if (entry != null) {
      switchLabel(frame, entry, ttl - 1);
    } else {
      if (Node.follows(frame)) {
        note(frame, "label " + label + " is unknown here");
      }
      stack.drop(Drop.UNKNOWN_LABEL, frame);
    }
  }

  private void toVrf(int vrf, Frame packet) {
    if (pendingVrf != vrf) {
      flush();
      pendingVrf = vrf;
    }
    forVrf.add(packet);
  }

  private void switchLabel(Frame frame, IncomingLabels.Entry entry, int ttl) {
    Out out = entry.outs().length == 1 ? entry.outs()[0] : entry.outs()[way(frame, entry.outs().length)];
    IpInterface by = stack.at(out.interfaceIndex());
    switch (out) {
      case Out.Labelled(int index, int nextHop, int label) -> {
        if (Node.follows(frame)) {
          note(frame, entry, "swap to " + label, by, nextHop);
        }
        emit(swapped(frame, LabelEntry.withTtl(LabelEntry.withLabel(frame.getLabels(0), label), ttl)), by, nextHop);
      }
      case Out.Popped(int index, int nextHop) -> {
        note(frame, entry, "pop (penultimate hop)", by, nextHop);
        emit(popped(frame), by, nextHop);
      }
      case Out.Unlabelled(int index, int nextHop) -> {
        if (frame.getLabelsCount() == 1) {
          note(frame, entry, "untagged", by, nextHop);
          emit(popped(frame), by, nextHop);
        } else {
          note(frame, entry, "the label switched path ends here", by, nextHop);
          stack.drop(Drop.UNKNOWN_LABEL, frame);
        }
      }
    }
  }

  private void emit(Frame.Builder frame, IpInterface by, int nextHop) {
    stack.emit(new Departure(frame, Departure.Kind.FORWARDED), by, nextHop);
  }

  private static Frame.Builder popped(Frame frame) {
    return belowTop(frame, Frame.newBuilder()
        .setEtherType(frame.getLabelsCount() == 1 ? EtherType.IPV4 : EtherType.MPLS));
  }

  private static Frame.Builder swapped(Frame frame, int top) {
    return belowTop(frame, Frame.newBuilder().setEtherType(EtherType.MPLS).addLabels(top));
  }

  /** What goes on from hop to hop: the labels under the top one, payload and origin. MAC addresses stay behind. */
  private static Frame.Builder belowTop(Frame frame, Frame.Builder next) {
    for (int i = 1; i < frame.getLabelsCount(); i++) {
      next.addLabels(frame.getLabels(i));
    }
    return next.setPayload(frame.getPayload()).setOrigin(frame.getOrigin());
  }

  /** By the flow of the packet under the labels, if that is IPv4, so that a flow stays in order. */
  private static int way(Frame frame, int ways) {
    var payload = frame.getPayload();
    int hash = frame.getLabels(frame.getLabelsCount() - 1) >>> 12;
    if (payload.size() >= 20 && payload.byteAt(0) >>> 4 == 4) {
      for (int at = 12; at < 20; at++) {
        hash = hash * 31 + payload.byteAt(at);
      }
    }
    return (int) (Integer.toUnsignedLong(hash * 0x9e37_79b1) * ways >>> 32);
  }

  private void note(Frame frame, String text) {
    node.note(frame, PathNote.Kind.LABEL, text);
  }

  private void note(Frame frame, IncomingLabels.Entry entry, String what, IpInterface by, int nextHop) {
    if (Node.follows(frame)) {
      note(frame, "label " + entry.label() + " (" + entry.prefix() + "): " + what + ", to "
          + Ipv4.format(nextHop) + " on " + by.name());
    }
  }
}
