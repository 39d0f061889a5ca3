package io.carrierlab.protocols.ike2;

import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.ike2.Payload.Config;
import io.carrierlab.protocols.ike2.Payload.Config.Attribute;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configuration payload and what it says of a client's inner address (RFC 7296 §3.15). */
final class InnerAttributes {
  private static final int ADDRESS = 1;
  private static final int NETMASK = 2;
  private static final int DNS = 3;
  private static final int NBNS = 4;
  private static final int SUBNET = 13;
  private static final byte[] ANY = {};

  private InnerAttributes() {}

  static Config request() {
    return new Config(Config.REQUEST, List.of(new Attribute(ADDRESS, ANY), new Attribute(NETMASK, ANY),
        new Attribute(DNS, ANY), new Attribute(NBNS, ANY), new Attribute(SUBNET, ANY)));
  }

  /** The address that a client asks for, 0: any; empty: it does not ask for one. */
  static Optional<Integer> wanted(List<Payload> payloads) {
    for (Config config : Ike2Message.all(payloads, Config.class)) {
      for (Attribute attribute : config.attributes()) {
        if (config.kind() == Config.REQUEST && attribute.number() == ADDRESS) {
          return Optional.of(attribute.value().length == 4 ? ByteBuffer.wrap(attribute.value()).getInt() : 0);
        }
      }
    }
    return Optional.empty();
  }

  static Config reply(InnerConfig inner) {
    var attributes = new ArrayList<Attribute>();
    attributes.add(new Attribute(ADDRESS, four(inner.address())));
    attributes.add(new Attribute(NETMASK, four(inner.netmask())));
    inner.group().dnsServers().forEach(each -> attributes.add(new Attribute(DNS, four(each))));
    inner.group().winsServers().forEach(each -> attributes.add(new Attribute(NBNS, four(each))));
    inner.group().splitTunnel().forEach(each -> attributes.add(new Attribute(SUBNET,
        ByteBuffer.allocate(8).putInt(each.address()).putInt(mask(each.length())).array())));
    return new Config(Config.REPLY, attributes);
  }

  /** What a reply says; empty if it gives no address. @param group name to call it by */
  static Optional<InnerConfig> read(List<Payload> payloads, String group) {
    Optional<Integer> address = Optional.empty();
    int netmask = -1;
    var dns = new ArrayList<Integer>();
    var wins = new ArrayList<Integer>();
    var split = new ArrayList<Ipv4Prefix>();
    for (Config config : Ike2Message.all(payloads, Config.class)) {
      for (Attribute attribute : config.attributes()) {
        var value = ByteBuffer.wrap(attribute.value());
        int octets = attribute.value().length;
        if (config.kind() != Config.REPLY || octets != 4 && octets != 8) {
          continue;
        }
        switch (attribute.number()) {
          case ADDRESS -> address = Optional.of(value.getInt());
          case NETMASK -> netmask = value.getInt();
          case DNS -> dns.add(value.getInt());
          case NBNS -> wins.add(value.getInt());
          case SUBNET -> subnet(value).ifPresent(split::add);
          default -> { }                                     // an attribute that we did not ask for
        }
      }
    }
    int mask = netmask;
    return address.map(each -> new InnerConfig(each, mask, new GroupPolicy(group, new byte[0], Optional.empty(),
        Optional.empty(), dns, wins, Optional.empty(), Optional.empty(), split, false)));
  }

  private static Optional<Ipv4Prefix> subnet(ByteBuffer value) {
    if (value.capacity() != 8) {
      return Optional.empty();
    }
    int network = value.getInt();
    int mask = value.getInt();
    int length = Integer.bitCount(mask);
    return mask == mask(length) ? Optional.of(Ipv4Prefix.covering(network, length)) : Optional.empty();
  }

  private static int mask(int length) {
    return length == 0 ? 0 : -1 << 32 - length;
  }

  private static byte[] four(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
