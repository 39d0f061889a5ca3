package io.carrierlab.protocols.bgp;

import io.carrierlab.protocols.tcp.Flow;
import java.time.Duration;
import java.util.Optional;

/** One of the at most two connections of a session while it is not clear which one it will use (RFC 4271 §6.8). */
final class Connection {
  enum Phase { OPEN_SENT, OPEN_CONFIRM, ESTABLISHED }

  private final Flow flow;
  private final boolean passive;
  private final BgpFramer framer = new BgpFramer();
  private Phase phase = Phase.OPEN_SENT;
  private Optional<Negotiated> negotiated = Optional.empty();
  private Optional<UpdateDecoder> decoder = Optional.empty();
  private Duration hold;
  private long heardNanos;

  /**
   * @param passive the peer made it
   * @param hold how long to wait for the OPEN
   */
  Connection(Flow flow, boolean passive, Duration hold, long nowNanos) {
    this.flow = flow;
    this.passive = passive;
    this.hold = hold;
    this.heardNanos = nowNanos;
  }

  Flow flow() {
    return flow;
  }

  boolean isPassive() {
    return passive;
  }

  Phase phase() {
    return phase;
  }

  BgpFramer framer() {
    return framer;
  }

  Optional<Negotiated> negotiated() {
    return negotiated;
  }

  void confirm(Negotiated agreed, SessionConfig config) {
    phase = Phase.OPEN_CONFIRM;
    negotiated = Optional.of(agreed);
    hold = Duration.ofSeconds(agreed.holdSeconds());
    decoder = Optional.of(new UpdateDecoder(
        new UpdateDecoder.Context(agreed.families(), agreed.fourOctetAs(), config.isInternal(), agreed.peerAs())));
    if (config.extendedMessages()) {
      framer.allow(Header.MAX_EXTENDED_MESSAGE);     // who saw our offer may use it (RFC 8654 §4)
    }
  }

  void establish() {
    phase = Phase.ESTABLISHED;
  }

  /** Reads an UPDATE; the OPEN must have been there. */
  Update decodeUpdate(byte[] body) throws BgpException {
    return decoder.orElseThrow().decode(body);
  }

  /** Zero: the peer may be silent for ever. */
  Duration hold() {
    return hold;
  }

  void heard(long nowNanos) {
    heardNanos = nowNanos;
  }

  long heardNanos() {
    return heardNanos;
  }
}
