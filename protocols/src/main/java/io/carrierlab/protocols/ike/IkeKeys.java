package io.carrierlab.protocols.ike;

/** Keys of an IKE SA in the form in which Wireshark wants them. */
public sealed interface IkeKeys {
  /** {@code ikev1_decryption_table}. @param key of the cipher, expanded (RFC 2409 appendix B) */
  record V1(long initiatorCookie, byte[] key) implements IkeKeys {}

  /**
   * {@code ikev2_decryption_table}.
   *
   * @param encryptionInitiator SK_ei, the salt of an AEAD at its end; {@code integrityInitiator}: empty for an AEAD
   */
  record V2(long initiatorSpi, long responderSpi, IkePolicy.IkeCipher cipher,
      io.carrierlab.protocols.crypto.Digest digest, byte[] encryptionInitiator, byte[] encryptionResponder,
      byte[] integrityInitiator, byte[] integrityResponder) implements IkeKeys {}
}
