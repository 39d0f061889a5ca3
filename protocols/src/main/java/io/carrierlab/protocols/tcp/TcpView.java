package io.carrierlab.protocols.tcp;

/**
 * One connection for {@code show tcp}.
 *
 * @param signed with MD5 (RFC 2385)
 * @param unsentOrUnacknowledged octets in the send buffer
 * @param buffered octets received that the user has not got
 * @param delivered octets that the user has got
 * @param retransmitted segments sent again
 * @param congestionWindow octets
 * @param peerWindow octets
 * @param roundTripNanos smoothed; 0 before the first measurement
 * @param timeoutNanos the retransmission timeout now
 */
public record TcpView(Flow flow, TcpState state, boolean passive, boolean signed, int unsentOrUnacknowledged,
    int buffered, long delivered, long retransmitted, int congestionWindow, int peerWindow, long roundTripNanos,
    long timeoutNanos) {}
