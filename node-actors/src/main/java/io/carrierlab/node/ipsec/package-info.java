/**
 * IPsec in devices: the aggregator of a router with an actor for each peer, and the end of a tunnel that gateways and
 * clients share. The protocols are in {@code protocols.ike1}, {@code ike2} and {@code esp}.
 */
package io.carrierlab.node.ipsec;
