/**
 * IPsec's protection of packets: ESP (RFC 4303, RFC 2406), AH (RFC 4302), and ESP in UDP (RFC 3948), in tunnel and
 * transport mode. Keys and SPIs come from outside, from IKE as a rule.
 *
 * <p>Ciphers: RFC 2410, 2405, 2451, 3602, 4106; integrity: RFC 2403, 2404, 4868. Congestion bits as RFC 6040 has them.
 *
 * <p>Left out: IPv6, multicast SAs, traffic flow confidentiality beyond taking its padding and dummies (RFC 4303
 * §2.7), GMAC, and the repair of TCP and UDP checksums that a NAT breaks in transport mode (RFC 3948 §3.1.2).
 * Fragments are cut and joined in {@code ip}: outer ones before they are opened, inner ones never.
 */
package io.carrierlab.protocols.esp;
