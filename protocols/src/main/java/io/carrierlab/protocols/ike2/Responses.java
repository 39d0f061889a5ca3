package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.IkeFailure;

/** What a peer's error notification means to us. */
final class Responses {
  private Responses() {}

  static IkeFailure failure(Payload.Notify error) {
    return NotifyType.of(error.kind()).map(type -> switch (type) {
      case NO_PROPOSAL_CHOSEN, INVALID_KE_PAYLOAD -> IkeFailure.NO_PROPOSAL_CHOSEN;
      case INTERNAL_ADDRESS_FAILURE, FAILED_CP_REQUIRED -> IkeFailure.POOL_EXHAUSTED;
      case TS_UNACCEPTABLE, SINGLE_PAIR_REQUIRED, INVALID_SELECTORS -> IkeFailure.BAD_SELECTORS;
      case UNSUPPORTED_CRITICAL_PAYLOAD, INVALID_IKE_SPI, INVALID_MAJOR_VERSION, INVALID_SYNTAX, INVALID_MESSAGE_ID,
          INVALID_SPI, AUTHENTICATION_FAILED, NO_ADDITIONAL_SAS, TEMPORARY_FAILURE, CHILD_SA_NOT_FOUND,
          INITIAL_CONTACT, NAT_DETECTION_SOURCE_IP, NAT_DETECTION_DESTINATION_IP, COOKIE, USE_TRANSPORT_MODE,
          REKEY_SA, ESP_TFC_PADDING_NOT_SUPPORTED, SIGNATURE_HASH_ALGORITHMS -> IkeFailure.REFUSED_BY_PEER;
    }).orElse(IkeFailure.REFUSED_BY_PEER);
  }
}
