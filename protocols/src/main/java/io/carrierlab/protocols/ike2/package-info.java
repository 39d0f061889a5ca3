/**
 * IKEv2 (RFC 7296) for both ends: set-up with shared keys, certificates (RFC 7427 signatures too) and EAP, inner
 * addresses by configuration payload, NAT traversal, child SAs, rekeying of both kinds with its collisions, liveness.
 * AEAD protection of the IKE SA follows RFC 5282, ECP groups RFC 5903, X25519 RFC 8031.
 *
 * <p>Left out: IPv6, hash-and-URL certificates and revocation, MOBIKE (RFC 4555), message fragmentation (RFC 7383),
 * windows above 1, redirection (RFC 5685), resumption (RFC 5723), IPComp, TFC padding, several key exchanges
 * (RFC 9370).
 */
package io.carrierlab.protocols.ike2;
