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

/**
 * A group's settings as Cisco's aggregators download them: the Access-Accept for a user of the group's name whose
 * password is {@code cisco}. The key is Tunnel-Password (RFC 2868 §3.5) or the pair {@code ipsec:tunnel-password}; the
 * rest are attribute pairs such as {@code ipsec:addr-pool=POOL1}. A list or a text that is too long for one attribute
 * is said in several pairs of one name, in order.
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
    List<String> acl = accept.ciscoPairs("ipsec:inacl");
    List<Ipv4Prefix> networks = prefixes(acl);
    List<String> banner = accept.ciscoPairs("ipsec:banner");
    return new GroupAttributes(key, accept.ciscoPair("ip:vrf-id"),
        accept.ciscoPair("ipsec:addr-pool").or(() -> accept.text(AttributeType.FRAMED_POOL)),
        addresses(accept, "ipsec:dns-servers"), addresses(accept, "ipsec:wins-servers"),
        accept.ciscoPair("ipsec:default-domain"),
        banner.isEmpty() ? Optional.empty() : Optional.of(String.join("", banner)),
        networks.isEmpty() ? acl.stream().findFirst() : Optional.empty(), networks,
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
    group.banner().ifPresent(banner -> addText(all, "ipsec:banner=", banner));
    group.splitAcl().ifPresentOrElse(acl -> all.add(Attribute.ciscoPair("ipsec:inacl=" + acl)), () ->
        addWords(all, "ipsec:inacl=", group.splitNetworks().stream().map(Ipv4Prefix::toString).toList()));
    if (group.pfs()) {
      all.add(Attribute.ciscoPair("ipsec:pfs=1"));
    }
    return all;
  }

  private static void addAddresses(List<Attribute> all, String name, List<Integer> addresses) {
    addWords(all, name, addresses.stream().map(Ipv4::format).toList());
  }

  /** The words with blanks between, in as many pairs as they need. */
  private static void addWords(List<Attribute> all, String name, List<String> words) {
    var pair = new StringBuilder(name);
    for (String word : words) {
      if (pair.length() > name.length() && pair.length() + 1 + word.length() > Attribute.MAX_VENDOR_VALUE) {
        all.add(Attribute.ciscoPair(pair.toString()));
        pair.setLength(name.length());
      }
      pair.append(pair.length() > name.length() ? " " : "").append(word);
    }
    if (pair.length() > name.length()) {
      all.add(Attribute.ciscoPair(pair.toString()));
    }
  }

  /** The text in as many pairs as it needs, cut between characters. */
  private static void addText(List<Attribute> all, String name, String text) {
    var pair = new StringBuilder(name);
    int octets = name.length();
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      String character = Character.toString(text.codePointAt(at));
      int more = character.getBytes(StandardCharsets.UTF_8).length;
      if (octets + more > Attribute.MAX_VENDOR_VALUE) {
        all.add(Attribute.ciscoPair(pair.toString()));
        pair.setLength(name.length());
        octets = name.length();
      }
      pair.append(character);
      octets += more;
    }
    all.add(Attribute.ciscoPair(pair.toString()));
  }

  private static List<Integer> addresses(RadiusPacket accept, String pair) throws DecodeException {
    var addresses = new ArrayList<Integer>();
    for (String word : String.join(" ", accept.ciscoPairs(pair)).trim().split("[ ,]+")) {
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

  /**
   * The prefixes of all lists; none if it is an access list's name.
   *
   * @throws DecodeException if there are several names, or a name beside prefixes: a group has one list
   */
  private static List<Ipv4Prefix> prefixes(List<String> lists) throws DecodeException {
    var prefixes = new ArrayList<Ipv4Prefix>();
    for (String list : lists) {
      try {
        for (String word : list.trim().split("[ ,]+")) {
          prefixes.add(Ipv4Prefix.parse(word));
        }
      } catch (IllegalArgumentException aName) {
        if (lists.size() > 1) {
          throw new DecodeException(new DecodeError.BadValue("ipsec:inacl", list.length(),
              "an access list's name beside other lists"));
        }
        return List.of();
      }
    }
    return prefixes;
  }
}
