/**
 * Label Distribution Protocol (RFC 5036) as routers in a provider's core run it: link hellos, one session per
 * neighbour in the platform-wide label space, downstream unsolicited, independent control, liberal retention,
 * penultimate-hop popping by implicit null (RFC 3032 §2.1).
 *
 * <p>{@link io.carrierlab.protocols.ldp.LdpMachine} is the protocol; the messages are
 * {@link io.carrierlab.protocols.ldp.LdpMessage}. Left out: targeted hellos (§2.4.2), per-interface label spaces,
 * downstream on demand, loop detection (§2.8; path vector and hop count are read over), IPv6 (RFC 7552), graceful
 * restart (RFC 3478), capabilities (RFC 5561: theirs are read over). The TCP MD5 option (§2.9) is the transport's.
 */
package io.carrierlab.protocols.ldp;
