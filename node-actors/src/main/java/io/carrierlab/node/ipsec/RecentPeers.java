package io.carrierlab.node.ipsec;

import io.carrierlab.protocols.ike.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who has just sent an IKE message, by where it came from. A peer that ends its set-up sends ESP in the same breath,
 * and that packet overtakes the report of its actor that the SPI is its own: such a packet goes to the actor behind the
 * message that makes the SA. An entry lives a tenth of a second, about 100 octets.
 */
final class RecentPeers {
  private static final long NANOS = 100_000_000L;

  private record Recent(PeerEntry peer, long atNanos) {}

  private final Map<Long, Recent> byWhere = new LinkedHashMap<>();

  void heard(Path path, PeerEntry peer, long nowNanos) {
    forgetOld(nowNanos);
    long where = where(path.remoteAddress(), path.marked() ? path.remotePort() : 0);
    byWhere.remove(where);                              // goes to the end
    byWhere.put(where, new Recent(peer, nowNanos));
  }

  /** @param port 0: ESP or AH without UDP */
  Optional<PeerEntry> at(int address, int port, long nowNanos) {
    forgetOld(nowNanos);
    return Optional.ofNullable(byWhere.get(where(address, port))).map(Recent::peer);
  }

  private void forgetOld(long nowNanos) {
    for (Iterator<Recent> each = byWhere.values().iterator();
        each.hasNext() && nowNanos - each.next().atNanos() > NANOS;) {
      each.remove();
    }
  }

  private static long where(int address, int port) {
    return (long) address << 16 | port;
  }
}
