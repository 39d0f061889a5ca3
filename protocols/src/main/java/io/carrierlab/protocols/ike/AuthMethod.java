package io.carrierlab.protocols.ike;

/** How a peer proves who it is. */
public enum AuthMethod {
  /** Both by a key that they share. */
  PRE_SHARED_KEY,
  /** Both by certificate: RSA in IKEv1 (RFC 2409 §5.1), RSA or ECDSA in IKEv2. */
  CERTIFICATE,
  /** IKEv1: a group's key, then the user's password by XAuth. */
  XAUTH_PRE_SHARED_KEY,
  /** IKEv1: certificates, then the user's password by XAuth. */
  XAUTH_CERTIFICATE,
  /** IKEv2: the gateway by certificate or shared key, the client by EAP-MSCHAPv2 (RFC 7296 §2.16). */
  EAP
}
