package io.carrierlab.cluster.bench;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.node.topology.Topology;
import java.io.IOException;

/**
 * Remote access as a scenario file would say it: clients behind NATs, 50 to a line's end, take turns to connect to
 * aggregators whose one core router leads to a head office with a host, which echoes.
 *
 * @param aggregators each with an Internet access of its own, so that threads can share the work
 * @param clients in all
 * @param ike version, 1 or 2
 * @param group of Diffie-Hellman, as IANA numbers them
 * @param users the clients have names and passwords (XAuth, EAP), beside the group's key
 * @param radius is asked for them; else the aggregators know them
 * @param arrivals of clients a second at each aggregator
 * @param traffic of each client from when it is connected, as in scenario files; empty: none
 */
record AccessLab(int aggregators, int clients, int ike, int group, boolean users, boolean radius, int arrivals,
    String traffic) {
  /** When clients begin to connect: the core has converged by then. */
  static final int START_SECONDS = 20;

  /** @throws IOException if the file cannot be kept for a moment */
  Topology topology() throws IOException {
    return scenario().topology();
  }

  private Scenario scenario() throws IOException {
    return Bundled.said(text());
  }

  /** When the last client begins. */
  double lastArrivalSeconds() {
    return START_SECONDS + (double) clients / aggregators / arrivals;
  }

  String text() {
    var text = new StringBuilder("name: remote-access\nseed: 1\nduration: 600s\n"
        + "kinds: { p: { ospf: { hello: 1s, dead: 4s } }, pe: { ospf: { hello: 1s, dead: 4s } } }\n"
        + "nodes:\n  p1: { kind: p }\n  office: { kind: pe }\n  ce1: { kind: ce, as: 65001 }\n"
        + "  host1: { kind: host }\n");
    if (radius) {
      text.append("  radius1: { kind: radius }\n");
    }
    each(text, "  pe%1$d: { kind: pe }\n  isp%1$d: { kind: isp }\n");
    text.append("links:\n  - { ends: [\"p1:ge0\", \"office:ge0\"] }\n  - { ends: [\"office:ge1\", \"ce1:ge0\"] }\n"
        + "  - { lan: office-lan, ends: [\"ce1:lan0\", \"host1:eth0\"], subnet: 10.1.0.0/16 }\n");
    if (radius) {
      text.append("  - { lan: management, ends: [\"p1:ge99\", \"radius1:eth0\"], subnet: 10.254.1.0/24 }\n");
    }
    each(text, "  - { ends: [\"p1:ge%1$d\", \"pe%1$d:ge0\"] }\n"
        + "  - { ends: [\"isp%1$d:ge0\", \"pe%1$d:ge9\"], subnet: 198.51.100.%2$d/30 }\n");
    text.append("vpns:\n  - { name: acme, sites: [\"office:ge1\"] }\naccess:\n");
    if (radius) {
      text.append("  radius: { secret: between-us }\n");
    }
    text.append("  groups:\n");
    int share = clients / aggregators;
    each(text, "    - { name: group%1$d, vpn: acme, key: of-the-group, pool: 10.%3$d.0.0/16"
        + (users ? ", users: { count: " + share + " }" : "") + " }\n");
    text.append("  aggregators:\n");
    each(text, "    - { at: \"pe%1$d:ge9\", ike: " + ike + ", groups: [group%1$d], rri: aggregate, transforms:"
        + " [\"esp-gcm 128\"], cookies-from: 1000000" + (radius ? ", radius: [radius1]" : "") + " }\n");
    text.append("load:\n  clients:\n");
    String policy = ike == 1 ? "cipher: aes-256, hash: sha" : "cipher: aes-gcm-128, hash: sha256";
    each(text, "    - { name: c%1$d, group: group%1$d, count: " + share + ", via: isp%1$d, delay: 1ms, start: "
        + START_SECONDS + "s, arrival: " + arrivals + "/s, ike-policies: [{ " + policy + ", group: " + group
        + " }], transforms: [\"esp-gcm 128\"]" + (traffic.isEmpty() ? "" : ", traffic: { to: host1, " + traffic + " }")
        + " }\n");
    return text.toString();
  }

  private void each(StringBuilder text, String line) {
    for (int i = 1; i <= aggregators; i++) {
      text.append(String.format(line, i, 4 * (i - 1), 99 + i));
    }
  }
}
