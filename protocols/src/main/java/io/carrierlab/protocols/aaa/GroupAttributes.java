package io.carrierlab.protocols.aaa;

import io.carrierlab.protocols.ip.Ipv4Prefix;
import java.util.List;
import java.util.Optional;

/**
 * What AAA says of a group of remote-access clients, as Cisco aggregators download it: the content of {@code crypto
 * isakmp client configuration group}. One object serves all clients of a group.
 *
 * @param preSharedKey empty where the group authenticates by certificate
 * @param vrf where its clients' packets go; empty: as the ISAKMP profile says
 * @param pool name of the address pool
 * @param dnsServers IPv4, network order, in order of preference
 * @param winsServers IPv4, network order
 * @param splitAcl name of an access list of the aggregator that says what is reached through the tunnel; empty: see
 *     {@code splitNetworks}
 * @param splitNetworks the same, spelled out; both empty: everything goes through the tunnel
 * @param pfs clients shall ask for perfect forward secrecy
 */
public record GroupAttributes(byte[] preSharedKey, Optional<String> vrf, Optional<String> pool,
    List<Integer> dnsServers, List<Integer> winsServers, Optional<String> domain, Optional<String> banner,
    Optional<String> splitAcl, List<Ipv4Prefix> splitNetworks, boolean pfs) {
  public GroupAttributes {
    dnsServers = List.copyOf(dnsServers);
    winsServers = List.copyOf(winsServers);
    splitNetworks = List.copyOf(splitNetworks);
  }

  /** A key and a pool, no more. */
  public static GroupAttributes of(byte[] preSharedKey, String pool) {
    return new GroupAttributes(preSharedKey, Optional.empty(), Optional.of(pool), List.of(), List.of(),
        Optional.empty(), Optional.empty(), Optional.empty(), List.of(), false);
  }
}
