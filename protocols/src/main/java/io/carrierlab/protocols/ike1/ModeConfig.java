package io.carrierlab.protocols.ike1;

import io.carrierlab.protocols.ike.GroupPolicy;
import io.carrierlab.protocols.ike.InnerConfig;
import io.carrierlab.protocols.ip.Ipv4;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import io.carrierlab.protocols.wire.DecodeException;
import io.carrierlab.protocols.wire.WireReader;
import io.carrierlab.protocols.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client is told, as attributes: those of draft-dukes-ike-mode-cfg-02 §3.4, and Cisco's Unity ones from 28672
 * on, which no document of Cisco's lists but every client knows (vpnc's isakmp.h, Wireshark's packet-isakmp.c).
 */
final class ModeConfig {
  static final int ADDRESS = 1;
  static final int NETMASK = 2;
  static final int DNS = 3;
  static final int NBNS = 4;
  static final int ADDRESS_EXPIRY = 5;
  static final int APPLICATION_VERSION = 7;
  static final int BANNER = 28672;
  static final int SAVE_PASSWORD = 28673;
  static final int DEFAULT_DOMAIN = 28674;
  static final int SPLIT_DNS = 28675;
  static final int SPLIT_INCLUDE = 28676;
  static final int NAT_T_PORT = 28677;
  static final int LOCAL_LAN = 28678;
  static final int PFS = 28679;
  static final int FIREWALL = 28680;
  static final int BACKUP_SERVERS = 28681;
  static final int DDNS_HOSTNAME = 28682;
  /** Address, mask, and room for protocol and ports, which stay zero: 14 octets per network. */
  private static final int SPLIT_OCTETS = 14;
  private static final String VERSION = "Carrierlab";
  /** The same object each time: records compare arrays by identity. */
  private static final byte[] NO_KEY = {};

  private ModeConfig() {}

  /** What the classic client asks for. @param address that it had before, 0: none */
  static List<Attribute> request(int address) {
    var asked = new ArrayList<Attribute>();
    asked.add(address == 0 ? Attribute.empty(ADDRESS) : Attribute.address(ADDRESS, address));
    for (int type : new int[] {NETMASK, DNS, NBNS, ADDRESS_EXPIRY, BANNER, SAVE_PASSWORD, DEFAULT_DOMAIN, SPLIT_DNS,
        SPLIT_INCLUDE, NAT_T_PORT, LOCAL_LAN, PFS, FIREWALL, BACKUP_SERVERS}) {
      asked.add(Attribute.empty(type));
    }
    asked.add(Attribute.text(APPLICATION_VERSION, VERSION + " client"));
    return asked;
  }

  /** The address that a client would like to have again, 0: any. */
  static int wanted(List<Attribute> asked) {
    for (Attribute each : asked) {
      if (each.type() == ADDRESS && each.value().length == 4) {
        return (int) each.number().orElse(0);
      }
    }
    return 0;
  }

  /** Answers what was asked and is known, each type once, in the order of the question. */
  static List<Attribute> answer(List<Attribute> asked, InnerConfig config, Duration expiry) {
    GroupPolicy group = config.group();
    var answer = new ArrayList<Attribute>();
    for (int type : asked.stream().mapToInt(Attribute::type).distinct().toArray()) {
      switch (type) {
        case ADDRESS -> answer.add(Attribute.address(ADDRESS, config.address()));
        case NETMASK -> answer.add(Attribute.address(NETMASK, config.netmask()));
        case DNS -> group.dnsServers().forEach(each -> answer.add(Attribute.address(DNS, each)));
        case NBNS -> group.winsServers().forEach(each -> answer.add(Attribute.address(NBNS, each)));
        case ADDRESS_EXPIRY -> answer.add(Attribute.wide(ADDRESS_EXPIRY, expiry.toSeconds()));
        case APPLICATION_VERSION -> answer.add(Attribute.text(APPLICATION_VERSION, VERSION));
        case BANNER -> group.banner().ifPresent(each -> answer.add(Attribute.text(BANNER, each)));
        case SAVE_PASSWORD -> answer.add(Attribute.of(SAVE_PASSWORD, 0));
        case DEFAULT_DOMAIN -> group.domain().ifPresent(each -> answer.add(Attribute.text(DEFAULT_DOMAIN, each)));
        case SPLIT_INCLUDE -> {
          if (!group.splitTunnel().isEmpty()) {
            answer.add(new Attribute(SPLIT_INCLUDE, false, networks(group.splitTunnel())));
          }
        }
        case PFS -> answer.add(Attribute.of(PFS, group.pfs() ? 1 : 0));
        default -> { }                                      // what is not known is left out (§3.2)
      }
    }
    return answer;
  }

  /** What a client makes of the answer; empty if it names no address. */
  static Optional<InnerConfig> read(List<Attribute> told, String groupName) throws DecodeException {
    Optional<Integer> address = Optional.empty();
    int netmask = -1;
    Optional<String> domain = Optional.empty();
    Optional<String> banner = Optional.empty();
    var dns = new ArrayList<Integer>();
    var wins = new ArrayList<Integer>();
    List<Ipv4Prefix> split = List.of();
    boolean pfs = false;
    for (Attribute each : told) {
      switch (each.type()) {
        case ADDRESS -> address = address(each);
        case NETMASK -> netmask = address(each).orElse(-1);
        case DNS -> address(each).ifPresent(dns::add);
        case NBNS -> address(each).ifPresent(wins::add);
        case DEFAULT_DOMAIN -> domain = Optional.of(each.text());
        case BANNER -> banner = Optional.of(each.text());
        case SPLIT_INCLUDE -> split = networks(each.value());
        case PFS -> pfs = each.number().orElse(0) == 1;
        default -> { }                                      // news for other clients
      }
    }
    if (address.isEmpty() || address.get() == 0) {
      return Optional.empty();
    }
    return Optional.of(new InnerConfig(address.get(), netmask, new GroupPolicy(groupName, NO_KEY,
        Optional.empty(), Optional.empty(), dns, wins, domain, banner, split, pfs)));
  }

  private static Optional<Integer> address(Attribute attribute) {
    return attribute.value().length == 4 ? Optional.of((int) attribute.number().orElse(0)) : Optional.empty();
  }

  private static byte[] networks(List<Ipv4Prefix> networks) {
    var out = new WireWriter();
    for (Ipv4Prefix each : networks) {
      out.bits32(each.address()).bits32(Ipv4.mask(each.length())).zeros(SPLIT_OCTETS - 8);
    }
    return out.toByteArray();
  }

  private static List<Ipv4Prefix> networks(byte[] value) throws DecodeException {
    var in = new WireReader(value);
    var networks = new ArrayList<Ipv4Prefix>();
    while (in.left() > 0) {
      int address = in.bits32("network");
      int mask = in.bits32("mask");
      int length = Integer.bitCount(mask);
      if (Ipv4.mask(length) != mask) {
        throw in.refused("a mask whose ones are not together");
      }
      in.skip("protocol and ports", SPLIT_OCTETS - 8);
      networks.add(Ipv4Prefix.covering(address, length));
    }
    return networks;
  }
}
