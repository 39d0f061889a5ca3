package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.protocols.aaa.AccountingRecord.Cause;
import io.carrierlab.protocols.ike.IkeFailure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions through loss, NATs that forget, crashes of either end, and much coming and going. */
class SessionLifeTest {
  private static final String ACCESS = """
      access:
        radius: { secret: between-us }
        groups:
          - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 200 } }
        aggregators:
          - { at: "pe1:ge9", ike: 1, radius: [radius1] }
      """;

  @Test
  void everybodyConnectsAndStaysWhereOneFrameInFiftyIsLost() throws IOException {
    Runner.Outcome run = AccessLab.run(ACCESS + """
        duration: 220s
        load:
          clients:
            - { name: home, group: acme-ra, count: 40, via: isp1, start: 20s, arrival: 20/s, stop: 200s, loss: 2%,
                uplink: { loss: 2% }, traffic: { to: host-acme, every: 1s } }
        expect:
          - { id: all, clients: all, connected: all, at: 120s }
          - { id: still, clients: all, connected: all, at: 199s }
          - { id: gone, clients: all, connected: 0, at: end }
          - { id: isolation, isolation: true }
        """);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    List<ClientView> clients = AccessLab.clients(run, "home");
    assertThat(clients).allMatch(client -> client.sessions() == 1);
    // What is lost on the way is counted by its sender only: the two ends differ by no more than that.
    long sent = clients.stream().mapToLong(client -> client.endedUsage().sentPackets()).sum();
    long received = clients.stream().mapToLong(client -> client.endedUsage().receivedPackets()).sum();
    List<AccountingView> books = run.seen().access().getLast().accounting();
    long input = books.stream().mapToLong(AccountingView::inputPackets).sum();
    long output = books.stream().mapToLong(AccountingView::outputPackets).sum();
    long lost = run.seen().counters().stream().mapToLong(each -> each.values().get("droppedLoss")).sum();
    assertThat(sent - input).isBetween(1L, lost);
    assertThat(output - received).isBetween(1L, lost);
    assertThat(sent).isGreaterThan(40 * 150);
  }

  @Test
  void aNatThatForgetsChangesPortsAndEndsNoSession() throws IOException {
    Runner.Outcome run = AccessLab.run(ACCESS + """
        duration: 260s
        load:
          clients:
            - { name: home, group: acme-ra, count: 20, via: isp1, start: 20s, arrival: 20/s, stop: 250s,
                nat: { rebind-every: 50s }, traffic: { to: host-acme, every: 5s } }
            - { name: silent, group: acme-ra, count: 10, via: isp1, start: 20s, arrival: 20/s,
                nat: { rebind-every: 50s } }
        expect:
          - { id: home, clients: home, connected: all, at: 249s }
          - { id: silent, clients: silent, connected: all, at: end }
        """);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    for (String each : List.of("home", "silent")) {
      assertThat(AccessLab.clients(run, each)).allMatch(client -> client.attempts() == 1 && client.sessions() == 1);
    }
    assertThat(AccessLab.clients(run, "home")).allMatch(client -> client.answers() >= client.requests() - 5);
  }

  @Test
  void theGatewayNoticesAClientThatIsGone() throws IOException {
    Runner.Outcome run = AccessLab.run(ACCESS + """
        duration: 120s
        load:
          clients:
            - { name: home, group: acme-ra, count: 5, via: isp1, start: 20s, traffic: { to: host-acme } }
        drill:
          - { at: 50s, crash: home-2 }
        expect:
          - { id: before, count: routes, node: pe2, vrf: acme, equals: 7, at: 49s }
          - { id: sas, count: sas, node: pe1, equals: 5, at: 60s }
          - { id: noticed, count: sas, node: pe1, equals: 4, at: 95s }
          - { id: withdrawn, count: routes, node: pe2, vrf: acme, equals: 6, at: 95s }
        """);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    assertThat(AccessLab.causes(run.tables(), "pe1")).containsEntry("session ended DEAD_PEER", 1L);
    assertThat(AccessLab.rows(run.tables(), "pe1", "pools").getFirst()).contains(4);
    assertThat(run.seen().access().getLast().accounting()).filteredOn(AccountingView::stopped).singleElement()
        .satisfies(line -> {
          assertThat(line.user()).isEqualTo("acme-2");
          assertThat(line.terminateCause()).isEqualTo(Cause.LOST_CARRIER.number());
        });
  }

  @Test
  void aClientThatHasLostItsMemoryLeavesNoStaleSession() throws IOException {
    for (int ike : new int[] {1, 2}) {
      Runner.Outcome run = AccessLab.run(ACCESS.replace("ike: 1", "ike: [1, 2], dpd: false") + """
          duration: 80s
          load:
            clients:
              - { name: home, group: acme-ra, count: 5, ike: %d, via: isp1, start: 20s, traffic: { to: host-acme } }
          drill:
            - { at: 50s, crash: home-2 }
            - { at: 55s, restart: home-2 }
          expect:
            - { id: before, count: sas, node: pe1, equals: 5, at: 54s }
            - { id: again, clients: all, connected: all, at: 60s }
            - { id: one-each, count: sas, node: pe1, equals: 5, at: 60s }
            - { id: routes, count: routes, node: pe2, vrf: acme, equals: 7, at: 60s }
            - { id: accounts, count: radius-sessions, node: radius1, equals: 5, at: 60s }
          """.formatted(ike));
      assertThat(run.verdicts()).allMatch(Verdict::passed);
      assertThat(AccessLab.causes(run.tables(), "pe1")).containsEntry("session ended REPLACED", 1L)
          .containsEntry("peers known", 5L);
      assertThat(run.seen().access().getLast().accounting()).filteredOn(AccountingView::stopped).singleElement()
          .satisfies(line -> assertThat(line.terminateCause()).isEqualTo(Cause.LOST_CARRIER.number()));
    }
  }

  @Test
  void clientsNoticeAGatewayThatHasForgottenThemAndComeBack() throws IOException {
    Runner.Outcome run = AccessLab.run(ACCESS + """
        duration: 240s
        load:
          clients:
            - { name: home, group: acme-ra, count: 10, via: isp1, start: 20s, stop: 230s, traffic: { to: host-acme } }
        drill:
          - { at: 60s, crash: pe1 }
          - { at: 70s, restart: pe1 }
        expect:
          - { id: before, clients: all, connected: all, at: 55s }
          - { id: again, clients: all, connected: all, at: 200s }
          - { id: sas, count: sas, node: pe1, equals: 10, at: 200s }
        """);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    assertThat(AccessLab.failures(run, "home")).isEqualTo(Map.of(IkeFailure.DEAD_PEER, 10));
    assertThat(AccessLab.clients(run, "home")).allMatch(client -> client.sessions() == 2 && client.answers() > 60);
    // Ten lines of sessions that the crash took, never ended, and ten of those that came after.
    List<AccountingView> books = run.seen().access().getLast().accounting();
    assertThat(books).hasSize(20).filteredOn(AccountingView::stopped).hasSize(10);
  }

  @Test
  void tenMinutesOfComingAndGoingLeaveNothing() throws IOException {
    Runner.Outcome run = AccessLab.run(ACCESS + """
        duration: 640s
        load:
          clients:
            - { name: churn, group: acme-ra, count: 20, via: isp1, start: 20s, session: 20s, pause: 5s, stop: 620s,
                traffic: { to: host-acme, every: 1s } }
        expect:
          - { id: none-yet, count: routes, node: pe2, vrf: acme, equals: 2, at: 15s }
          - { id: none-left, count: routes, node: pe2, vrf: acme, equals: 2, at: end }
          - { id: sas, count: sas, node: pe1, equals: 0, at: end }
          - { id: open, count: radius-sessions, node: radius1, equals: 0, at: end }
          - { id: accounting, accounting: matches, at: end }
        """);
    assertThat(run.verdicts()).allMatch(Verdict::passed);
    assertThat(AccessLab.clients(run, "churn")).allMatch(client -> client.sessions() > 20
        && client.sessions() == client.ended() && client.failures().isEmpty());
    Map<String, Long> causes = AccessLab.causes(run.tables(), "pe1");
    for (String table : List.of("sessions half open", "peers known", "IKE SPIs known", "IPsec SPIs known")) {
      assertThat(causes).containsEntry(table, 0L);
    }
    assertThat(AccessLab.rows(run.tables(), "pe1", "pools").getFirst()).endsWith(0, 0L);
  }
}
