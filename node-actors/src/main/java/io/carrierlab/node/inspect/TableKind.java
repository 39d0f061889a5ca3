package io.carrierlab.node.inspect;

import java.util.Arrays;
import java.util.List;

/** The kinds of tables that devices have: what {@code show} may be asked for, and what it is called elsewhere. */
public enum TableKind {
  ROUTES("routes", "show ip route, show ip route vrf"),
  LABELS("labels", "show mpls forwarding-table"),
  INTERFACES("interfaces", "show interfaces, and who is at the other end"),
  ARP("arp", "show arp"),
  COUNTERS("counters", "packets dropped, by cause"),
  OSPF("ospf", "show ip ospf neighbor"),
  OSPF_INTERFACES("ospf-interfaces", "show ip ospf interface"),
  OSPF_DATABASE("ospf-database", "show ip ospf database"),
  LDP("ldp", "show mpls ldp neighbor"),
  LDP_BINDINGS("ldp-bindings", "show mpls ldp bindings"),
  BGP("bgp", "show bgp summary, and why a session is down"),
  BGP_ROUTES("bgp-routes", "show bgp vpnv4 all: paths, and why one is best"),
  VRFS("vrfs", "show vrf"),
  HSRP("hsrp", "show standby"),
  TUNNELS("tunnels", "GRE tunnels: line protocol, keepalives"),
  ISAKMP("isakmp", "show crypto isakmp sa, ikev2 sa; of clients, too"),
  SAS("sas", "show crypto ipsec sa; of clients, too"),
  CLIENTS("clients", "remote-access clients: session, requests, outages"),
  POOLS("pools", "show ip local pool"),
  IPSEC_CAUSES("ipsec-causes", "of an aggregator: why sessions ended"),
  CPU("cpu", "of an aggregator with a modelled processor"),
  RADIUS("radius", "show aaa servers"),
  RADIUS_COUNTERS("radius-counters", "show radius statistics; of RADIUS servers, too"),
  ACCOUNTING("accounting", "sessions in the books of RADIUS servers"),
  NAT("nat", "show ip nat statistics; of last miles and firewalls"),
  ATTACH("attach", "attachments of real peers"),
  SLB("slb", "show ip slb reals"),
  SLB_SERVERS("slb-servers", "show ip slb vservers"),
  SLB_CONNECTIONS("slb-connections", "show ip slb conns"),
  SLB_COUNTERS("slb-counters", "show ip slb stats");

  private final String text;
  private final String means;

  TableKind(String text, String means) {
    this.text = text;
    this.means = means;
  }

  /** For people: what IOS calls it, as a rule. */
  public String means() {
    return means;
  }

  /** As it is written in commands and files. */
  @Override
  public String toString() {
    return text;
  }

  /** Of all kinds. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(TableKind::toString).toList();
  }
}
