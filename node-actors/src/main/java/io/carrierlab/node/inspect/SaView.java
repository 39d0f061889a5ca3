package io.carrierlab.node.inspect;

/**
 * A pair of IPsec SAs as one of its two ends has it. The other end has the same pair with the SPIs exchanged; where it
 * has not, the pair is stale: what is sent on it is dropped there.
 *
 * @param gateway the end is an aggregator's; else that of a client or of a site's peer
 * @param vrf of an aggregator, where the packets belong; else empty
 * @param name of the client or user as this end knows it: the client's node, the user's name, or the peer's identity
 * @param spiIn on packets to this end, 32 bits; {@code spiOut}: on packets from it
 * @param peerAddress IPv4, where this end sends to: behind a NAT, the NAT's
 * @param sinceNanos when this end installed it, since the start of the run
 */
public record SaView(String node, boolean gateway, String vrf, String name, int spiIn, int spiOut, int peerAddress,
    long sinceNanos) {
  /** Whether this is the other end's view of the same pair. */
  public boolean matches(SaView other) {
    return gateway != other.gateway && spiIn == other.spiOut && spiOut == other.spiIn;
  }
}
