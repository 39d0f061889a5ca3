package io.carrierlab.node.inspect;

import java.util.OptionalLong;

/**
 * What a gateway keeps of its peers and clients.
 *
 * @param leases addresses of its pools that are in use
 * @param sessions peers that it knows; {@code halfOpen}: of them, those whose IKE SA is not there yet
 * @param ikeSpis by which it tells IKE SAs apart; {@code ipsecSpis}: inbound ones of IPsec SAs
 * @param recordsLost accounting records that no server has taken; empty: it has no RADIUS server
 */
public record GatewayView(String node, long leases, long sessions, long halfOpen, long ikeSpis, long ipsecSpis,
    OptionalLong recordsLost) {}
