package io.carrierlab.protocols.ike2;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** The client's side of EAP, with user and password. */
final class EapClient {
  EapClient(String user, String password, RandomGenerator random) {}

  /** The answer to a packet of the server; empty: there is none, as after success. */
  Optional<byte[]> answer(byte[] packet) {
    return Optional.empty();
  }

  /** Known once the server has said "success". */
  Optional<byte[]> msk() {
    return Optional.empty();
  }

  static byte[] identityRequest() {
    return new byte[] {1, 0, 0, 5, 1};
  }

  /** Who an EAP response of type identity (RFC 3748 §5.1) says it is; empty: it is none. */
  static Optional<String> identityOf(byte[] packet) {
    return packet.length > 5 && packet[0] == 2 && packet[4] == 1
        ? Optional.of(new String(packet, 5, packet.length - 5, java.nio.charset.StandardCharsets.UTF_8)) : Optional.empty();
  }
}
