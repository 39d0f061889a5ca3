package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.Selector;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.util.Optional;

/** Whose traffic a quick mode is for, as identification payloads: address, network or range (RFC 2407 §4.6.2). */
final class Selectors {
  private static final int ADDRESS = 1;
  private static final int SUBNET = 4;
  private static final int RANGE = 7;

  private Selectors() {}

  static Payload.Id payload(Selector selector) {
    var value = new WireWriter(8).bits32(selector.first());
    if (selector.first() == selector.last()) {
      return new Payload.Id(ADDRESS, selector.protocol(), selector.port(), value.toByteArray());
    }
    int free = selector.first() ^ selector.last();
    boolean network = (free & free + 1) == 0 && (selector.first() & free) == 0;
    value.bits32(network ? ~free : selector.last());
    return new Payload.Id(network ? SUBNET : RANGE, selector.protocol(), selector.port(), value.toByteArray());
  }

  /** Empty if it is none of IPv4 addresses. */
  static Optional<Selector> read(Payload.Id id) {
    int octets = id.type() == ADDRESS ? 4 : 8;
    if (id.type() != ADDRESS && id.type() != SUBNET && id.type() != RANGE || id.value().length != octets) {
      return Optional.empty();
    }
    try {
      var in = new WireReader(id.value());
      int first = in.bits32("address");
      int second = id.type() == ADDRESS ? first : in.bits32("mask or last address");
      int last = second;
      if (id.type() == SUBNET) {
        if (Ipv4.mask(Integer.bitCount(second)) != second) {
          return Optional.empty();
        }
        first &= second;
        last = first | ~second;
      }
      return Integer.compareUnsigned(first, last) > 0 ? Optional.empty()
          : Optional.of(new Selector(first, last, id.protocol(), id.port()));
    } catch (DecodeException impossible) {
      return Optional.empty();
    }
  }
}
