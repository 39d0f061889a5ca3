package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.Verdict;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A group of which RADIUS has more to say than fits one attribute, and one packet; so has IKEv2 in its answer. */
class LongGroupTest {
  /** The company is the last network, so that it is answered only by clients who have heard of all. */
  @Test
  void clientsOfBothVersionsAreToldAllNetworks() throws IOException {
    String networks = IntStream.range(0, 60).mapToObj(i -> "10.99." + i + ".0/24").collect(Collectors.joining(", "));
    Runner.Outcome run = AccessLab.run("""
        duration: 40s
        access:
          groups:
            - { name: acme-ra, vpn: acme, key: acme-key, pool: 10.200.0.0/24, users: { name: "acme-#", count: 20 },
                banner: "%s", split: [%s, 10.1.0.0/16] }
          aggregators:
            - { at: "pe1:ge9", radius: [radius1] }
        load:
          clients:
            - { name: v1, group: acme-ra, count: 2, via: isp1, nat: false, start: 20s,
                traffic: { to: host-acme } }
            - { name: v2, group: acme-ra, count: 2, first-user: 11, ike: 2, via: isp1, nat: false, start: 20s,
                traffic: { to: host-acme } }
        expect:
          - { id: connected, clients: all, connected: all, at: 38s }
          - { id: answered, clients: all, answered: company, at: end }
        """.formatted("€".repeat(200), networks));
    assertThat(run.verdicts()).hasSize(2).allMatch(Verdict::passed);
    assertThat(AccessLab.failures(run, "v1")).isEmpty();
    assertThat(AccessLab.failures(run, "v2")).isEmpty();
  }
}
