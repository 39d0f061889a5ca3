package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.tcp.Flow;
import java.time.Duration;
import java.util.List;

/** What an {@link LdpMachine} wants done, in order. Arrays are shared: whoever performs them must not change them. */
public sealed interface LdpAction {
  /** To UDP port 646 from port 646, with TTL 1, out of one interface. @param destination 224.0.0.2, all routers */
  record SendHello(int interfaceIndex, int destination, byte[] udpPayload) implements LdpAction {}

  /** Accept connections to TCP port 646 of the transport address, from now on. */
  record TcpListen() implements LdpAction {}

  /**
   * Open a connection. At most one to a remote address is under way or open at a time.
   *
   * @param flow local port 0: the stack chooses one and reports it with {@link LdpEvent.TcpConnected}; until then the
   *     remote address is what identifies the attempt
   */
  record TcpConnect(Flow flow) implements LdpAction {}

  record TcpSend(Flow flow, byte[] octets) implements LdpAction {}

  /**
   * Send what is queued, then close. No {@link LdpEvent.TcpClosed} is expected.
   *
   * @param flow local port 0: give up the connection attempt
   */
  record TcpClose(Flow flow) implements LdpAction {}

  /** Arms a timer; one that is armed already is replaced. */
  record Arm(LdpTimer timer, Duration after) implements LdpAction {}

  record Disarm(LdpTimer timer) implements LdpAction {}

  /**
   * What to do with packets that come with a label of ours, in place of what was said of it before (the ILM of RFC
   * 3031 §3.11).
   *
   * @param label 20 bits, unreserved
   * @param prefix the FEC, for people
   * @param outs a choice (ECMP), at least one, in the order of the route's next hops
   */
  record IncomingLabel(int label, Ipv4Prefix prefix, List<Out> outs) implements LdpAction {
    public IncomingLabel {
      outs = List.copyOf(outs);
    }
  }

  /** Packets with this label are to be dropped again. */
  record IncomingLabelGone(int label) implements LdpAction {}

  /** How to send packets to a prefix with a label (the FTN of RFC 3031 §3.12), in place of what was said before. */
  record Tunnel(Ipv4Prefix prefix, List<Out> outs) implements LdpAction {
    public Tunnel {
      outs = List.copyOf(outs);
    }
  }

  /** No next hop towards the prefix has given a label. */
  record TunnelGone(Ipv4Prefix prefix) implements LdpAction {}

  /** One next hop and what it wants on packets for the FEC. */
  sealed interface Out {
    int interfaceIndex();

    /** The next hop's address on the link. */
    int nextHop();

    /** Swap the label for, or push, {@code label}: 20 bits, unreserved, or 0, explicit null. */
    record Labelled(int interfaceIndex, int nextHop, int label) implements Out {}

    /** Implicit null: pop our label, or push none. What is below it stays: penultimate-hop popping. */
    record Popped(int interfaceIndex, int nextHop) implements Out {}

    /**
     * The next hop gave no label: the label switched path ends here. Only a packet with nothing but our label may be
     * sent on, without it, as IP; deeper stacks mean nothing to the next hop.
     */
    record Unlabelled(int interfaceIndex, int nextHop) implements Out {}
  }
}
