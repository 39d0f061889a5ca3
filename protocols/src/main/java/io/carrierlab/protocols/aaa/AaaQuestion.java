package io.carrierlab.protocols.aaa;

import java.util.Optional;

/** What an aggregator asks of AAA before it lets a client in. */
public sealed interface AaaQuestion {
  /**
   * Where a client calls from, as it is told to AAA.
   *
   * @param nasPort the aggregator's number for the session (RFC 2865 §5.5): 32 bits
   * @param clientAddress IPv4 of the client's end of the tunnel, network order
   * @param serverAddress IPv4 of ours
   */
  record Caller(int nasPort, int clientAddress, int serverAddress) {}

  Caller caller();

  /** Settings and key of a group. The answer is {@link AaaAnswer.GroupGranted} or {@link AaaAnswer.Refused}. */
  record Group(String name, Caller caller) implements AaaQuestion {}

  /** Is this the user's password? {@link AaaAnswer.UserAccepted} or {@link AaaAnswer.Refused}. */
  record User(String name, String password, Caller caller) implements AaaQuestion {}

  /**
   * One EAP response of a client, its identity first.
   *
   * @param conversation of the last {@link AaaAnswer.EapChallenge}; empty: this is the first round
   */
  record Eap(String user, byte[] eap, Optional<Conversation> conversation, Caller caller) implements AaaQuestion {}

  /**
   * Where an EAP conversation stands: to be handed back unread with the next round.
   *
   * @param server which server has the other half of it
   * @param state what that server wants to hear again (RFC 2865 §5.24)
   */
  record Conversation(int server, byte[] state) {}
}
