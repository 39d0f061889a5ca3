package io.carrierlab.protocols.radius;

import io.carrierlab.protocols.aaa.GroupAttributes;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.wire.DecodeError;
import io.carrierlab.protocols.wire.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A group's settings as Cisco's aggregators download them: the Access-Accept for a user of the group's name whose
 * password is {@code cisco}. The key is Tunnel-Password (RFC 2868 §3.5) or the pair {@code ipsec:tunnel-password}; the
 * rest are attribute pairs such as {@code ipsec:addr-pool=POOL1}.
 */
final class GroupProfile {
  /** The password under which every group is asked for. */
  static final String PASSWORD = "cisco";
  /** Tunnel-Type ESP (RFC 2868 §3.1). */
  static final int TUNNEL_TYPE_ESP = 9;

  private GroupProfile() {}

  /** @throws DecodeException if the key cannot be revealed or a list of addresses is none */
  static GroupAttributes read(RadiusPacket accept, byte[] secret, byte[] requestAuthenticator)
      throws DecodeException {
    Optional<byte[]> hidden = accept.octets(AttributeType.TUNNEL_PASSWORD);
    byte[] key = hidden.isPresent() ? Hiding.revealTunnelPassword(hidden.get(), secret, requestAuthenticator)
        : accept.ciscoPair("ipsec:tunnel-password").orElse("").getBytes(StandardCharsets.UTF_8);
    Optional<String> acl = accept.ciscoPair("ipsec:inacl");
    List<Ipv4Prefix> networks = acl.map(GroupProfile::prefixes).orElse(List.of());
    return new GroupAttributes(key, accept.ciscoPair("ip:vrf-id"),
        accept.ciscoPair("ipsec:addr-pool").or(() -> accept.text(AttributeType.FRAMED_POOL)),
        addresses(accept, "ipsec:dns-servers"), addresses(accept, "ipsec:wins-servers"),
        accept.ciscoPair("ipsec:default-domain"), accept.ciscoPair("ipsec:banner"),
        networks.isEmpty() ? acl : Optional.empty(), networks,
        accept.ciscoPair("ipsec:pfs").filter("1"::equals).isPresent());
  }

  /** @param salt see {@link Hiding#salted} */
  static List<Attribute> attributes(GroupAttributes group, int salt, byte[] secret, byte[] requestAuthenticator) {
    var all = new ArrayList<Attribute>();
    all.add(new Attribute.TaggedNumber(AttributeType.TUNNEL_TYPE, 0, TUNNEL_TYPE_ESP));
    if (group.preSharedKey().length > 0) {
      all.add(Attribute.octets(AttributeType.TUNNEL_PASSWORD,
          Hiding.tunnelPassword(group.preSharedKey(), salt, secret, requestAuthenticator)));
    }
    all.add(Attribute.ciscoPair("ipsec:key-exchange=ike"));
    group.vrf().ifPresent(vrf -> all.add(Attribute.ciscoPair("ip:vrf-id=" + vrf)));
    group.pool().ifPresent(pool -> all.add(Attribute.ciscoPair("ipsec:addr-pool=" + pool)));
    addAddresses(all, "ipsec:dns-servers=", group.dnsServers());
    addAddresses(all, "ipsec:wins-servers=", group.winsServers());
    group.domain().ifPresent(domain -> all.add(Attribute.ciscoPair("ipsec:default-domain=" + domain)));
    group.banner().ifPresent(banner -> all.add(Attribute.ciscoPair("ipsec:banner=" + banner)));
    group.splitAcl().or(() -> group.splitNetworks().isEmpty() ? Optional.empty()
        : Optional.of(group.splitNetworks().stream().map(Ipv4Prefix::toString).collect(Collectors.joining(" "))))
        .ifPresent(acl -> all.add(Attribute.ciscoPair("ipsec:inacl=" + acl)));
    if (group.pfs()) {
      all.add(Attribute.ciscoPair("ipsec:pfs=1"));
    }
    return all;
  }

  private static void addAddresses(List<Attribute> all, String name, List<Integer> addresses) {
    if (!addresses.isEmpty()) {
      all.add(Attribute.ciscoPair(name + addresses.stream().map(Ipv4::format).collect(Collectors.joining(" "))));
    }
  }

  private static List<Integer> addresses(RadiusPacket accept, String pair) throws DecodeException {
    var addresses = new ArrayList<Integer>();
    for (String word : accept.ciscoPair(pair).orElse("").trim().split("[ ,]+")) {
      try {
        if (!word.isEmpty()) {
          addresses.add(Ipv4.parse(word));
        }
      } catch (IllegalArgumentException notAnAddress) {
        throw new DecodeException(new DecodeError.BadValue(pair, word.length(), notAnAddress.getMessage()));
      }
    }
    return addresses;
  }

  /** The prefixes, if it is a list of nothing else; an access list's name otherwise, and then nothing. */
  private static List<Ipv4Prefix> prefixes(String text) {
    var prefixes = new ArrayList<Ipv4Prefix>();
    try {
      for (String word : text.trim().split("[ ,]+")) {
        prefixes.add(Ipv4Prefix.parse(word));
      }
    } catch (IllegalArgumentException aName) {
      return List.of();
    }
    return prefixes;
  }
}
