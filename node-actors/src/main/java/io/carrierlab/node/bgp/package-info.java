/** Lends a BGP speaker its sessions, TCP and timers: for a router's global table, and for a VRF. */
package io.carrierlab.node.bgp;
