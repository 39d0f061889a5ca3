package io.carrierlab.protocols.aaa;

/** What AAA says to an {@link AaaQuestion} or an {@link AccountingRecord}: each gets exactly one answer. */
public sealed interface AaaAnswer {
  record GroupGranted(GroupAttributes attributes) implements AaaAnswer {}

  record UserAccepted(UserPolicy policy) implements AaaAnswer {}

  /**
   * Access is refused.
   *
   * @param message for people; may be empty
   * @param eap an EAP failure for the client; empty if the question was not about EAP
   */
  record Refused(String message, byte[] eap) implements AaaAnswer {}

  /** Another round. @param eap an EAP request for the client */
  record EapChallenge(byte[] eap, AaaQuestion.Conversation conversation) implements AaaAnswer {}

  /**
   * The client has proved itself.
   *
   * @param eap an EAP success
   * @param msk 64 octets (RFC 3748 §7.10); empty if the method makes no keys
   */
  record EapAccepted(byte[] eap, byte[] msk, UserPolicy policy) implements AaaAnswer {}

  /** The record is in the server's books. */
  record Accounted() implements AaaAnswer {}

  /** No server answered, however often asked. */
  record Dead() implements AaaAnswer {}

  /** Nobody was asked: too many questions are waiting already. */
  record Busy() implements AaaAnswer {}
}
