package io.carrierlab.protocols.ike2;

/**
 * What IKE_SA_INIT has left for IKE_AUTH to prove.
 *
 * @param request and {@code response}: both messages, whole
 * @param namedSignatures the peer takes signatures by RFC 7427
 */
record FirstExchange(Suite suite, SkKeys keys, long initiatorSpi, long responderSpi, byte[] request, byte[] response,
    byte[] ni, byte[] nr, boolean namedSignatures) {
  /** What the initiator proves. */
  Proof ofInitiator(Payload.Id identity) {
    return new Proof(suite.digest(), request, nr, keys.pi(), identity.body());
  }

  /** What the responder proves. */
  Proof ofResponder(Payload.Id identity) {
    return new Proof(suite.digest(), response, ni, keys.pr(), identity.body());
  }
}
