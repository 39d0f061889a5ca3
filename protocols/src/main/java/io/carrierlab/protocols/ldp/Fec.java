package io.carrierlab.protocols.ldp;

import io.carrierlab.protocols.ip.Ipv4Prefix;

/** A FEC element (RFC 5036 §3.4.1): which packets a label is for. */
public sealed interface Fec {
  /**
   * Packets to an IPv4 prefix. On the wire bits past its length are padding, ignored when read, zero when written.
   */
  record Prefix(Ipv4Prefix prefix) implements Fec {}

  /** Every FEC that the label, or any label, was given for; legal in Withdraw and Release only, and alone. */
  record Wildcard() implements Fec {}
}
