package io.carrierlab.protocols.ike2;

import java.util.Optional;

/** Exchange types (RFC 7296 §3.1). */
enum Exchange {
  IKE_SA_INIT(34), IKE_AUTH(35), CREATE_CHILD_SA(36), INFORMATIONAL(37);

  private final int number;

  Exchange(int number) {
    this.number = number;
  }

  /** On the wire, 8 bits. */
  int number() {
    return number;
  }

  static Optional<Exchange> of(int number) {
    for (Exchange exchange : values()) {
      if (exchange.number == number) {
        return Optional.of(exchange);
      }
    }
    return Optional.empty();
  }
}
