package io.carrierlab.protocols.hsrp;

/** The timers of a group: RFC 2281 §5.4, and the one that repeats gratuitous ARP. */
public enum HsrpTimer { ACTIVE, STANDBY, HELLO, ARP }
