package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.Selector;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A range of addresses and ports (RFC 7296 §3.13.1). Widths in bits:
 * <pre>
 *   octet 0 | type: 8, 7 for IPv4 | IP protocol, 0 any: 8 | length: 16
 *         4 | first port: 16 | last port: 16 | first address | last address
 * </pre>
 *
 * @param addresses both, one after the other
 */
record TrafficSelector(int type, int protocol, int firstPort, int lastPort, byte[] addresses) {
  static final int IPV4_RANGE = 7;
  static final int IPV6_RANGE = 8;

  static TrafficSelector of(Selector selector) {
    byte[] addresses = ByteBuffer.allocate(8).putInt(selector.first()).putInt(selector.last()).array();
    return selector.port() == 0
        ? new TrafficSelector(IPV4_RANGE, selector.protocol(), 0, 0xffff, addresses)
        : new TrafficSelector(IPV4_RANGE, selector.protocol(), selector.port(), selector.port(), addresses);
  }

  /** Empty where it is not IPv4, is upside down, or names a range of ports that is neither one port nor all. */
  Optional<Selector> selector() {
    if (type != IPV4_RANGE) {
      return Optional.empty();
    }
    var in = ByteBuffer.wrap(addresses);
    int first = in.getInt();
    int last = in.getInt();
    boolean allPorts = firstPort == 0 && lastPort == 0xffff;
    if (Integer.compareUnsigned(first, last) > 0 || !allPorts && firstPort != lastPort) {
      return Optional.empty();
    }
    return Optional.of(new Selector(first, last, protocol, allPorts ? 0 : firstPort));
  }
}
