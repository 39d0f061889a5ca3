/**
 * Generic Routing Encapsulation, version 0 (RFC 2784), with key and sequence number (RFC 2890), and the keepalives of
 * Cisco IOS. Left out: source routing and recursion control of RFC 1701, whose bits make a packet be discarded (RFC
 * 2784 §2.3), and version 1, which PPTP uses (RFC 2637).
 */
package io.carrierlab.protocols.gre;
