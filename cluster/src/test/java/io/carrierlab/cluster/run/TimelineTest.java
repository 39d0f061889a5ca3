package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.loadgen.drill.IsolationRecord;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.report.TimelineEvent;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.loadgen.lab.Journal.Event;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.LinkConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.gre.LineMachine;
import io.carrierlab.protocols.hsrp.HsrpState;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
  /** The texts are those of docs/results.md; each event becomes a kind of its own. */
  @Test
  void whatDevicesReportOfAFailoverHasKindsOfItsOwn() {
    var lan = new LinkConfig("outside", true, List.of(new LinkConfig.End("pe1", 0, "ge9", ""),
        new LinkConfig.End("h", 0, "eth0", "")), Duration.ofMillis(1), 0, 0, 1);
    var topology = new Topology("t", List.of(new HostConfig("h", 1, 24, 2)), List.of(lan), List.of());
    int pe1 = Ipv4.parse("10.0.0.1");
    var journal = List.of(new Event(1, "pe1", new DeviceEvent.HsrpChange("ge9", 1, HsrpState.ACTIVE, "no hello")),
        new Event(2, "pe3", new DeviceEvent.HostRoutesVia("acme", pe1, true, 3)),
        new Event(3, "pe3", new DeviceEvent.HostRoutesVia("acme", pe1, false, 9)),
        new Event(4, "pe1", new DeviceEvent.CryptoInactive("outside", 7, true, "ge0 is down")),
        new Event(5, "slb1", new DeviceEvent.SlbFailed("farm", pe1, 1, 2, 3)),
        new Event(6, "pe1", new DeviceEvent.GreLine("tun0", Optional.of(LineMachine.Reason.NO_ROUTE))),
        new Event(6, "pe1", new DeviceEvent.BgpSession(pe1, "acme", Optional.of("hold timer expired"))),
        new Event(6, "pe1", new DeviceEvent.LdpSession(pe1, Optional.empty())),
        new Event(6, "pe1", new DeviceEvent.SiteTunnel("branch", "acme", false, Optional.empty())),
        new Event(6, "pe1", new DeviceEvent.NotKept(5)));
    var requests = new TimelineEvent.Requests(7, 1_000_000_000L, "staff", 3, 2, 1);
    var seen = new Observations(10, List.of(), List.of(), List.of(), List.of(),
        new IsolationRecord(0, List.of(), List.of()), List.of(), List.of(), List.of(), List.of(),
        Observations.DeviceRecord.NONE);
    assertThat(new Timeline(topology).events(journal, List.of(requests), seen, List.of())).containsExactly(
        new TimelineEvent.Hsrp(1, "pe1", "ge9", "outside", 1, "Active", Optional.of("no hello")),
        new TimelineEvent.RoutesVia(2, "pe3", "acme", "10.0.0.1", true, "first of its host routes: 3"),
        new TimelineEvent.RoutesVia(3, "pe3", "acme", "10.0.0.1", false, "none left of its host routes: 9 at most"),
        new TimelineEvent.OfPart(4, "pe1", TimelineEvent.Part.CRYPTO, "outside",
            "forgets 7 sessions: group outside left Active (ge0 is down)"),
        new TimelineEvent.OfPart(5, "slb1", TimelineEvent.Part.SLB, "farm 10.0.0.1",
            "failed: 1 ping without an answer, purged 2 connections and 3 sticky clients"),
        new TimelineEvent.OfPart(6, "pe1", TimelineEvent.Part.GRE, "tun0",
            "line protocol down: no route to the destination"),
        new TimelineEvent.Session(6, "pe1", TimelineEvent.Protocol.BGP, "10.0.0.1 vrf acme", "DOWN", false,
            Optional.of("hold timer expired")),
        new TimelineEvent.Session(6, "pe1", TimelineEvent.Protocol.LDP, "10.0.0.1", "OPERATIONAL", true,
            Optional.empty()),
        new TimelineEvent.Note(6, Optional.of("pe1"), "ipsec-peer branch up in VRF acme"),
        new TimelineEvent.Note(6, Optional.of("pe1"),
            "5 more events were not kept; none of them is of a kind that expectations are judged by"), requests);
  }
}
