/** MPLS label stack encoding (RFC 3032, RFC 5462). Label distribution is in {@code ldp} and {@code bgp}. */
package io.carrierlab.protocols.mpls;
