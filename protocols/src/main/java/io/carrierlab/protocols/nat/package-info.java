/**
 * A NAT router's translation of addresses and ports (RFC 3022), with the behaviour that RFC 4787 (UDP), RFC 5382 (TCP)
 * and RFC 5508 (ICMP) ask for: {@link io.carrierlab.protocols.nat.Napt}. What it is for here: IKE and ESP must find
 * their way through it (RFC 3947, RFC 3948) and survive that it forgets ({@code rebind()}, short timeouts).
 *
 * <p>Mapping and filtering are independent of the endpoint. Left out: hairpinning, reassembly of fragments (later ones
 * are dropped and counted, as cheap routers do: the reason for RFC 7383), application level gateways, TTL (the router's
 * business), and the router's own traffic, which must not be handed in.
 */
package io.carrierlab.protocols.nat;
