package io.carrierlab.protocols.ike;

import java.util.List;

/** A session of either version with one peer: its IKE SA, the exchanges under way, and its child SAs. */
public interface IkeSession {
  /** @param nowNanos time since the start of the run; never runs backwards */
  List<IkeAction> on(IkeEvent event, long nowNanos);

  /** Our cookie or SPI: what messages to us are told apart by. Not 0. */
  long localSpi();

  /**
   * Ours of another IKE SA of this session, one that takes the place of the current one or whose place it has taken:
   * messages to it are still to reach the session. 0: there is none.
   */
  default long formerLocalSpi() {
    return 0;
  }

  /** The peer's; 0 as long as it is not known. */
  long remoteSpi();

  /** For {@code show}: where the session stands, such as {@code QM_IDLE}. */
  String state();
}
