package io.carrierlab.node.fabric;

import io.carrierlab.node.fabric.Links.End;
import io.carrierlab.node.fabric.Links.Link;
import io.carrierlab.protocols.frame.Frame;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One end of a link: a transmitter, a receiver, and what they share, such as the carrier. It is its node's alone, and
 * used in that node's context only; what other ends have to know goes over the {@link Wire}.
 */
final class Port {
  private static final int HDLC_OCTETS = 4;
  private static final int ETHERNET_OCTETS = 14;
  private static final int ETHERNET_LEAST = 60;

  final NodePorts node;
  final Link link;
  final End end;
  final int zone;
  final Transmitter transmitter;
  final Receiver receiver;
  /** Null: nobody captures here. */
  private InterfaceCapture capture;
  private ActorRef<PortMessage> owner;
  private boolean carrier = true;
  private boolean cut;
  private boolean farEndOff;
  /** What is sent here vanishes. */
  private boolean mute;
  /** What comes to here vanishes. */
  private boolean deaf;

  Port(NodePorts node, Link link, End end, int zone) {
    this.node = node;
    this.link = link;
    this.end = end;
    this.zone = zone;
    transmitter = new Transmitter(this);
    receiver = new Receiver(this);
  }

  void own(ActorRef<PortMessage> newOwner) {
    owner = newOwner;
    receiver.forgetAddresses();
    if (carrier) {
      newOwner.tell(new PortMessage.Carrier(end.port(), true));
    }
  }

  /** Null: the node is off. */
  ActorRef<PortMessage> owner() {
    return owner;
  }

  /** Beside whoever captures here already. */
  void capture(InterfaceCapture added) {
    capture = capture == null ? added : new Both(capture, added);
  }

  Optional<InterfaceCapture> capture() {
    return Optional.ofNullable(capture);
  }

  private record Both(InterfaceCapture first, InterfaceCapture second) implements InterfaceCapture {
    @Override
    public void sent(long atNanos, Frame frame) {
      first.sent(atNanos, frame);
      second.sent(atNanos, frame);
    }

    @Override
    public void received(long atNanos, Frame frame) {
      first.received(atNanos, frame);
      second.received(atNanos, frame);
    }

    @Override
    public void emptied(long nowNanos) {
      first.emptied(nowNanos);
      second.emptied(nowNanos);
    }
  }

  boolean carrier() {
    return carrier;
  }

  /** Whether anything can leave. */
  boolean speaks() {
    return carrier && !mute;
  }

  /** Whether anything can come in. */
  boolean hears() {
    return carrier && !deaf;
  }

  /** Why nothing can. */
  String fault() {
    return mute || deaf ? "a black hole" : cut ? "it is cut" : "the other end is off";
  }

  /** The node has lost power: nothing that arrives is for anyone, and what waited to be sent is lost. */
  void disown() {
    owner = null;
    transmitter.empty();
  }

  /**
   * The link is cut here, or mended, which makes an end of a black hole and of bad quality, too. What waits to be sent
   * is lost, and so is what is on the way to here, unless nothing but the quality was bad.
   */
  void setCut(boolean isCut) {
    transmitter.empty();
    if (isCut || cut || deaf) {
      receiver.failed();
    }
    mute = false;
    deaf = false;
    if (!isCut) {
      transmitter.setQuality(link.quality());
    }
    cut = isCut;
    carrierMayHaveChanged();
  }

  /** The only other device on the link has lost its power, or has it back. */
  void setFarEndOff(boolean isOff) {
    transmitter.empty();
    receiver.failed();
    farEndOff = isOff;
    carrierMayHaveChanged();
  }

  private void carrierMayHaveChanged() {
    boolean up = !cut && !farEndOff;
    if (carrier != up) {
      carrier = up;
      if (owner != null) {
        owner.tell(new PortMessage.Carrier(end.port(), up));
      }
    }
  }

  /** What is on the wire stays there. What waits, and what has begun, is dropped: the interface begins anew. */
  void setQuality(LinkQuality changed) {
    transmitter.empty();
    transmitter.setQuality(changed);
  }

  /** Nothing gets out of here any more, or in; the carrier stays. */
  void setBlackHole(Direction direction) {
    if (direction != Direction.IN) {
      transmitter.empty();
      mute = true;
    }
    if (direction != Direction.OUT) {
      receiver.failed();
      deaf = true;
    }
  }

  /** Says of a packet that is followed that it is lost here. */
  void lost(Frame frame, String why) {
    node.note(frame, PathNote.Kind.LOST, "link " + link.name() + " at " + end.interfaceName() + ": " + why);
  }

  /** Octets on the wire, without preamble and frame check sequence. */
  int octets(Frame frame) {
    int inner = 4 * frame.getLabelsCount() + frame.getPayload().size();
    return link.lan()
        ? Math.max(ETHERNET_LEAST, ETHERNET_OCTETS + (frame.getVlanTagPlusOne() == 0 ? 0 : 4) + inner)
        : HDLC_OCTETS + inner;
  }

  PortView view() {
    return new PortView(link.name(), link.lan(), carrier, link.ends().stream().filter(each -> each != end)
        .map(each -> node.name(each.node()) + ":" + each.interfaceName()).toList(), counters());
  }

  PortCounters counters() {
    return receiver.count(transmitter);
  }
}
