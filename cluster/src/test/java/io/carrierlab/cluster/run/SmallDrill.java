package io.carrierlab.cluster.run;

/** A scenario with a random drill: hosts on a LAN, which some seeds cut, while others let the third of them crash. */
public final class SmallDrill {
  public static final String TEXT = """
      name: small
      duration: 20s
      kinds:
        p: { ospf: { hello: 1s, dead: 4s } }
      nodes:
        h1: { kind: host }
        "h[2..3]": { kind: host }
        ce1: { kind: ce, as: 65001 }
        pe1: { kind: pe }
        p1: { kind: p }
      links:
        - { ends: ["pe1:ge0", "ce1:ge0"] }
        - { ends: ["pe1:ge1", "p1:ge0"], delay: 30ms }
        - { lan: one, ends: ["ce1:lan0", "h[1..3]:eth0"], subnet: 10.1.0.0/16 }
      vpns:
        - { name: a, sites: ["pe1:ge0"] }
      load:
        flows:
          - { name: f, from: h1, to: h2, rate: 10/s, start: 1s, stop: 19s }
          - { name: g, from: h1, to: h3, rate: 10/s, start: 1s, stop: 19s }
      drill:
        random: { faults: 1, from: 5s, heal: 2s..4s, kinds: [cut, crash], links: [one], nodes: [h3] }
      expect:
        - { id: all-there, lost: { flow: f, at-most: 0 } }
        - { id: dead, sent-to-dead: { node: h3, at-most: 1000 } }
      """;

  private SmallDrill() {}
}
