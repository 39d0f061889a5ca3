package io.carrierlab.protocols.ospf;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@link OspfMachine} shows of itself: immutable copies for {@code show} and for tests. */
public final class OspfView {
  private OspfView() {}

  /**
   * @param text such as "MD5 digest mismatch, key 1, from 10.0.0.2, 12 packets"
   * @param source of the last such packet
   * @param packets in a row from that source for that reason
   * @param atNanos of the last one
   */
  public record Rejected(RejectReason reason, String text, int source, long packets, long atNanos) {}

  /**
   * @param designatedRouter its address; 0.0.0.0 is none, as in a hello
   * @param backupDesignatedRouter its address; 0.0.0.0 is none
   * @param neighbors heard at present
   * @param adjacent of them, those in state Full
   * @param rejected packets by reason; only reasons that occurred
   * @param lastRejected the last that can tell why a neighbour is missing; forgotten when its source is heard well
   */
  public record InterfaceView(int index, String name, InterfaceState state, int address, int prefixLength, int cost,
      int designatedRouter, int backupDesignatedRouter, int neighbors, int adjacent,
      Map<RejectReason, Long> rejected, Optional<Rejected> lastRejected) {}

  /**
   * @param interfaceIndex where it is heard
   * @param address its address on the link
   * @param priority in the election; 0 never becomes designated router
   * @param deadAtNanos when it is given up unless heard before; empty while down
   * @param requests LSAs still to be had from it
   * @param retransmissions LSAs it has not acknowledged
   * @param lastDown why it last fell to Down, or its adjacency was restarted; empty if it never did
   */
  public record NeighborView(int interfaceIndex, int routerId, int address, NeighborState state, int priority,
      int designatedRouter, int backupDesignatedRouter, OptionalLong deadAtNanos, int requests, int retransmissions,
      Optional<String> lastDown, Optional<Rejected> lastRejected) {}

  /** @param header with the age of now; @param text its content for people */
  public record LsaView(LsaHeader header, LsaBody body, String text) {}

  /** @param neighborAddress 0.0.0.0: the destination is attached to the interface */
  public record NextHop(int interfaceIndex, int neighborAddress) {}

  /**
   * An intra-area route.
   *
   * @param cost sum of the output costs of the path
   * @param nextHops equally good, ordered by interface index, then address
   */
  public record Route(Ipv4Prefix prefix, int cost, List<NextHop> nextHops) {
    /** The interface itself leads there: shown, but not announced, as the router knows it is connected. */
    public boolean attached() {
      return nextHops.size() == 1 && nextHops.getFirst().neighborAddress() == 0;
    }
  }

  /**
   * All since the machine was made; packets by the order of RFC 2328 §A.3: hello, description, request, update, ack.
   *
   * @param lsasRefused received LSAs without effect: checksum, unknown type, bad age or body, database full
   * @param adjacencyResets adjacencies that fell back from Exchange or higher
   */
  public record Counters(List<Long> received, List<Long> sent, long rejected, long lsasRefused, long lsasOriginated,
      long lsasRetransmitted, long adjacencyResets, long spfRuns) {}
}
