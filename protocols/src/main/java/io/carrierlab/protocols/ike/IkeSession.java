package io.carrierlab.protocols.ike;

import java.util.List;
import java.util.Optional;

/** A session of either version with one peer: its IKE SA, the exchanges under way, and its child SAs. */
public interface IkeSession {
  /** @param nowNanos time since the start of the run; never runs backwards */
  List<IkeAction> on(IkeEvent event, long nowNanos);

  /** Our cookie or SPI: what messages to us are told apart by. Not 0. */
  long localSpi();

  /**
   * All that messages to us may carry: while an IKE SA of IKEv2 is replaced there are two or three. They change with
   * {@link IkeAction.Keys} and with {@link IkeEvent.Wake}.
   */
  default List<Long> localSpis() {
    return List.of(localSpi());
  }

  /** The peer's; 0 as long as it is not known. */
  long remoteSpi();

  /**
   * Whether the peer has said, with its proof of who it is, that this is its only session with us: others of its are
   * stale (RFC 2407 §4.6.3.3, RFC 7296 §2.4).
   */
  boolean initialContact();

  /** Diffie-Hellman computations so far, of keys and of secrets: what a session costs. */
  int dhComputations();

  /** For {@code show}: where the session stands, such as {@code QM_IDLE}. */
  String state();

  /** For {@code show}: the IKE SA in use; empty before it is established. */
  Optional<IkeSaView> sa();
}
