/**
 * Hot Standby Router Protocol: version 1 (RFC 2281) and Cisco's version 2 with its wider group numbers, timers in
 * milliseconds and group of its own (224.0.0.102).
 *
 * <p>{@link io.carrierlab.protocols.hsrp.HsrpMachine} is the protocol in one group of one router,
 * {@link io.carrierlab.protocols.hsrp.HsrpTable} the RFC's state table, which it obeys to the letter;
 * {@link io.carrierlab.protocols.hsrp.HsrpFollower} is a group that takes the state of another one of its router.
 * Left out: advertisements (operation 3, which only ICMP redirects need), IPv6, MD5 authentication, the jitter of
 * hellos, burned-in addresses ({@code use-bia}) and several virtual addresses in one group.
 */
package io.carrierlab.protocols.hsrp;
