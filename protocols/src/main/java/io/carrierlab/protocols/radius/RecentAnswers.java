package io.carrierlab.protocols.radius;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers of the last 30 s, for requests that come again because the answer was lost. RFC 5080 §2.2.2 wants 5 to 30
 * s; clients that wait 5 s and try four times need the latter, as a round of EAP cannot be answered twice.
 */
final class RecentAnswers {
  private static final long KEPT_NANOS = 30_000_000_000L;

  private record Recent(byte[] authenticator, byte[] answer, long atNanos) {}

  private final int max;
  /** In the order of their time, so that what is too old is in front. */
  private final Map<Long, Recent> recents = new LinkedHashMap<>();

  RecentAnswers(int max) {
    this.max = max;
  }

  /** The answer to this very request: same client, port and identifier are not enough, they are used again. */
  Optional<byte[]> find(RadiusServer.Datagram request, RadiusPacket packet, long nowNanos) {
    Iterator<Recent> oldest = recents.values().iterator();
    while (oldest.hasNext() && oldest.next().atNanos() + KEPT_NANOS <= nowNanos) {
      oldest.remove();
    }
    return Optional.ofNullable(recents.get(key(request, packet)))
        .filter(recent -> Arrays.equals(recent.authenticator(), packet.authenticator())).map(Recent::answer);
  }

  void keep(RadiusServer.Datagram request, RadiusPacket packet, byte[] answer, long nowNanos) {
    Long key = key(request, packet);
    recents.remove(key);
    if (recents.size() == max) {
      Iterator<Recent> oldest = recents.values().iterator();
      oldest.next();
      oldest.remove();
    }
    recents.put(key, new Recent(packet.authenticator(), answer, nowNanos));
  }

  /** Client: 32 bits, its port: 16, identifier: 8, kind of request: 1. */
  private static Long key(RadiusServer.Datagram request, RadiusPacket packet) {
    long accounting = packet.code() == RadiusCode.ACCOUNTING_REQUEST ? 1 : 0;
    return (long) request.clientAddress() << 32 | (request.clientPort() & 0xffffL) << 16
        | (long) packet.identifier() << 8 | accounting;
  }
}
