package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.tcp.Flow;
import java.util.Optional;
import java.util.OptionalInt;

/** A router that a hello came from, kept after its last adjacency is gone so that the reason can be shown. */
final class Neighbour {
  final int lsrId;
  int transportAddress;
  /** Links on which its hellos are heard. */
  int adjacencies;
  OptionalInt configurationSequence = OptionalInt.empty();
  Optional<Session> session = Optional.empty();
  /** Attempts that failed since the last session or adjacency: the exponent of the back-off. */
  int failures;
  /** Whether {@link LdpTimer.Retry} is armed. */
  boolean retrying;
  /** Whether the last attempt failed for want of a connection, so that a new route may help. */
  boolean unreachable;
  String whyDown = "no session yet";
  /** What the TCP stack said about the peer's segments since the last connection. */
  Optional<String> refused = Optional.empty();
  /** A connection that we closed; a late word about it is not about its successor. */
  Optional<Flow> lastClosed = Optional.empty();
  long messagesIn;
  long messagesOut;

  Neighbour(int lsrId, int transportAddress) {
    this.lsrId = lsrId;
    this.transportAddress = transportAddress;
  }

  boolean operational() {
    return session.isPresent() && session.get().state == LdpView.State.OPERATIONAL;
  }

  String whyDown() {
    return operational() ? "" : refused.orElse(whyDown);
  }
}
