package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.esp.EspTransform;
import io.carrierlab.protocols.ike.Selector;
import java.util.List;

/** A pair of child SAs as its session remembers it: no keys, about 150 octets. Selectors are shared where possible. */
final class Child {
  final int spiIn;
  final int spiOut;
  final EspTransform transform;
  final boolean transport;
  final List<Selector> local;
  final List<Selector> remote;
  long renewAt = Peering.NEVER;
  long expireAt = Peering.NEVER;
  /** Our wish or request to replace it is under way. */
  boolean renewing;
  /** Our wish or request to delete it is under way. */
  boolean deleting;
  /** The peer has replaced it; in which exchange, its lowest nonce says (RFC 7296 §2.8.1). */
  byte[] rivalNonce;

  Child(int spiIn, int spiOut, EspTransform transform, boolean transport, List<Selector> local,
      List<Selector> remote) {
    this.spiIn = spiIn;
    this.spiOut = spiOut;
    this.transform = transform;
    this.transport = transport;
    this.local = local;
    this.remote = remote;
  }
}
