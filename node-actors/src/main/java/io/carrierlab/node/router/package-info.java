/** The router: P, PE, CE or route reflector. Its actor forwards; OSPF, LDP, BGP and each VRF are actors below it. */
package io.carrierlab.node.router;
