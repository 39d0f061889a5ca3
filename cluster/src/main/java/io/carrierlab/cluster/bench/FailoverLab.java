package io.carrierlab.cluster.bench;

import io.carrierlab.cluster.scenario.Scenario;
import java.io.IOException;
import java.time.Duration;

/**
 * The drill of the seed as a scenario file would say it: clients behind NATs connect to the virtual address of two
 * aggregators (HSRP, hello 1 s, hold 3 s), the active one loses its power, and they come back to the other.
 *
 * @param clients in all
 * @param dpdIdleSeconds silence after which a client asks whether its gateway lives; three questions, 2 s apart
 * @param handshakes that an aggregator's modelled processor does in a second; 0: no model, any number
 */
record FailoverLab(int clients, int dpdIdleSeconds, int handshakes) {
  private static final int START_SECONDS = 20;
  private static final int MOST_ARRIVALS = 500;
  /** Of a client, so long after the other that all that comes of the crash has come. */
  private static final int SETTLE_SECONDS = 90;
  /** How many times as long as it would take at its best a storm of reconnects may last. */
  private static final int STORM = 4;

  /** Clients a second that come at first: what the processor can do with ease. */
  private int arrivals() {
    return handshakes == 0 ? MOST_ARRIVALS : Math.max(1, Math.min(MOST_ARRIVALS, handshakes * 4 / 5));
  }

  /** When the active aggregator loses its power. */
  Duration crash() {
    return Duration.ofSeconds(START_SECONDS + clients / arrivals() + 30);
  }

  Duration end() {
    int storm = handshakes == 0 ? 0 : STORM * clients / handshakes;
    return crash().plusSeconds(SETTLE_SECONDS + 2L * dpdIdleSeconds + storm);
  }

  /** @throws IOException if the file cannot be kept for a moment */
  Scenario scenario() throws IOException {
    return Bundled.said(text());
  }

  private String text() {
    String cpu = handshakes == 0 ? "" : ", cpu: { handshakes: " + handshakes + "/s, queue: 2000 }";
    long crash = crash().toSeconds();
    return """
        name: failover
        seed: 1
        duration: %ds
        kinds: { p: { ospf: { hello: 1s, dead: 4s } }, pe: { ospf: { hello: 1s, dead: 4s } } }
        nodes:
          p1: { kind: p }
          "pe[1..3]": { kind: pe }
          isp1: { kind: isp }
          ce1: { kind: ce, as: 65001 }
          host1: { kind: host }
        links:
          - { ends: ["pe[1..3]:ge0", "p1:ge[1..3]"] }
          - { lan: outside, ends: ["isp1:ge0", "pe[1..2]:ge9"], subnet: 198.51.100.0/29 }
          - { ends: ["pe3:ge1", "ce1:ge0"] }
          - { lan: office, ends: ["ce1:lan0", "host1:eth0"], subnet: 10.1.0.0/16 }
        hsrp:
          - name: outside
            group: 1
            address: 198.51.100.6
            hello: 1s
            hold: 3s
            routers: [{ at: "pe1:ge9", priority: 110 }, { at: "pe2:ge9", priority: 100 }]
        vpns:
          - { name: acme, sites: ["pe3:ge1"] }
        access:
          groups: [{ name: ra, vpn: acme, key: of-the-group, pool: 10.64.0.0/14, users: { count: %d } }]
          aggregators:
            - { at: "pe1:ge9", redundancy: outside, ike: 1%s }
            - { at: "pe2:ge9", redundancy: outside, ike: 1%s }
        load:
          clients:
            - name: clients
              group: ra
              count: %d
              via: isp1
              delay: 10ms
              start: %ds
              arrival: %d/s
              ike-policies: [{ cipher: aes-256, hash: sha, group: 2 }]
              dpd: { idle: %ds, retry: 2s, max-asks: 3 }
              retry: { first: 2s, most: 30s }
              traffic: { to: host1, every: 10s }
        drill:
          - { at: %ds, crash: pe1 }
        expect:
          - { id: back, outage: { clients: all, after: %ds, last: %ds } }
          - { id: storm, reconnect-rate: { clients: all, after: %ds, at-least: 1 } }
        """.formatted(end().toSeconds(), clients, cpu, cpu, clients, START_SECONDS, arrivals(), dpdIdleSeconds, crash,
            crash, end().minus(crash()).toSeconds(), crash);
  }
}
