/**
 * The BGP speaker above sessions: tables, decision process, reflection, VPN import and export, route target
 * constraint (RFC 4271 §9, RFC 4364, RFC 4456, RFC 4684, RFC 2918). One {@link
 * io.carrierlab.protocols.bgp.rib.BgpSpeaker} serves as a router's global speaker and as the speaker of one VRF.
 * Pure: events in, actions out.
 *
 * <p>Left out: multipath, ADD-PATH, route flap damping, confederations, label swapping at a VPN boundary (RFC 4364
 * §10 option B), graceful restart.
 */
package io.carrierlab.protocols.bgp.rib;
