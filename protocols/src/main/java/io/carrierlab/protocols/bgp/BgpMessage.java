package io.carrierlab.protocols.bgp;

/** One of the messages of BGP-4 (RFC 4271 §4, RFC 2918 §3). */
public sealed interface BgpMessage permits Open, Update, Notification, Keepalive, RouteRefresh {}
