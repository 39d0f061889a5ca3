package io.carrierlab.protocols.tcp;

/**
 * What a {@link TcpStack} counted, in segments.
 *
 * @param malformed dropped: too short, lengths or checksum wrong
 * @param badSignature dropped for their MD5 signature; {@link TcpStack#md5Failures()} has the reasons
 * @param refused SYNs ignored because the stack is full
 * @param halfOpenEvicted connections that were never confirmed and made room for newer ones
 * @param challengeAcks sent in answer to RST, SYN or ACK that prove nothing (RFC 5961)
 */
public record TcpCounters(long received, long sent, long retransmitted, long malformed, long badSignature,
    long refused, long halfOpenEvicted, long resetsSent, long resetsReceived, long challengeAcks) {}
