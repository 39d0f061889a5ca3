package io.carrierlab.protocols.x509;

/** A subjectAltName (RFC 5280 §4.2.1.6) that an IKE identity can be compared with. */
public sealed interface AlternativeName {
  /** ID_FQDN. */
  record Dns(String name) implements AlternativeName {}

  /** ID_USER_FQDN, ID_RFC822_ADDR. */
  record Email(String mailbox) implements AlternativeName {}

  /** ID_IPV4_ADDR. @param address IPv4, network order */
  record Address(int address) implements AlternativeName {}
}
