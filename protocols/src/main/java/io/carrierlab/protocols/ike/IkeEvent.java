package io.carrierlab.protocols.ike;

import io.carrierlab.protocols.aaa.UserPolicy;
import java.util.Optional;

/** What happens to a session. Octets of a message are without the non-ESP marker. */
public sealed interface IkeEvent {
  /** The initiator shall connect. */
  record Start(Path path) implements IkeEvent {}

  record Datagram(Path path, byte[] octets) implements IkeEvent {}

  /**
   * The time of the last {@link IkeAction.WakeAt} has come.
   *
   * @param lastInboundNanos when a packet of the peer last passed an inbound IPsec SA; 0: never
   * @param lastOutboundNanos when a packet was last sent on an outbound one; 0: never
   */
  record Wake(long lastInboundNanos, long lastOutboundNanos) implements IkeEvent {}

  /**
   * Answer to {@link IkeAction.AskGroup}.
   *
   * @param policy empty: there is no such group
   * @param tunnelOnly the peer does not get transport mode, whatever {@link ChildPolicy} accepts from others
   */
  record Group(Optional<GroupPolicy> policy, boolean tunnelOnly) implements IkeEvent {
    /** The modes are those of the settings. */
    public Group(Optional<GroupPolicy> policy) {
      this(policy, false);
    }
  }

  /** Answer to {@link IkeAction.AskUser}: the password is right. */
  record UserAccepted(UserPolicy policy) implements IkeEvent {}

  /** Answer to {@link IkeAction.AskUser} or {@link IkeAction.AskEap}: access is refused. @param eap empty for XAuth */
  record UserRefused(byte[] eap) implements IkeEvent {}

  /** AAA did not answer. */
  record AaaDead() implements IkeEvent {}

  /** Answer to {@link IkeAction.AskEap}: another round. @param eap an EAP request for the client */
  record EapChallenge(byte[] eap) implements IkeEvent {}

  /** Answer to {@link IkeAction.AskEap}. @param eap EAP success; @param msk 64 octets (RFC 3748 §7.10) */
  record EapAccepted(byte[] eap, byte[] msk, UserPolicy policy) implements IkeEvent {}

  /** Answer to {@link IkeAction.AskAddress}; empty: the pool has none left. */
  record Inner(Optional<InnerConfig> config) implements IkeEvent {}

  /** An SA nears the end of its kilobytes or sequence numbers. */
  record Exhausting(int spiIn) implements IkeEvent {}

  /** A packet of the peer could not be checked against any SA: it may have forgotten, or we. */
  record UnknownSpi(int spi) implements IkeEvent {}

  /** End it in good order: delete SAs, tell the peer. */
  record Close() implements IkeEvent {}
}
