package io.carrierlab.node.topology;

import java.util.List;
import java.util.Optional;

/**
 * An interface of a router.
 *
 * @param address IPv4, network order
 * @param prefixLength 0 to 32
 * @param medium what it is attached to
 * @param vrf the VRF it belongs to; empty: the global table
 * @param mpls labelled packets are accepted and sent
 * @param ospf how OSPF runs on it; empty: not at all
 * @param hsrp groups of virtual addresses that it shares with other routers of its LAN
 */
public record InterfaceConfig(String name, int address, int prefixLength, Medium medium, Optional<String> vrf,
    boolean mpls, Optional<OspfInterface> ospf, List<HsrpConfig> hsrp) {
  public InterfaceConfig {
    hsrp = List.copyOf(hsrp);
  }

  public enum Medium { LOOPBACK, POINT_TO_POINT, LAN }

  /**
   * OSPF on one interface.
   *
   * @param cost 1 to 65535; of a loopback also 0
   * @param priority for the election of the designated router, 0 to 255; 0 never becomes one
   * @param passive announced, but no hello is sent
   * @param md5 cryptographic authentication (RFC 2328 §D.3); empty: null authentication
   */
  public record OspfInterface(int cost, int priority, boolean passive, Optional<Md5Key> md5) {}

  /** @param keyId 0 to 255; @param key up to 16 octets of ASCII */
  public record Md5Key(int keyId, String key) {}
}
