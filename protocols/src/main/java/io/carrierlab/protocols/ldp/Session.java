package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ldp.LdpView.State;
import io.carrierlab.protocols.tcp.Flow;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.Set;
import java.util.TreeSet;

/** One connection to a neighbour and what belongs to it: gone with it. Its rules are in {@link Sessions}. */
final class Session {
  final Neighbour neighbour;
  final LdpFramer framer;
  /** With local port 0 while we connect. */
  Flow flow;
  State state = State.NON_EXISTENT;
  int maxPduOctets = LdpPdu.DEFAULT_MAX_OCTETS;
  int keepAliveSeconds;
  /** When silence has lasted too long. */
  long heardUntilNanos;
  long sentAtNanos;
  long upSinceNanos;
  /** Addresses that the peer said are its own. */
  final Set<Integer> addresses = new TreeSet<>(Integer::compareUnsigned);
  /** Labels that we keep of the peer. */
  int bindings;

  private final LdpId own;
  private WireWriter out = new WireWriter(0);
  private int pduStart;

  Session(Neighbour neighbour, Flow flow, LdpFramer framer, int ownLsrId) {
    this.neighbour = neighbour;
    this.flow = flow;
    this.framer = framer;
    this.own = LdpId.platform(ownLsrId);
  }

  /** Appends to what {@link #flush} will send, in as few PDUs as the negotiated length allows. */
  void send(LdpMessage message) {
    byte[] octets = message.encode();
    int length = out.size() - pduStart - LdpPdu.PREFIX_OCTETS;
    if (out.size() == 0 || length + octets.length > maxPduOctets) {
      endPdu();
      pduStart = out.size();
      out.u16(LdpPdu.VERSION).u16(0).bits32(own.lsrId()).u16(own.labelSpace());
    }
    out.octets(octets);
    neighbour.messagesOut++;
  }

  void flush(Turn turn) {
    if (out.size() > 0) {
      endPdu();
      turn.add(new LdpAction.TcpSend(flow, out.toByteArray()));
      out = new WireWriter(0);
      pduStart = 0;
      sentAtNanos = turn.now();
    }
  }

  private void endPdu() {
    if (out.size() > 0) {
      out.setU16(pduStart + 2, out.size() - pduStart - LdpPdu.PREFIX_OCTETS);
    }
  }
}
