/** Lends the OSPF machine a mailbox and timers. */
package io.carrierlab.node.ospf;
