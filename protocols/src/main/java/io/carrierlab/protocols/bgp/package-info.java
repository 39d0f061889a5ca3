/**
 * BGP-4 (RFC 4271): messages, path attributes, error handling and the session of one peer. With multiprotocol
 * extensions (RFC 4760) for VPN-IPv4 (RFC 4364, RFC 8277) and route target membership (RFC 4684), 4-octet AS numbers
 * (RFC 6793), capabilities (RFC 5492), route refresh (RFC 2918), the end-of-RIB marker (RFC 4724, the marker only),
 * revised UPDATE error handling (RFC 7606), extended messages (RFC 8654) and Cease subcodes (RFC 4486, RFC 9003).
 *
 * <p>Left out: confederations (RFC 5065), graceful restart, ADD-PATH, multiple labels per prefix (RFC 8277 §2.3),
 * IPv6.
 */
package io.carrierlab.protocols.bgp;
