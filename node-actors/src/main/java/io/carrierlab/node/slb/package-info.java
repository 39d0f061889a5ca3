/** A router's server load balancing: what is around {@code protocols.slb}. */
package io.carrierlab.node.slb;
