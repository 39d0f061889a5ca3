/**
 * Server load balancing as IOS has it, {@code ip slb}, in dispatched mode: a client's packets to a virtual address go,
 * as they are, to one of several real servers, each of which owns the virtual address too and answers by itself
 * ({@link io.carrierlab.protocols.slb.LoadBalancer}).
 *
 * <p>There is no standard; the words are those of Cisco's documentation of IOS SLB. Real servers are taken by weighted
 * round robin, IOS's predictor by default: as many new clients in a row as the weight says, then the next server. A
 * connection is one of a virtual server and a client's address and port; a client of several virtual servers has
 * several connections, and {@code maxconns} counts all of them. Decided here, where the documentation is silent: one
 * answered ping brings a failed server back; a client that has connections stays with their server even for new ones,
 * and if that one is full or has failed, its new connection is refused rather than sent elsewhere, so that ESP never
 * goes to another box than ISAKMP. Left out: NAT (directed mode), predictor leastconns, probes other than pings, and
 * failures seen in TCP.
 */
package io.carrierlab.protocols.slb;
