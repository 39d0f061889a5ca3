/** User Datagram Protocol (RFC 768). */
package io.carrierlab.protocols.udp;
