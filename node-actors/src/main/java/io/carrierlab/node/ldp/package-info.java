/** Lends the LDP machine a mailbox, timers and TCP. */
package io.carrierlab.node.ldp;
