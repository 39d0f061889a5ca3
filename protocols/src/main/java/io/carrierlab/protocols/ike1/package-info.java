/**
 * IKEv1: ISAKMP (RFC 2408) with the IPsec DOI (RFC 2407) and Oakley's key exchange (RFC 2409), as remote-access
 * clients and aggregators speak it: XAuth (draft-beaulieu-ike-xauth-02), Mode Config (draft-dukes-ike-mode-cfg-02)
 * with the attributes of Cisco's Unity clients, dead peer detection (RFC 3706) and NAT traversal (RFC 3947 and its
 * draft 02). {@link io.carrierlab.protocols.ike1.Ike1Session} is the machine.
 *
 * <p>Left out: public-key encryption as authentication, DSS and ECDSA signatures, new group mode, bundles of AH with
 * ESP, IPComp, the commit bit, CRLs, and gateways that push a configuration unasked before the client asks for one.
 */
package io.carrierlab.protocols.ike1;
