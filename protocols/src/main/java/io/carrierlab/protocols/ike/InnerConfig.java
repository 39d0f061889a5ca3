package io.carrierlab.protocols.ike;

/**
 * What a client is told to use inside its tunnel, by Mode Config (IKEv1) or the configuration payload (IKEv2).
 *
 * @param address IPv4, network order
 * @param netmask IPv4, network order
 * @param group name servers, domain, banner, split tunnelling and PFS, as for all of its group
 */
public record InnerConfig(int address, int netmask, GroupPolicy group) {}
