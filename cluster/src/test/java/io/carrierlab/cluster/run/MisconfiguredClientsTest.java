package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.protocols.ike.IkeFailure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients that are set up wrongly, each in its own way, beside good ones. */
class MisconfiguredClientsTest {
  private static final String CROWD = """
      duration: 130s
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 200 } }
          - { name: tiny-ra, vpn: acme, key: tiny-key, pool: 10.201.0.0/29, users: { name: "tiny-#", count: 10 } }
        aggregators:
          - { at: "pe1:ge9", ike: 1, radius: [radius1], pools: aggregate }
      x-once: &once { first: 300s, most: 300s }
      load:
        clients:
          - { name: good, group: acme-ra, count: 20, via: isp1, start: 20s, stop: 120s,
              traffic: { to: host-acme, every: 1s } }
          - { name: wrong-key, group: acme-ra, count: 5, key: other, via: isp1, start: 20s, retry: *once }
          - { name: wrong-password, group: acme-ra, count: 5, password: "no-#", via: isp1, start: 20s, retry: *once }
          - { name: unknown-user, group: acme-ra, count: 5, user: "who-#", via: isp1, start: 20s, retry: *once }
          - { name: unknown-group, group: acme-ra, count: 5, identity: nobody, via: isp1, start: 20s, retry: *once }
          - { name: no-policy, group: acme-ra, count: 5, via: isp1, start: 20s, retry: *once,
              ike-policies: [{ cipher: 3des, hash: md5, group: 2 }] }
          - { name: no-transform, group: acme-ra, count: 5, via: isp1, start: 20s, retry: *once,
              transforms: ["esp-3des esp-md5-hmac"] }
          - { name: tiny, group: tiny-ra, count: 10, via: isp1, start: 20s, retry: *once }
      expect:
        - { id: good, clients: good, connected: all, at: 60s }
        - { id: tiny, clients: tiny, connected: 6, at: 60s }
        - { id: accounting, accounting: matches, at: end }
        - { id: isolation, isolation: true }
      """;

  @Test
  void eachMistakeIsCountedAtBothEndsAndHurtsNobodyElse() throws IOException {
    Runner.Outcome run = AccessLab.run(CROWD);
    System.out.println(AccessLab.causes(run.tables(), "pe1"));
    for (String p : List.of("good", "wrong-key", "wrong-password", "unknown-user", "unknown-group", "no-policy", "no-transform", "tiny")) {
      System.out.println(p + " " + AccessLab.failures(run, p));
    }
    run.verdicts().forEach(System.out::println);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
  }
}
