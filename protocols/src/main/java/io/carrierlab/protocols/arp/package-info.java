/** Address resolution on Ethernet (RFC 826), gratuitous ARP (RFC 5227) and the table that a LAN interface keeps. */
package io.carrierlab.protocols.arp;
