package io.carrierlab.protocols.ike;

/** What a session wants done, in order. */
public sealed interface IkeAction {
  /** A question to AAA or to the pool of addresses; the session waits for the answer. Only responders ask. */
  sealed interface Question extends IkeAction {}

  /** What has come about: nothing needs to be done for the session. */
  sealed interface News extends IkeAction {}

  /** Sends a message; who sends adds the marker if the path is marked. */
  record Transmit(Path path, byte[] octets) implements IkeAction {}

  /** Sends one octet 0xff (RFC 3948 §2.3). */
  record NatKeepalive(Path path) implements IkeAction {}

  /**
   * The one timer of a session: when to wake it next. Replaces the one before; {@link Long#MAX_VALUE}: not at all.
   * Deadlines move often and timers cost 330 octets, so a session has one and looks at its own table when woken.
   */
  record WakeAt(long atNanos) implements IkeAction {}

  /** Whose key and settings? The answer is {@link IkeEvent.Group}. */
  record AskGroup(Identity identity) implements Question {}

  /** Is this the user's password? The answer is {@link IkeEvent.UserAccepted} or {@link IkeEvent.UserRefused}. */
  record AskUser(String user, String password) implements Question {}

  /** An EAP response of the client, the first one its identity; {@code user} is that identity. */
  record AskEap(String user, byte[] eap) implements Question {}

  /** An address for the client; it wants the one it had, if not 0. The answer is {@link IkeEvent.Inner}. */
  record AskAddress(int wanted) implements Question {}

  /** The IKE SA protects messages, the peer has proved its identity. @param description algorithms, for people */
  record Authenticated(Identity peer, String description) implements News {}

  /** The client knows its inner address: told on both sides. */
  record Configured(InnerConfig config) implements News {}

  /** Installs both SAs. @param replacesSpiIn the SA that it takes the place of, removed later on; 0: none */
  record Install(ChildSa sa, int replacesSpiIn) implements IkeAction {}

  /** Removes the pair of SAs with this inbound SPI. */
  record Remove(int spiIn) implements IkeAction {}

  /** The peer's address or port has changed: the NAT did that. */
  record Moved(Path path) implements News {}

  /** For Wireshark: the keys of an IKE SA, whenever there are new ones. */
  record Keys(IkeKeys keys) implements News {}

  /** A message or payload was not taken, for a reason that is counted. */
  record Rejected(IkeFailure reason) implements News {}

  /** The session is over, all its SAs are to be removed; no event reaches it any more. */
  record Closed(IkeFailure reason) implements News {}
}
