package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.crypto.DhKey;
import io.carrierlab.protocols.ike.IkeFailure;
import java.util.Optional;

/** A request of ours once the session is established. Wishes get nonces and keys when it is their turn. */
sealed interface Request {
  /** Are you there? (RFC 7296 §2.4) */
  record Liveness() implements Request {}

  /** Ends the session. @param reason to close with when the answer is here */
  record Close(IkeFailure reason) implements Request {}

  /** Deletes an IKE SA whose place another has taken, or that lost against another. */
  record Retire() implements Request {}

  record DeleteChild(int protocol, int spiIn) implements Request {}

  record WishChild(int replaces) implements Request {}

  record RekeyChild(int replaces, int spiIn, byte[] nonce, Optional<DhKey> key) implements Request {}

  record WishIke() implements Request {}

  record RekeyIke(long spi, byte[] nonce, DhKey key) implements Request {}

  /** What is still to be done when the IKE SA that it was sent by is gone; empty: nothing. */
  default Optional<Request> again() {
    return switch (this) {
      case Liveness _, Close _, DeleteChild _, WishChild _ -> Optional.of(this);
      case RekeyChild rekey -> Optional.of(new WishChild(rekey.replaces));
      case Retire _, WishIke _, RekeyIke _ -> Optional.empty();
    };
  }
}
