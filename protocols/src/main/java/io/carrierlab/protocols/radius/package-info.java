/**
 * RADIUS: authentication and authorization (RFC 2865), accounting (RFC 2866), tunnel attributes (RFC 2868), extensions
 * (RFC 2869), EAP over RADIUS (RFC 3579), Microsoft's key attributes (RFC 2548), and Cisco's attribute pairs for IPsec
 * groups and IPsec accounting.
 *
 * <p>{@link io.carrierlab.protocols.radius.RadiusClient} is the aggregator's end, {@link
 * io.carrierlab.protocols.radius.RadiusServer} the other. Left out: CHAP, proxying (Proxy-State is returned as RFC 2865
 * §5.33 wants), Status-Server (RFC 5997), Disconnect and CoA (RFC 5176), IPv6 attributes (RFC 3162).
 */
package io.carrierlab.protocols.radius;
