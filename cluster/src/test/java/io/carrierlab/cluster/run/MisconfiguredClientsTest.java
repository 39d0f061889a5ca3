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
          - { at: "pe1:ge9", ike: 1, radius: [radius1], rri: aggregate }
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
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    Map<String, Long> causes = AccessLab.causes(run.tables(), "pe1");
    assertThat(causes).containsEntry("session ended BAD_PRE_SHARED_KEY", 5L)
        .containsEntry("session ended UNKNOWN_GROUP", 5L)
        .containsEntry("session ended NO_PROPOSAL_CHOSEN", 5L)
        .containsEntry("message not taken NO_PROPOSAL_CHOSEN", 5L)           // quick mode's
        .containsEntry("session ended POOL_EXHAUSTED", 4L)
        .containsEntry("session ended USER_REFUSED", 10L)
        .containsEntry("session ended DELETED_BY_PEER", 25L)                 // the good ones, and no-transform
        .containsEntry("message not taken RETRANSMITTED", 50L)               // five repetitions of what is refused
        .containsEntry("sessions started", 60L)
        .containsEntry("sessions half open", 0L)
        .containsEntry("peers known", 6L)
        .doesNotContainKeys("packet dropped UNKNOWN_SPI", "message not taken UNEXPECTED_MESSAGE");
    assertThat(AccessLab.failures(run, "good")).isEmpty();
    assertThat(AccessLab.failures(run, "wrong-key")).isEqualTo(Map.of(IkeFailure.BAD_PRE_SHARED_KEY, 5));
    assertThat(AccessLab.failures(run, "wrong-password")).isEqualTo(Map.of(IkeFailure.USER_REFUSED, 5));
    assertThat(AccessLab.failures(run, "unknown-user")).isEqualTo(Map.of(IkeFailure.USER_REFUSED, 5));
    assertThat(AccessLab.failures(run, "unknown-group")).isEqualTo(Map.of(IkeFailure.NO_ANSWER, 5));
    assertThat(AccessLab.failures(run, "no-policy")).isEqualTo(
        Map.of(IkeFailure.NO_PROPOSAL_CHOSEN, 5, IkeFailure.SPOOFED_INFORMATIONAL, 5));
    assertThat(AccessLab.failures(run, "no-transform")).isEqualTo(Map.of(IkeFailure.NO_PROPOSAL_CHOSEN, 5));
    assertThat(AccessLab.failures(run, "tiny")).isEqualTo(Map.of(IkeFailure.POOL_EXHAUSTED, 4));
    assertThat(AccessLab.radius(run, "radius1", "rejects")).isEqualTo(10);
  }

  /** The group's key lets nobody in where users have passwords, though the gateway takes keys alone from others. */
  @Test
  void whoSkipsThePasswordGetsNowhere() throws IOException {
    Runner.Outcome run = AccessLab.run(CROWD, "expect=[]", "load.clients=[{ name: no-user, group: acme-ra, count: 5,"
        + " via: isp1, start: 20s, retry: { first: 300s, most: 300s }, traffic: { to: host-acme }, ike-policies:"
        + " [{ cipher: aes-256, hash: sha, group: 14, authentication: pre-share }] }]");
    assertThat(AccessLab.causes(run.tables(), "pe1")).containsEntry("session ended USER_REFUSED", 5L)
        .containsEntry("peers known", 0L);
    assertThat(AccessLab.failures(run, "no-user")).isEqualTo(Map.of(IkeFailure.DELETED_BY_PEER, 5));
    assertThat(AccessLab.clients(run, "no-user")).allMatch(client -> client.answers() == 0);
  }

  @Test
  void itIsOneRunHoweverItIsRun() throws IOException {
    var scenario = AccessLab.scenario(CROWD);
    Runner.Outcome one = Examples.run(scenario, 1, false);
    for (Runner.Outcome other : List.of(Examples.run(scenario, 4, false), Examples.run(scenario, 2, true))) {
      assertThat(other.traceHash()).isEqualTo(one.traceHash());
      assertThat(other.tables()).isEqualTo(one.tables());
    }
  }
}
