/** The VRF of a PE as an actor: own interfaces, own table, own BGP speaker towards its CEs (RFC 4364 §3). */
package io.carrierlab.node.vrf;
