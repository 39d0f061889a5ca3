/**
 * OSPF version 2 (RFC 2328) in the backbone area: packets, LSAs, and {@link
 * io.carrierlab.protocols.ospf.OspfMachine}, a router's whole OSPF process. Left out: areas other than 0.0.0.0, NBMA
 * and point-to-multipoint networks, virtual links, simple passwords (only recognised), routes from LSAs of types 3
 * to 5 (they are flooded), opaque LSAs.
 */
package io.carrierlab.protocols.ospf;
