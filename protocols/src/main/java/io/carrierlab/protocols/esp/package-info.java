/**
 * IPsec's protection of packets: ESP (RFC 4303), AH (RFC 4302), and ESP in UDP (RFC 3948). Keys and SPIs come from
 * outside, from IKE as a rule.
 */
package io.carrierlab.protocols.esp;
