package io.carrierlab.protocols.ike2;

import java.util.Optional;

/** Notifications that are sent or understood here (RFC 7296 §3.10.1, RFC 7427 §4). Below 16384 they are errors. */
enum NotifyType {
  UNSUPPORTED_CRITICAL_PAYLOAD(1), INVALID_IKE_SPI(4), INVALID_MAJOR_VERSION(5), INVALID_SYNTAX(7),
  INVALID_MESSAGE_ID(9), INVALID_SPI(11), NO_PROPOSAL_CHOSEN(14), INVALID_KE_PAYLOAD(17), AUTHENTICATION_FAILED(24),
  SINGLE_PAIR_REQUIRED(34), NO_ADDITIONAL_SAS(35), INTERNAL_ADDRESS_FAILURE(36), FAILED_CP_REQUIRED(37),
  TS_UNACCEPTABLE(38), INVALID_SELECTORS(39), TEMPORARY_FAILURE(43), CHILD_SA_NOT_FOUND(44),
  INITIAL_CONTACT(16384), NAT_DETECTION_SOURCE_IP(16388), NAT_DETECTION_DESTINATION_IP(16389), COOKIE(16390),
  USE_TRANSPORT_MODE(16391), REKEY_SA(16393), ESP_TFC_PADDING_NOT_SUPPORTED(16394),
  SIGNATURE_HASH_ALGORITHMS(16431);

  private final int number;

  NotifyType(int number) {
    this.number = number;
  }

  /** On the wire, 16 bits. */
  int number() {
    return number;
  }

  static Optional<NotifyType> of(int number) {
    for (NotifyType type : values()) {
      if (type.number == number) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Errors end what was asked for; status notifications only add to it. */
  static boolean error(int number) {
    return number < 16384;
  }
}
