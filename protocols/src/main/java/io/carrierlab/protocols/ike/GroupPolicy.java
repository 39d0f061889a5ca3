package io.carrierlab.protocols.ike;

import io.carrierlab.protocols.aaa.GroupAttributes;
import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.List;
import java.util.Optional;

/**
 * What AAA, or the local configuration, says of a group of remote-access clients: {@code crypto isakmp client
 * configuration group}. One object serves all clients of a group.
 *
 * @param preSharedKey empty where the group authenticates by certificate
 * @param vrf where its clients' packets go; empty: as the ISAKMP profile says
 * @param pool whose addresses its clients get
 * @param splitTunnel networks to be reached through the tunnel; empty: everything goes through it
 */
public record GroupPolicy(String name, byte[] preSharedKey, Optional<String> vrf, Optional<String> pool,
    List<Integer> dnsServers, List<Integer> winsServers, Optional<String> domain, Optional<String> banner,
    List<Ipv4Prefix> splitTunnel, boolean pfs) {
  /** Networks that IKEv2 can agree on: a payload counts traffic selectors in one octet (RFC 7296 §3.13). */
  public static final int MOST_SPLIT_IN_IKE_2 = 255;

  public GroupPolicy {
    dnsServers = List.copyOf(dnsServers);
    winsServers = List.copyOf(winsServers);
    splitTunnel = List.copyOf(splitTunnel);
  }

  /** As AAA would say it. */
  public GroupAttributes attributes() {
    return new GroupAttributes(preSharedKey, vrf, pool, dnsServers, winsServers, domain, banner, Optional.empty(),
        splitTunnel, pfs);
  }

  /** As AAA says. An access list that it names, and does not spell out, must be known to who asked. */
  public static GroupPolicy of(String name, GroupAttributes said) {
    return new GroupPolicy(name, said.preSharedKey(), said.vrf(), said.pool(), said.dnsServers(), said.winsServers(),
        said.domain(), said.banner(), said.splitNetworks(), said.pfs());
  }
}
