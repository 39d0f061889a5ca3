/** Lends a TCP stack its way out, its timers and its user. */
package io.carrierlab.node.tcp;
