package io.carrierlab.cluster.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every kind of list that a user may write, as long as one likes: what {@code bench reading} reads. */
final class ReadingLists {
  /**
   * A scenario with a list of some length.
   *
   * @param yaml the file
   * @param ios the configuration that it names {@code device.cfg}; may be empty
   * @param sets {@code PATH=VALUE}
   */
  record Input(String yaml, String ios, List<String> sets) {}

  /**
   * @param most items: where the program has a bound, or the addresses of a pool have an end
   * @param valid false: it is refused, and what is read is what is said of it
   */
  record Kind(String name, int most, boolean valid, IntFunction<Input> of) {}

  private static final int NO_END = 60_000;
  /** Of a router with interfaces by the thousand: each is a network of its own. */
  private static final String CORE = "name: lists\nduration: 100s\n";

  private final List<Kind> kinds = new ArrayList<>();

  private ReadingLists() {}

  static List<Kind> all() {
    var lists = new ReadingLists();
    lists.network();
    lists.vpns();
    lists.customers();
    lists.configurations();
    lists.configuredAccess();
    lists.access();
    lists.shared();
    lists.runs();
    lists.text();
    lists.errors();
    return List.copyOf(lists.kinds);
  }

  private void add(String name, IntFunction<String> yaml) {
    add(name, NO_END, yaml);
  }

  private void add(String name, int most, IntFunction<String> yaml) {
    kinds.add(new Kind(name, most, true, n -> new Input(CORE + yaml.apply(n), "", List.of())));
  }

  private void refused(String name, IntFunction<String> yaml) {
    kinds.add(new Kind(name, NO_END, false, n -> new Input(CORE + yaml.apply(n), "", List.of())));
  }

  /** @param most of 100,000 lines that a configuration may have */
  private void configured(String name, int most, String yaml, IntFunction<String> ios) {
    kinds.add(new Kind(name, most, true, n -> new Input(CORE + yaml, ios.apply(n), List.of())));
  }

  /** The text for each number from 1 to {@code n}, in which {@code #} is the number. */
  private static String each(int n, String text) {
    return each(n, i -> text.replace("#", Integer.toString(i)));
  }

  private static String each(int n, IntFunction<String> text) {
    return IntStream.rangeClosed(1, n).mapToObj(text).collect(Collectors.joining());
  }

  /** {@code 10.X.Y.0} with 24 bits for each number: its address. */
  private static String net(int i) {
    return "10." + (1 + i / 256) + "." + i % 256 + ".0";
  }

  private void network() {
    add("nodes", n -> "nodes:\n" + each(n, "  p#: { kind: p }\n"));
    add("links", n -> "nodes:\n  \"p[0.." + n + "]\": { kind: p }\nlinks:\n"
        + each(n, i -> "  - { ends: [\"p" + (i - 1) + ":a\", \"p" + i + ":b\"] }\n"));
    add("links of one router", n -> "nodes:\n  hub: { kind: p }\n  \"p[1.." + n + "]\": { kind: p }\nlinks:\n"
        + each(n, "  - { ends: [\"hub:ge#\", \"p#:ge0\"] }\n"));
    add("links with subnets", n -> "nodes:\n  hub: { kind: p }\n  \"p[1.." + n + "]\": { kind: p }\nlinks:\n"
        + each(n, i -> "  - { ends: [\"hub:ge" + i + "\", \"p" + i + ":ge0\"], subnet: " + net(i) + "/24 }\n"));
    add("parallel links", n -> "nodes: { p1: { kind: p }, p2: { kind: p } }\nlinks:\n"
        + each(n, "  - { ends: [\"p1:ge#\", \"p2:ge#\"] }\n"));
    add("ends of a LAN", 1_990, n -> "nodes:\n  \"p[0.." + n + "]\": { kind: p, ldp: { password: a-word } }\n"
        + "links:\n  - lan: one\n    ends:\n      - { at: \"p0:ge0\" }\n" + each(n, "      - { at: \"p#:ge0\" }\n"));
    add("LDP passwords", n -> "nodes:\n  \"p[1.." + n + "]\": { kind: p }\n  hub:\n    kind: p\n    ldp:\n"
        + "      passwords:\n" + each(n, "        p#: word-of-#\n")
        + "links: [{ ends: [\"hub:ge[1.." + n + "]\", \"p[1.." + n + "]:ge0\"] }]\n");
    add("reflectors", 900, n -> "nodes:\n  \"rr[1.." + n + "]\": { kind: rr }\n  hub: { kind: p }\nlinks:\n"
        + "  - { ends: [\"hub:ge[1.." + n + "]\", \"rr[1.." + n + "]:ge0\"] }\nbgp:\n  reflectors:\n"
        + each(n, "    - rr#\n"));
    add("PEs of a reflector", n -> "nodes: { rr1: { kind: rr }, \"pe[1.." + n + "]\": { kind: pe } }\nlinks:\n"
        + "  - { ends: [\"rr1:ge[1.." + n + "]\", \"pe[1.." + n + "]:ge0\"] }\n");
    add("ISPs", 200, n -> "nodes: { \"isp[0.." + n + "]\": { kind: isp } }\nlinks:\n"
        + each(n, i -> "  - { ends: [\"isp" + (i - 1) + ":a\", \"isp" + i + ":b\"] }\n"));
    add("public networks of an ISP", 30_000, n -> "nodes: { isp1: { kind: isp }, \"pe[1.." + n + "]\": { kind: pe },"
        + " rr1: { kind: rr } }\nlinks:\n  - { ends: [\"rr1:ge[1.." + n + "]\", \"pe[1.." + n + "]:ge0\"] }\n"
        + each(n, "  - { ends: [\"isp1:ge#\", \"pe#:ge9\"] }\n"));
    add("last miles", 30_000, n -> "nodes: { isp1: { kind: isp }, \"lm[1.." + n + "]\": { kind: last-mile,"
        + " nat: false } }\nlinks:\n" + each(n, "  - { ends: [\"lm#:up\", \"isp1:ge#\"] }\n"));
    add("generated PEs", 10_000, n -> "topology: { core: ring, p: 4, pe: " + n + ", rr: 1 }\n");
  }

  private static String hosts(int n) {
    return "  pe1: { kind: pe }\n  \"h[1.." + n + "]\": { kind: host }\n";
  }

  private void vpns() {
    add("VPNs", n -> "nodes:\n" + hosts(n) + "links:\n  - { ends: [\"pe1:ge[1.." + n + "]\", \"h[1.." + n
        + "]:eth0\"] }\nvpns:\n" + each(n, "  - { name: v#, sites: [\"pe1:ge#\"] }\n"));
    add("VPNs of two PEs", n -> "nodes:\n  \"pe[1..2]\": { kind: pe }\n  \"h[1.." + n + "]\": { kind: host }\n"
        + "  \"k[1.." + n + "]\": { kind: host }\nlinks:\n  - { ends: [\"pe1:core\", \"pe2:core\"] }\n"
        + "  - { ends: [\"pe1:ge[1.." + n + "]\", \"h[1.." + n + "]:eth0\"] }\n"
        + "  - { ends: [\"pe2:ge[1.." + n + "]\", \"k[1.." + n + "]:eth0\"] }\nvpns:\n"
        + each(n, "  - { name: v#, sites: [\"pe1:ge#\", \"pe2:ge#\"] }\n"));
    add("VPNs with numbers", n -> "nodes:\n" + hosts(n) + "links:\n  - { ends: [\"pe1:ge[1.." + n + "]\", \"h[1.."
        + n + "]:eth0\"] }\nvpns:\n"
        + each(n, "  - { name: v#, rd: \"65000:#\", targets: [\"65000:#\"], sites: [\"pe1:ge#\"] }\n"));
    add("sites at one PE", n -> "nodes:\n" + hosts(n) + "links:\n  - { ends: [\"pe1:ge[1.." + n + "]\", \"h[1.." + n
        + "]:eth0\"] }\nvpns:\n  - name: v\n    sites:\n" + each(n, "      - \"pe1:ge#\"\n"));
    add("sites that speak BGP", n -> "nodes:\n  pe1: { kind: pe }\n"
        + each(n, i -> "  ce" + i + ": { kind: ce, as: " + (100_000 + i) + " }\n")
        + "links:\n  - { ends: [\"pe1:ge[1.." + n + "]\", \"ce[1.." + n + "]:wan\"] }\nvpns:\n  - name: v\n"
        + "    sites:\n" + each(n, "      - \"pe1:ge#\"\n"));
    add("sites of one CE", n -> "nodes:\n  pe1: { kind: pe }\n  ce1: { kind: ce, as: 65001 }\n"
        + "links:\n  - { ends: [\"pe1:ge[1.." + n + "]\", \"ce1:ge[1.." + n + "]\"] }\nvpns:\n  - name: v\n"
        + "    sites:\n" + each(n, "      - \"pe1:ge#\"\n"));
    add("VRFs of one CE", 2_000, n -> "nodes:\n  pe1: { kind: pe }\n  ce1: { kind: ce, as: 65001 }\n"
        + "links:\n  - { ends: [\"pe1:ge[1.." + n + "]\", \"ce1:ge[1.." + n + "]\"] }\nvpns:\n"
        + each(n, "  - { name: v#, sites: [\"pe1:ge#\"] }\n"));
    add("sites at PEs", n -> "nodes:\n  rr1: { kind: rr }\n  \"pe[1.." + n + "]\": { kind: pe }\n"
        + "  \"h[1.." + n + "]\": { kind: host }\nlinks:\n"
        + "  - { ends: [\"rr1:ge[1.." + n + "]\", \"pe[1.." + n + "]:ge0\"] }\n"
        + "  - { ends: [\"pe[1.." + n + "]:ge1\", \"h[1.." + n + "]:eth0\"] }\nvpns:\n  - name: v\n    sites:\n"
        + each(n, "      - \"pe#:ge1\"\n"));
    add("route targets of a VPN", n -> "nodes:\n" + hosts(1) + "links: [{ ends: [\"pe1:ge1\", \"h1:eth0\"] }]\n"
        + "vpns:\n  - name: v\n    sites: [\"pe1:ge1\"]\n    targets:\n" + each(n, "      - \"100:#\"\n"));
    add("route targets of VPNs", 3_000, n -> "nodes:\n" + hosts(n) + "links:\n  - { ends: [\"pe1:ge[1.." + n
        + "]\", \"h[1.." + n + "]:eth0\"] }\nvpns:\n"
        + each(n, "  - { name: v#, sites: [\"pe1:ge#\"], targets: [\"1:#\", \"2:#\", \"3:#\"] }\n"));
    add("reaches of a VPN", n -> "nodes:\n" + hosts(n) + "links:\n  - { ends: [\"pe1:ge[1.." + n + "]\", \"h[1.."
        + n + "]:eth0\"] }\nvpns:\n" + each(n, "  - { name: v#, sites: [\"pe1:ge#\"] }\n")
        + "  - name: hub\n    vrfs: []\n    reaches:\n" + each(n, "      - v#\n"));
    add("generated VPNs", 20_000, n -> "topology: { core: ring, p: 2, pe: 4 }\nvpns: { count: " + n + ", sites: 2 }\n");
  }

  private static String customer(String ce, String site) {
    return "nodes:\n  pe1: { kind: pe }\n  ce1:\n    kind: ce\n" + ce + "  h1: { kind: host }\nlinks:\n"
        + "  - { ends: [\"pe1:ge1\", \"ce1:wan\"] }\n"
        + "  - { lan: lan, ends: [\"ce1:lan0\", { at: \"h1:eth0\", address: 10.0.0.9 }], subnet: 10.0.0.0/24 }\n"
        + "vpns:\n  - name: v\n    sites:\n      - " + site + "\n";
  }

  private void customers() {
    add("static routes of a CE", n -> customer("    statics:\n"
        + each(n, i -> "      - { to: " + net(i) + "/24, via: 10.0.0.9 }\n"), "{ at: \"pe1:ge1\", routing: static }"));
    add("networks of a CE", n -> customer("    as: 65001\n    statics:\n"
        + each(n, i -> "      - { to: " + net(i) + "/24, via: 10.0.0.9 }\n") + "    bgp:\n      networks:\n"
        + each(n, i -> "        - " + net(i) + "/24\n"), "\"pe1:ge1\""));
    add("routes of a site", n -> customer("    statics: [{ to: 10.0.0.0/8, via: 10.0.0.9 }]\n",
        "at: \"pe1:ge1\"\n        routing: static\n        routes:\n"
        + each(n, i -> "          - " + net(i) + "/24\n")));
    add("LANs of a CE", n -> "nodes:\n  pe1: { kind: pe }\n  ce1: { kind: ce, as: 65001 }\n  \"h[1.." + n
        + "]\": { kind: host }\nlinks:\n  - { ends: [\"pe1:ge1\", \"ce1:wan\"] }\n"
        + each(n, "  - { lan: lan#, ends: [\"ce1:lan#\", \"h#:eth0\"] }\n")
        + "vpns: [{ name: v, sites: [\"pe1:ge1\"] }]\n");
  }

  private static final String DEVICE = "nodes:\n  pe1: { kind: pe, config: device.cfg }\n  h1: { kind: host }\n"
      + "links:\n  - { ends: [\"pe1:ge1\", \"h1:eth0\"] }\n";
  private static final String ON_GE1 = "interface ge1\n ip vrf forwarding v\n ip address 10.0.0.1 255.255.255.0\n";

  private void configurations() {
    configured("IOS route-target", NO_END, DEVICE, n -> "ip vrf v\n rd 1:1\n" + each(n, " route-target both 1:#\n")
        + ON_GE1);
    configured("IOS ip vrf", 30_000, DEVICE, n -> "ip vrf v\n rd 1:1\n"
        + each(n, "ip vrf v#\n rd 2:#\n route-target both 2:#\n") + ON_GE1);
    kinds.add(new Kind("IOS interface", 20_000, true, n -> new Input(CORE + "nodes:\n"
        + "  pe1: { kind: pe, config: device.cfg }\n  \"h[1.." + n + "]\": { kind: host }\nlinks:\n"
        + "  - { ends: [\"pe1:ge[1.." + n + "]\", \"h[1.." + n + "]:eth0\"] }\n",
        each(n, i -> "ip vrf v" + i + "\n rd 1:" + i + "\ninterface ge" + i + "\n ip vrf forwarding v" + i
            + "\n ip address 10.0.0.1 255.255.255.0\n"), List.of())));
    configured("IOS standby", NO_END, DEVICE.replace("ends: [\"pe1:ge1\", \"h1:eth0\"]",
        "lan: one, ends: [\"pe1:ge1\", { at: \"h1:eth0\", address: 10.0.0.9 }]"), n -> "ip vrf v\n rd 1:1\n" + ON_GE1
        + " standby 1 ip 10.0.0.2\n" + each(n, i -> " standby 1 priority " + (1 + i % 200) + "\n"));
    configured("IOS description", NO_END, DEVICE, n -> "ip vrf v\n rd 1:1\n" + ON_GE1
        + each(n, " description the line #\n"));
    kinds.add(new Kind("vrfs of a VPN", 30_000, true, n -> new Input(CORE + DEVICE + "vpns:\n  - name: v\n"
        + "    vrfs:\n      - v\n" + each(n, "      - v#\n"), "ip vrf v\n rd 1:1\n" + each(n, "ip vrf v#\n rd 2:#\n")
        + ON_GE1, List.of())));
  }

  private static final String ACCESS = "nodes:\n  pe1: { kind: pe, config: device.cfg }\n  isp1: { kind: isp }\n"
      + "links:\n  - { ends: [\"pe1:ge9\", \"isp1:ge0\"] }\nvpns: [{ name: v }]\n";
  private static final String POLICY = "crypto isakmp policy 10\n encr aes 256\n hash sha\n"
      + " authentication pre-share\n group 14\n";
  private static final String MAP = "crypto ipsec transform-set t esp-aes 256 esp-sha-hmac\n"
      + "crypto dynamic-map d 1\n set transform-set t\n set isakmp-profile p\n reverse-route\n"
      + "crypto map m 1 ipsec-isakmp dynamic d\ninterface ge9\n crypto map m\n";
  private static final String PROFILE = "crypto isakmp profile p\n vrf v\n match identity group g\n"
      + " client authentication list users\n isakmp authorization list groups\n"
      + "crypto isakmp client configuration group g\n key a-key\n pool pool\n";
  private static final String AAA = "aaa new-model\naaa authentication login users local\n"
      + "aaa authorization network groups local\nip local pool pool 10.9.0.1 10.9.0.254\n";
  private static final String WHOLE = AAA + POLICY + PROFILE + MAP;

  private void configuredAccess() {
    configured("IOS username", NO_END, ACCESS, n -> WHOLE + each(n, "username user# password word-#\n"));
    configured("IOS isakmp profile", 15_000, ACCESS, n -> WHOLE + each(n, "crypto isakmp profile p#\n vrf v\n"
        + " match identity group g#\ncrypto dynamic-map d 2#\n set transform-set t\n set isakmp-profile p#\n"));
    configured("IOS client group", 15_000, ACCESS, n -> WHOLE + each(n, "ip local pool pool# 10.8.0.1 10.8.0.2\n"
        + "crypto isakmp profile p#\n vrf v\n match identity group g#\n"
        + "crypto isakmp client configuration group g#\n key a-key\n pool pool#\n"));
    configured("IOS access-list", NO_END, ACCESS, n -> WHOLE.replace(" pool pool\n", " pool pool\n acl 101\n")
        + each(n, i -> "access-list " + (i <= 1_000 ? "101" : "102") + " permit ip " + net(i) + " 0.0.0.255 any\n"));
    configured("IOS access lists", 15_000, ACCESS, n -> WHOLE + each(n, i -> "access-list " + (1_000 + i)
        + " permit ip any 10.1.0.0 0.0.255.255\ncrypto isakmp profile p" + i + "\n vrf v\n match identity group g" + i
        + "\ncrypto dynamic-map d " + (1_000 + i) + "\n set transform-set t\n set isakmp-profile p" + i
        + "\n match address " + (1_000 + i) + "\n"));
    configured("IOS key", NO_END, ACCESS, n -> WHOLE + each(n, i -> "crypto isakmp key word-" + i + " address 10."
        + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + "\n") + "crypto isakmp profile q\n vrf v\n"
        + " match identity address 0.0.0.0 0.0.0.0\n");
    configured("IOS isakmp policy", 20_000, ACCESS, n -> WHOLE + each(n, "crypto isakmp policy 1#\n encr aes 256\n"
        + " authentication pre-share\n group 14\n"));
    configured("IOS transform set", 20_000, ACCESS, n -> WHOLE + each(n, "crypto ipsec transform-set t# esp-aes"
        + " esp-sha-hmac\ncrypto dynamic-map d 2#\n set transform-set t#\n set isakmp-profile p\n"));
    configured("IOS keyring", 20_000, ACCESS, n -> WHOLE + each(n, "crypto keyring k#\n"
        + " pre-shared-key address 10.1.1.1 key a-key-#\ncrypto isakmp profile p#\n keyring k#\n vrf v\n"
        + " match identity address 10.1.1.1\n"));
    configured("IOS server-private", NO_END, ACCESS, n -> WHOLE + "radius-server key a-word\n"
        + "aaa group server radius many\n" + each(n, i -> " server-private 10." + (i >> 16) + "." + (i >> 8 & 255)
        + "." + (i & 255) + "\n"));
    configured("IOS aaa list", NO_END, ACCESS, n -> WHOLE + each(n, "aaa authentication login list# local\n"));
  }

  /** A PE with a public interface, and a customer's host. */
  private static final String GATEWAY = "  pe1: { kind: pe }\n  isp1: { kind: isp }\n  h1: { kind: host }\n";
  private static final String GATEWAY_LINKS = "links:\n  - { ends: [\"pe1:ge9\", \"isp1:ge0\"] }\n"
      + "  - { ends: [\"pe1:ge1\", \"h1:eth0\"] }\n";
  private static final String VPN = "vpns: [{ name: v, reaches: [internet], sites: [\"pe1:ge1\"] }]\n";

  private void access() {
    add("groups of access", 10_000, n -> "nodes:\n" + GATEWAY + GATEWAY_LINKS + VPN + "access:\n"
        + "  aggregators: [{ at: \"pe1:ge9\", ike: [1] }]\n  groups:\n"
        + each(n, i -> "    - { name: g" + i + ", vpn: v, key: word-" + i + ", pool: 10." + (100 + i / 256) + "."
            + i % 256 + ".0/24, users: { count: 2 } }\n"));
    add("populations", 10_000, n -> "nodes:\n" + GATEWAY + GATEWAY_LINKS + VPN + "access:\n"
        + "  aggregators: [{ at: \"pe1:ge9\", ike: [1] }]\n  groups:\n"
        + each(n, i -> "    - { name: g" + i + ", vpn: v, key: word-" + i + ", pool: 10." + (100 + i / 256) + "."
            + i % 256 + ".0/24, users: { count: 2 } }\n") + "load:\n  clients:\n"
        + each(n, "    - { group: g#, count: 1, via: [isp1] }\n"));
    add("populations of one group", 10_000, n -> "nodes:\n" + GATEWAY + GATEWAY_LINKS + VPN + "access:\n"
        + "  aggregators: [{ at: \"pe1:ge9\", ike: [1] }]\n  groups:\n"
        + "    - { name: g, vpn: v, key: a-word, pool: 10.100.0.0/14, users: { count: 100000 } }\nload:\n  clients:\n"
        + each(n, "    - { name: c#, group: g, count: 1, via: [isp1] }\n"));
    add("clients", n -> "nodes:\n" + GATEWAY + GATEWAY_LINKS
        + VPN + "access:\n  aggregators: [{ at: \"pe1:ge9\", ike: [1] }]\n  groups:\n"
        + "    - { name: g, vpn: v, key: a-word, pool: 10.100.0.0/14, users: { count: 100000 } }\nload:\n  clients:\n"
        + "    - { name: c, group: g, count: " + n + ", arrival: 1000/s, via: [isp1] }\n");
    add("aggregators", 5_000, n -> "nodes:\n  rr1: { kind: rr }\n  isp1: { kind: isp }\n  \"pe[1.." + n
        + "]\": { kind: pe }\nlinks:\n  - { ends: [\"rr1:ge[1.." + n + "]\", \"pe[1.." + n + "]:ge0\"] }\n"
        + "  - { ends: [\"isp1:ge[1.." + n + "]\", \"pe[1.." + n + "]:ge9\"] }\nvpns: [{ name: v }]\naccess:\n"
        + "  groups: [{ name: g, vpn: v, key: a-word }]\n  aggregators:\n"
        + each(n, "    - { at: \"pe#:ge9\", groups: [g] }\n"));
    add("RADIUS servers", 5_000, n -> "nodes:\n" + GATEWAY + "  \"r[1.." + n + "]\": { kind: radius }\n"
        + GATEWAY_LINKS + "  - { ends: [\"pe1:r[1.." + n + "]\", \"r[1.." + n + "]:eth0\"] }\n" + VPN
        + "access:\n  groups: [{ name: g, vpn: v, key: a-word, users: { count: 10 }, pool: 10.9.0.0/24 }]\n"
        + "  aggregators:\n    - at: \"pe1:ge9\"\n      radius:\n" + each(n, "        - r#\n"));
    add("profiles", n -> "nodes:\n" + GATEWAY + GATEWAY_LINKS + VPN + "access:\n  groups: []\n"
        + "  aggregators:\n    - at: \"pe1:ge9\"\n      profiles:\n"
        + each(n, "        - { name: q#, match: [{ group: q# }], vpn: v, keys: [{ peers: 10.0.0.1, key: w-# }] }\n"));
    add("IPsec peers", 10_000, n -> "nodes:\n" + GATEWAY
        + each(n, "  s#: { kind: ipsec-peer, vpn: v, gateway: \"pe1:ge9\", key: word-# }\n")
        + "  \"k[1.." + n + "]\": { kind: host }\n" + GATEWAY_LINKS
        + "  - { ends: [\"s[1.." + n + "]:eth0\", \"isp1:x[1.." + n + "]\"] }\n"
        + "  - { ends: [\"s[1.." + n + "]:eth1\", \"k[1.." + n + "]:eth0\"] }\n" + VPN
        + "access: { aggregators: [{ at: \"pe1:ge9\" }] }\n");
    add("attachments", 10_000, n -> "nodes:\n" + GATEWAY + GATEWAY_LINKS + VPN
        + "access: { groups: [{ name: g, vpn: v, key: a-word }], aggregators: [{ at: \"pe1:ge9\" }] }\nattach:\n"
        + each(n, i -> "  - { listen: \"127.0." + i / 256 + "." + i % 256 + ":10500\", to: \"pe1:ge9\" }\n"));
    add("tunnels", 10_000, n -> tunnels(n, ""));
    add("tunnels with IPsec", 10_000, n -> tunnels(n, ", ipsec: { key: word-# }"));
    add("real servers", 5_000, n -> "nodes:\n  isp1: { kind: isp }\n"
        + "  slb1:\n    kind: slb\n    slb:\n      address: 220.1.1.1\n      reals:\n"
        + each(n, "        - \"agg#:ge9\"\n")
        + "  \"agg[1.." + n + "]\": { kind: isp }\nlinks:\n  - { ends: [\"isp1:ge0\", \"slb1:ge0\"] }\n"
        + "  - { ends: [\"slb1:x[1.." + n + "]\", \"agg[1.." + n + "]:ge9\"] }\n");
  }

  private static String tunnels(int n, String more) {
    return "nodes:\n  pe1: { kind: pe }\n  isp1: { kind: isp }\n"
        + each(n, i -> "  ce" + i + ": { kind: ce, as: " + (100_000 + i) + " }\n")
        + "links:\n  - { ends: [\"pe1:ge9\", \"isp1:ge0\"] }\n  - { ends: [\"isp1:x[1.." + n + "]\", \"ce[1.." + n
        + "]:wan\"] }\nvpns: [{ name: v }]\ntunnels:\n"
        + each(n, "  - { vpn: v, ends: [\"pe1:ge9\", \"ce#:wan\"]" + more + " }\n");
  }

  private void shared() {
    IntFunction<String> groups = n -> "nodes:\n  \"pe[1..2]\": { kind: pe }\nlinks:\n"
        + each(n, i -> "  - { lan: lan" + i + ", ends: [\"pe1:ge" + i + "\", \"pe2:ge" + i + "\"], subnet: " + net(i)
            + "/24 }\n") + "hsrp:\n"
        + each(n, i -> "  - { name: g" + i + ", address: " + hsrp(i) + ", routers: [\"pe1:ge" + i + "\", \"pe2:ge" + i
            + "\"] }\n");
    add("HSRP groups", 10_000, groups);
    add("HSRP groups and random faults", 10_000, n -> groups.apply(n) + "drill: { random: { faults: 1 } }\n");
    add("HSRP takeovers", 10_000, n -> groups.apply(n) + "drill:\n"
        + each(n, "  - { at: 30s, preempt: pe1, group: g# }\n") + "expect:\n"
        + each(n, "  - { id: e#, hsrp-active: { group: g#, node: pe1, at: 50s } }\n"));
    add("HSRP tracks", n -> "nodes:\n  \"pe[1..2]\": { kind: pe }\nlinks:\n"
        + "  - { lan: one, ends: [\"pe1:ge0\", \"pe2:ge0\"], subnet: 10.1.0.0/24 }\n"
        + "  - { ends: [\"pe1:x[1.." + n + "]\", \"pe2:x[1.." + n + "]\"] }\n"
        + "hsrp:\n  - name: g\n    address: 10.1.0.9\n    routers:\n      - \"pe2:ge0\"\n      - at: \"pe1:ge0\"\n"
        + "        track:\n" + each(n, "          - x#\n"));
  }

  /** The tenth host of a network. */
  private static String hsrp(int i) {
    return net(i).replaceFirst("0$", "10");
  }

  private static String pair(int n) {
    return "nodes:\n  pe1: { kind: pe }\n  \"h[1.." + n + "]\": { kind: host }\nlinks:\n  - { ends: [\"pe1:ge[1.." + n
        + "]\", \"h[1.." + n + "]:eth0\"] }\nvpns: [{ name: v, sites: [\"pe1:ge[1.." + n + "]\"] }]\n";
  }

  private void runs() {
    add("flows", n -> pair(n + 1) + "load:\n  flows:\n"
        + each(n, i -> "    - { name: f" + i + ", from: h" + i + ", to: h" + (i + 1) + " }\n"));
    add("reach", n -> pair(n + 1) + "expect:\n"
        + each(n, i -> "  - { id: e" + i + ", reach: { from: [h" + i + "], to: [h" + (i + 1) + "] }, at: 20s }\n"));
    add("hosts of a reach", n -> pair(n + 1) + "expect:\n  - id: e\n    at: 20s\n    reach:\n      from: [h1]\n"
        + "      to:\n" + each(n, i -> "        - h" + (i + 1) + "\n"));
    add("path", n -> pair(n + 1) + "expect:\n"
        + each(n, i -> "  - { id: e" + i + ", path: [h" + i + ", pe1, h" + (i + 1) + "], at: 20s }\n"));
    add("count", n -> pair(2) + "expect:\n"
        + each(n, "  - { id: e#, count: labels, node: pe1, at-least: 0, at: 20s }\n"));
    add("outage", n -> pair(n + 1) + "load:\n  flows:\n"
        + each(n, i -> "    - { name: f" + i + ", from: h" + i + ", to: h" + (i + 1) + " }\n")
        + "drill: [{ at: 30s, cut: \"pe1:ge1\" }]\nexpect:\n"
        + each(n, "  - { id: e#, outage: f#, after: 30s, within: 5s }\n"));
    add("clients connected", 10_000, n -> "nodes:\n" + GATEWAY + GATEWAY_LINKS + VPN + "access:\n"
        + "  aggregators: [{ at: \"pe1:ge9\", ike: [1] }]\n  groups:\n"
        + "    - { name: g, vpn: v, key: a-word, pool: 10.100.0.0/14, users: { count: 100000 } }\nload:\n  clients:\n"
        + each(n, "    - { name: c#, group: g, count: 1, via: [isp1] }\n") + "expect:\n"
        + each(n, "  - { id: e#, clients: c#, connected: all, at: 50s }\n"));
    add("faults", n -> pair(n + 1) + "drill:\n" + each(n, "  - { at: 30s, cut: \"pe1--h#\" }\n"));
    add("faults of aggregators", 4_000, n -> "nodes:\n  rr1: { kind: rr }\n  isp1: { kind: isp }\n  \"pe[1.." + n
        + "]\": { kind: pe }\nlinks:\n  - { ends: [\"rr1:ge[1.." + n + "]\", \"pe[1.." + n + "]:ge0\"] }\n"
        + "  - { ends: [\"isp1:ge[1.." + n + "]\", \"pe[1.." + n + "]:ge9\"] }\nvpns: [{ name: v }]\naccess:\n"
        + "  groups: [{ name: g, vpn: v, key: a-word }]\n  aggregators:\n"
        + each(n, "    - { at: \"pe#:ge9\", groups: [g], cpu: { handshakes: 100/s } }\n") + "drill:\n  faults:\n"
        + each(n, "    - { at: 30s, saturate: pe#, cpu: 50%, for: 10s }\n    - { at: 50s, clear-sas: pe# }\n")
        + "  random: { faults: 3 }\n");
    add("random targets", n -> "nodes:\n  hub: { kind: p }\n  \"p[1.." + n + "]\": { kind: p }\nlinks:\n"
        + "  - { ends: [\"hub:ge[1.." + n + "]\", \"p[1.." + n + "]:ge0\"] }\ndrill:\n  random:\n    faults: 3\n"
        + "    nodes:\n" + each(n, "      - p#\n") + "    links:\n" + each(n, "      - hub--p#\n"));
    add("random targets with HSRP", 10_000, n -> "nodes:\n  \"p[1.." + 2 * n + "]\": { kind: p }\nlinks:\n"
        + each(n, i -> "  - { lan: lan" + i + ", ends: [\"p" + (2 * i - 1) + ":ge0\", \"p" + 2 * i
            + ":ge0\"], subnet: " + net(i) + "/24 }\n") + "hsrp:\n"
        + each(n, i -> "  - { name: g" + i + ", address: " + hsrp(i) + ", routers: [\"p" + (2 * i - 1)
            + ":ge0\", \"p" + 2 * i + ":ge0\"] }\n") + "drill:\n  random:\n    faults: 3\n    nodes:\n"
        + each(2 * n, "      - p#\n"));
    add("captures", n -> pair(n + 1) + "capture:\n" + each(n, "  - \"pe1:ge#\"\n"));
  }

  private void text() {
    kinds.add(new Kind("--set", 20_000, true, n -> new Input(CORE + "nodes:\n" + each(n, "  p#: { kind: p }\n"), "",
        IntStream.rangeClosed(1, n).mapToObj(i -> "nodes.p" + i + ".loopback=10.20." + i / 256 + "." + i % 256)
            .toList())));
    kinds.add(new Kind("--set of links", 20_000, true, n -> new Input(CORE + "nodes:\n  \"p[0.." + n
        + "]\": { kind: p }\nlinks:\n" + each(n, i -> "  - { ends: [\"p" + (i - 1) + ":a\", \"p" + i + ":b\"] }\n"), "",
        IntStream.rangeClosed(1, n).mapToObj(i -> "links.p" + (i - 1) + "--p" + i + ".delay=3ms").toList())));
    add("anchors", n -> "x-kinds:\n" + each(n, "  a#: &a# { kind: p }\n") + "nodes:\n" + each(n, "  p#: *a#\n"));
    add("one long line of YAML", n -> "nodes: { " + IntStream.rangeClosed(1, n).mapToObj(i -> "p" + i + ": { kind: p }")
        .collect(Collectors.joining(", ")) + " }\n");
    add("one long word of YAML", n -> "x-word: \"" + "word".repeat(20 * n) + "\"\nnodes: { p1: { kind: p } }\n");
    add("lines of a text of YAML", n -> "x-words: |\n" + each(n, "  the line #\n") + "nodes: { p1: { kind: p } }\n");
    add("comments", n -> "# one line\n".repeat(n) + "nodes: { p1: { kind: p } }\n");
    configured("one long line of IOS", NO_END, DEVICE, n -> "ip vrf v\n rd 1:1\n description" + each(n, " word#")
        + "\n" + ON_GE1);
    configured("one long word of IOS", NO_END, DEVICE, n -> "ip vrf v\n rd 1:1\n description " + "word".repeat(20 * n)
        + "\n" + ON_GE1);
    add("split networks", 4_000, n -> "nodes:\n" + GATEWAY + GATEWAY_LINKS + VPN + "access:\n"
        + "  aggregators: [{ at: \"pe1:ge9\", ike: [1] }]\n  groups:\n"
        + "    - name: g\n      vpn: v\n      key: a-word\n      pool: 10.200.0.0/16\n      split:\n"
        + each(n, i -> "        - " + net(i) + "/24\n"));
  }

  private void errors() {
    refused("unknown nodes of links", n -> "nodes:\n" + each(n, "  p#: { kind: p }\n") + "links:\n"
        + each(n, "  - { ends: [\"q#:ge0\", \"q#x:ge0\"] }\n"));
    refused("unknown links of faults", n -> pair(n) + "drill:\n" + each(n, "  - { at: 30s, cut: \"pe2--h#\" }\n"));
    refused("unknown hosts of flows", n -> pair(n) + "load:\n  flows:\n"
        + each(n, "    - { name: f#, from: h#, to: g# }\n"));
    refused("unknown route targets", n -> "nodes:\n" + hosts(n) + "links:\n  - { ends: [\"pe1:ge[1.." + n
        + "]\", \"h[1.." + n + "]:eth0\"] }\nvpns:\n"
        + each(n, "  - { name: v#, sites: [\"pe1:ge#\"], import: [\"1:#\"], export: [\"2:#\"] }\n"));
    refused("unknown VPNs of reaches", n -> pair(2) + each(n, "  - { name: w#, vrfs: [], reaches: [x#] }\n")
        .transform(items -> items.isEmpty() ? "" : "x-rest:\n" + items) + "expect:\n"
        + each(n, "  - { id: e#, reach: [nobody#], at: 20s }\n"));
    refused("unknown keys", n -> "nodes:\n" + each(n, "  p#: { kind: p, colour: red }\n"));
    refused("wrong values", n -> "nodes:\n" + each(n, "  p#: { kind: p, as: many }\n"));
    refused("duplicate keys", n -> "nodes:\n" + each(n + 1, "  p1: { kind: p }\n"));
    refused("duplicate links", n -> "nodes: { \"p[1..2]\": { kind: p } }\nlinks:\n"
        + each(n + 1, "  - { ends: [\"p1:ge0\", \"p2:ge0\"] }\n"));
    refused("duplicate subnets", n -> "nodes: { \"p[0.." + n + "]\": { kind: p } }\nlinks:\n"
        + each(n, i -> "  - { ends: [\"p" + (i - 1) + ":a\", \"p" + i + ":b\"], subnet: 10.1.0.0/24 }\n"));
    refused("wrong passwords", n -> "nodes:\n" + each(n, "  p#: { kind: p, ldp: { password: the-word-# }, as: x }\n"));
    kinds.add(new Kind("unknown commands of IOS", NO_END, false, n -> new Input(CORE + DEVICE,
        "ip vrf v\n rd 1:1\n" + ON_GE1 + each(n, "speed of line # is high\n"), List.of())));
    kinds.add(new Kind("unknown VRFs of IOS", 20_000, false, n -> new Input(CORE + DEVICE,
        each(n, "ip vrf v#\n rd 1:#\ninterface ge#\n ip vrf forwarding w#\n"), List.of())));
    kinds.add(new Kind("IOS passwords and warnings", 20_000, true, n -> new Input(CORE + ACCESS, WHOLE
        + each(n, "username user# password word-#\ninterface none#\n"), List.of())));
  }
}
