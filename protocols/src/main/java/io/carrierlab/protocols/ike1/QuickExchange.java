package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.crypto.BadKeyException;
import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.DhKey;
import io.carrierlab.protocols.esp.SaKeys;
import io.carrierlab.protocols.ike.ChildSa;
import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ike1.Children.Child;
import java.util.Optional;

/** One quick mode under way (RFC 2409 §5.5). */
final class QuickExchange {
  final int messageId;
  final CipherChain chain;
  /** We sent its first message. */
  final boolean ours;
  final Selector local;
  final Selector remote;
  /** The pair that this one takes the place of. */
  final Optional<Child> replaces;
  final int spiIn;
  byte[] nonceI;
  byte[] nonceR;
  /** What we offered; null on the responder's side. */
  Payload.Sa offered;
  /** Null without PFS. */
  DhKey key;
  byte[] shared = {};
  /** Null before it is chosen. */
  Phase2Proposals.Choice choice;
  Phase2Proposals.Terms terms;

  QuickExchange(int messageId, CipherChain chain, boolean ours, Selector local, Selector remote,
      Optional<Child> replaces, int spiIn) {
    this.messageId = messageId;
    this.chain = chain;
    this.ours = ours;
    this.local = local;
    this.remote = remote;
    this.replaces = replaces;
    this.spiIn = spiIn;
  }

  /** Whether the peer's public value is there if and only if a group was agreed upon, and is a good one. */
  boolean agree(Optional<Payload.KeyExchange> peer) {
    Optional<DhGroup> group = terms.pfs();
    if (group.isEmpty() || peer.isEmpty() || key == null) {
      return group.isEmpty() && peer.isEmpty();
    }
    try {
      shared = key.agree(peer.get().value());
      return true;
    } catch (BadKeyException bad) {
      return false;
    }
  }

  /** The pair of SAs with its keys. */
  ChildSa sa(IsakmpKeys keys) {
    return new ChildSa(spiIn, choice.peerSpi(), keys(keys, spiIn), keys(keys, choice.peerSpi()),
        terms.encapsulation().transport(), terms.encapsulation().udp(), local, remote, terms.lifetime(),
        terms.kilobytes(), terms.pfs());
  }

  private SaKeys keys(IsakmpKeys keys, int spi) {
    return SaKeys.of(terms.transform(), KeyDerivation.keymat(keys.digest(), keys.derive(), shared,
        choice.proposal().protocol(), spi, nonceI, nonceR, terms.transform().keyMaterialOctets()));
  }
}
