package io.carrierlab.node.topology;

import io.carrierlab.protocols.ip.Ipv4Prefix;

/** @param nextHop an IPv4 address on a connected network of the same table */
public record StaticRoute(Ipv4Prefix prefix, int nextHop) {}
