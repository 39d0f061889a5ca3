/** Ethernet II with 802.1Q, and Cisco HDLC: how a frame looks on a LAN and on a point-to-point link. */
package io.carrierlab.protocols.ethernet;
