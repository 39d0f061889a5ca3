package io.carrierlab.node.ipsec;

import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.ike.IkeAction;
import io.carrierlab.protocols.ike.IkeFailure;
import io.carrierlab.protocols.ike.Path;
import java.util.Map;

/** What the actor of a peer tells the aggregator that spawned it. {@code peer} is the aggregator's number for it. */
public sealed interface PeerReport {
  int peer();

  /** A question to AAA or to a pool: {@link IkeAction.AskGroup} and its like. */
  record Asks(int peer, IkeAction.Question question) implements PeerReport {}

  /** The peer has proved who it is and where, or that it has moved. */
  record Located(int peer, Path path) implements PeerReport {}

  /** IKE messages with this initiator's cookie or SPI are for this peer, from now on or no longer. */
  record IkeSpi(int peer, long spi, boolean mine) implements PeerReport {}

  /** Packets with this SPI are for this peer, from now on or no longer. */
  record IpsecSpi(int peer, int spi, boolean mine) implements PeerReport {}

  /** It is what it says it is, and has its first SA. @param initialContact it has forgotten other sessions, if any */
  record Up(int peer, boolean initialContact) implements PeerReport {}

  /** Its session has done so many Diffie-Hellman computations; told before what comes of them is sent. */
  record Computed(int peer, int count) implements PeerReport {}

  /** What {@link PeerCommand.Job} asked for is done. */
  record Served(int peer) implements PeerReport {}

  /** For the RADIUS server. */
  record Accounted(int peer, AccountingRecord record) implements PeerReport {}

  /** A message was not taken. */
  record Rejected(int peer, IkeFailure reason) implements PeerReport {}

  /**
   * What the peer counts for has changed.
   *
   * @param vrf empty: it has none yet, or leads to GRE
   * @param ikeSas 1: it has proved who it is; {@code sas}: pairs of IPsec SAs
   * @param clients 1: it has an inner address
   */
  record Counted(int peer, String vrf, int ikeSas, int sas, int clients) implements PeerReport {
    /** What this actor counts for now. */
    static Counted of(PeerActor peer) {
      return new Counted(peer.setup().number(), peer.placement().map(PeerCommand.Placement::vrfName).orElse(""),
          peer.identity().isPresent() ? 1 : 0, peer.end().count(), peer.inner().isPresent() ? 1 : 0);
    }

    /** Whether that is still so. Asked after each packet. */
    boolean still(PeerActor peer) {
      return sas == peer.end().count() && ikeSas > 0 == peer.identity().isPresent()
          && clients > 0 == peer.inner().isPresent()
          && vrf.equals(peer.placement().map(PeerCommand.Placement::vrfName).orElse(""));
    }
  }

  /** The session is over; its actor stops. @param drops packets that its SAs did not take, by reason */
  record Closed(int peer, IkeFailure reason, Map<String, Long> drops) implements PeerReport {}

  /** The last word: packets that came between {@link Closed} and the time when the aggregator had heard of it. */
  record Late(int peer, long packets) implements PeerReport {}
}
