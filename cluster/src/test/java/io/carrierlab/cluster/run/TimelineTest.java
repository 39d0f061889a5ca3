package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.IsolationRecord;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.report.TimelineEvent;
import io.carrierlab.node.network.Journal;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
  /** The subjects and texts that devices report are those of docs/results.md; each becomes a kind of its own. */
  @Test
  void whatDevicesReportOfAFailoverHasKindsOfItsOwn() {
    var lan = new LinkConfig("outside", true, List.of(new LinkConfig.End("pe1", 0, "ge9", ""),
        new LinkConfig.End("h", 0, "eth0", "")), Duration.ofMillis(1), 0, 0, 1);
    var topology = new Topology("t", List.of(new HostConfig("h", 1, 24, 2)), List.of(lan), List.of());
    var journal = List.of(new Journal.Event(1, "pe1", "hsrp", "ge9 1", "Active: no hello"),
        new Journal.Event(2, "pe3", "routes-via", "acme 10.0.0.1", "first of 3"),
        new Journal.Event(3, "pe3", "routes-via", "acme 10.0.0.1", "none left"),
        new Journal.Event(4, "pe1", "crypto", "outside", "forgets 7 sessions: group outside left Active"),
        new Journal.Event(5, "slb1", "slb", "30.1.1.1", "failed: no reply"),
        new Journal.Event(6, "pe1", "gre", "tun0", "down: keepalives"));
    var requests = new TimelineEvent.Requests(7, 1_000_000_000L, "staff", 3, 2, 1);
    var seen = new Observations(10, List.of(), List.of(), List.of(), List.of(),
        new IsolationRecord(0, List.of(), List.of()), List.of(), List.of(), List.of(), List.of(),
        Observations.DeviceRecord.NONE);
    assertThat(new Timeline(topology).events(journal, List.of(requests), seen, List.of())).containsExactly(
        new TimelineEvent.Hsrp(1, "pe1", "ge9", "outside", 1, "Active", Optional.of("no hello")),
        new TimelineEvent.RoutesVia(2, "pe3", "acme", "10.0.0.1", true, "first of 3"),
        new TimelineEvent.RoutesVia(3, "pe3", "acme", "10.0.0.1", false, "none left"),
        new TimelineEvent.OfPart(4, "pe1", TimelineEvent.Part.CRYPTO, "outside",
            "forgets 7 sessions: group outside left Active"),
        new TimelineEvent.OfPart(5, "slb1", TimelineEvent.Part.SLB, "30.1.1.1", "failed: no reply"),
        new TimelineEvent.OfPart(6, "pe1", TimelineEvent.Part.GRE, "tun0", "down: keepalives"), requests);
  }
}
