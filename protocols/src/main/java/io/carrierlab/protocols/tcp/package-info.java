/**
 * Transmission Control Protocol (RFC 9293) for the control sessions of BGP and LDP, true on the wire so that a real
 * router can be the peer: retransmission timer of RFC 6298, congestion control of RFC 5681 and RFC 6582, blind-attack
 * protection of RFC 5961, MD5 signatures of RFC 2385. Left out: window scaling, timestamps, selective acknowledgment,
 * urgent data (delivered as ordinary octets), path MTU discovery, keepalives (BGP and LDP have their own).
 */
package io.carrierlab.protocols.tcp;
