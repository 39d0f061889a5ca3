package io.carrierlab.node.gre;

import com.google.protobuf.UnsafeByteOperations;
import io.carrierlab.node.fabric.Door;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.fabric.PortView;
import io.carrierlab.protocols.ethernet.EtherType;
import io.carrierlab.protocols.frame.Frame;
import io.carrierlab.protocols.ip.Fragmentation;
import io.carrierlab.protocols.ip.Ipv4Header;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The way out of a tunnel interface: what a stack sends there goes to whoever encapsulates it. To the stack it is a
 * port like any other, with a carrier, which is the tunnel's line protocol.
 */
public final class TunnelDoor implements Door {
  /** Whose stack it is. */
  public interface Owner {
    /** A packet, its origin set, no larger than the tunnel's MTU. */
    void encapsulate(int port, Frame packet);

    /** A packet that must not be cut does not fit. @param mtu octets that would */
    void tooBig(Frame packet, int mtu);

    /** The line is down, or the packet is no IPv4 packet. */
    void notTaken(Frame packet);
  }

  private final Door real;
  private final int port;
  private final int mtu;
  private final Owner owner;
  private boolean up;

  /** @param real the node's door in the name of the tunnel's VPN @param port of the interface @param mtu octets */
  public TunnelDoor(Door real, int port, int mtu, Owner owner) {
    this.real = real;
    this.port = port;
    this.mtu = mtu;
    this.owner = owner;
  }

  public int port() {
    return port;
  }

  public void setUp(boolean nowUp) {
    up = nowUp;
  }

  @Override
  public void own(int any, ActorRef<PortMessage> whoever) {
    // Its owner is told of its carrier by the router.
  }

  @Override
  public void accept(int any, long mac) {
    // A tunnel has no MAC addresses.
  }

  @Override
  public void refuse(int any, long mac) {
    // Nor does it have another's.
  }

  @Override
  public void originate(int any, Frame.Builder frame) {
    leave(real.stamp(frame));
  }

  @Override
  public Frame stamp(Frame.Builder frame) {
    return real.stamp(frame);
  }

  @Override
  public Frame stampProbe(Frame.Builder frame, int probe) {
    return real.stampProbe(frame, probe);
  }

  @Override
  public Frame stampAnswer(Frame.Builder frame, Frame asked) {
    return real.stampAnswer(frame, asked);
  }

  @Override
  public Frame restamp(Frame.Builder frame, Frame was) {
    return real.restamp(frame, was);
  }

  @Override
  public void forward(int any, Frame frame) {
    leave(frame);
  }

  /** As IOS: a packet larger than the interface's MTU is cut before it is encapsulated, unless it must not be. */
  private void leave(Frame packet) {
    if (!up || packet.getEtherType() != EtherType.IPV4) {
      owner.notTaken(packet);
    } else if (packet.getPayload().size() <= mtu) {
      owner.encapsulate(port, packet);
    } else {
      byte[] octets = packet.getPayload().toByteArray();
      if (Ipv4Header.dontFragment(octets, 0)) {
        owner.tooBig(packet, mtu);
        return;
      }
      for (byte[] piece : Fragmentation.split(octets, 0, mtu)) {
        owner.encapsulate(port, packet.toBuilder().setPayload(UnsafeByteOperations.unsafeWrap(piece)).build());
      }
    }
  }

  @Override
  public boolean carrier(int any) {
    return up;
  }

  /** It has none of its own: what it sends leaves by another. */
  @Override
  public Optional<PortView> port(int any) {
    return Optional.empty();
  }
}
