package io.carrierlab.protocols.ike;

import io.carrierlab.protocols.crypto.DhGroup;
import io.carrierlab.protocols.crypto.Digest;
import io.carrierlab.protocols.ike.IkePolicy.IkeCipher;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An established IKE SA, for {@code show}. Times are nanoseconds since the start of the run.
 *
 * @param authentication what both have proved themselves by; of IKEv2, where each has its own way, empty
 * @param expiresAtNanos when it is not to be used any more; empty: never
 * @param liveness empty: the peer is not asked whether it is alive
 */
public record IkeSaView(IkeCipher cipher, Digest digest, DhGroup group, Optional<AuthMethod> authentication,
    OptionalLong expiresAtNanos, Optional<Liveness> liveness) {
  /**
   * What is known of the peer being there.
   *
   * @param unanswered questions, of this silence
   * @param heardAtNanos when its last message of IKE came; packets on an SA prove as much
   */
  public record Liveness(int unanswered, long heardAtNanos) {}
}
