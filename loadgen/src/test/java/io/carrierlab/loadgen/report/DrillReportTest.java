package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carrierlab.loadgen.drill.Evidence.Buckets;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Quantiles;
import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.drill.SampleNetwork;
import io.carrierlab.loadgen.drill.SampleRun;
import io.carrierlab.loadgen.report.TimelineEvent.Hsrp;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.topology.LinkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrillReportTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Path SAMPLES = Path.of("target", "report-samples");

  @Test
  void saysWhatTheCrashCostInOneSentence() throws IOException {
    JsonNode data = ReportData.of(SampleDrill.report());
    assertThat(data.get("summary").get("happened")).extracting(JsonNode::textValue).containsExactly(
        "At 180 s pe1 crashed with 10,000 clients connected; pe2 was active after 2.61 s; 9,998 of them lost "
        + "answers; half of those had answers again after 21 s, 99 % after 31.5 s; 2 had none again until the "
        + "end; 41,000 requests were lost.");
    assertThat(texts(data.get("drill").get("outages"), "id")).containsExactly("outage");
    Files.createDirectories(SAMPLES);
    SampleDrill.report().write(SAMPLES.resolve("drill.html"));
  }

  /** Seed 001, "Stateless Failover - HSRP + Reverse Route Injection", steps 1 to 7. */
  @Test
  void tellsTheStepsOfTheScriptInOrder() {
    List<String> steps = new ArrayList<>();
    drill(SampleDrill.report()).get("steps").forEach(step -> steps.add(step.get("t").asText() + " "
        + step.get("node").textValue() + ": " + step.get("text").textValue()));
    assertThat(steps).containsExactly(
        "5 pe1: becomes active in HSRP group 1 on outside",
        "10 staff: 10,000 clients are connected, the last at 60 s",
        "10 pe1: has 10,000 new tunnels of clients, VRF acme, the last at 60 s",
        "11.2 pe1: is where routes to clients lead now, in VRF acme of pe3",
        "180 : pe1 crashed",
        "182.613 pe2: becomes active in HSRP group 1 on outside: no hello of 203.0.113.2 for 3 s",
        "185 pe1: is no longer where routes lead: the last is withdrawn in VRF acme of pe3",
        "185 pe1: is lost to BGP at pe3: hold timer expired",
        "190 staff: clients give up sessions or attempts: 10,000 by PEER_DEAD, the last at 211 s",
        "190.7 pe2: is where routes to clients lead now, in VRF acme of pe3",
        "191 staff: 9,996 clients are connected, the last at 212 s",
        "191 pe2: has 9,996 new tunnels of clients, VRF acme, the last at 212 s",
        "360 : pe1 was started again",
        "366 pe1: outside does not clean up: 5 sessions stay");
  }

  @Test
  void lanesKnowThatACrashedRouterIsNeitherActiveNorHasSas() {
    JsonNode drill = drill(SampleDrill.report());
    assertThat(texts(drill.get("hsrp"), "label")).containsExactly("pe1, group 1 on ge2", "pe2, group 1 on ge2");
    assertThat(drill.get("hsrp").get(0).get("spans").toString()).isEqualTo("["
        + "{\"from\":4,\"to\":5,\"state\":\"Standby\",\"text\":\"\"},"
        + "{\"from\":5,\"to\":180,\"state\":\"Active\",\"text\":\"\"},"
        + "{\"from\":180,\"to\":366,\"state\":\"\",\"text\":\"no power\"},"
        + "{\"from\":366,\"to\":600,\"state\":\"Standby\",\"text\":\"\"}]");
    assertThat(texts(drill.get("sas"), "label")).containsExactly("pe1", "pe2");
    assertThat(drill.get("sas").get(0).get("points").toString()).endsWith("[60,10000],[180,0]]");
    assertThat(texts(drill.get("routesVia"), "label")).containsExactly("pe3, acme via pe1",
        "pe3, acme via pe2");
    JsonNode requests = drill.get("requests");
    assertThat(requests.get("sent")).hasSize(600);
    assertThat(requests.get("lost").get(180).longValue()).isEqualTo(2_000);
    JsonNode fault = drill.get("faults").get(0);
    assertThat(fault.get("until").decimalValue()).isEqualByComparingTo("360");
  }

  @Test
  void withoutFaultsOrWithoutAnybodyWhoFailsOverThereIsNoDrill() {
    assertThat(drill(SampleReport.healthy()).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "crash pe1 | pe1 crashed", "black-hole p1--p2 | p1--p2 began to lose every packet unnoticed",
      "power-cycle pe1, off: 10s | pe1 lost its power for a while", "cut pe1:ge2 | pe1:ge2 was cut",
      "saturate pe1, cpu: 90%, for: 5s | the processor of pe1 was saturated", "odd | odd",
      "black-hole pe1:ge2, direction: out | pe1:ge2 began to lose all that it sends, unnoticed",
      "cut pe1:ge2, direction: in | what pe1:ge2 receives on was cut", "other thing | other thing"})
  void saysFaultsAsPeopleDo(String what, String happened) {
    assertThat(new FaultMark(0, 0, what).happened()).isEqualTo(happened);
  }

  @Test
  void groupsOfOneNumberOnTwoLinksAreTwoGroups() {
    List<FaultMark> faults = FaultMark.of(List.of(new Fault.Crash(Duration.ofSeconds(10), "a")),
        SampleNetwork.healthy(), 100 * SECOND);
    List<Hsrp> states = List.of(active(1, "a", "inside"), active(2, "b", "outside"), active(12, "b", "inside"),
        active(13, "a", "inside"));
    assertThat(SwitchOver.of(faults, states)).containsExactly(new SwitchOver("crash a", 10 * SECOND, "b", "a",
        new SwitchOver.Group("inside", 1), 2 * SECOND));
  }

  @Test
  void aFaultOfAnEndIsOverWhenItsLinkIsRestored() {
    LinkConfig link = SampleNetwork.healthy().links().getFirst();
    String one = link.ends().getFirst().node() + ":" + link.ends().getFirst().interfaceName();
    Duration cut = Duration.ofSeconds(10);
    Duration restored = Duration.ofSeconds(20);
    assertThat(until(new Fault.Cut(cut, one), new Fault.Restore(restored, link.name()))).isEqualTo(20 * SECOND);
    assertThat(until(new Fault.Cut(cut, link.name()), new Fault.Restore(restored, one)))
        .as("its other end is still cut").isEqualTo(100 * SECOND);
  }

  /** Until when the first lasts. */
  private static long until(Fault... faults) {
    return FaultMark.of(List.of(faults), SampleNetwork.healthy(), 100 * SECOND).getFirst().untilNanos();
  }

  @Test
  void faultsOfOneTimeAreOneSentenceOfAllClients() {
    List<FaultMark> faults = FaultMark.of(List.of(new Fault.Crash(Duration.ofSeconds(10), "agg1"),
        new Fault.Crash(Duration.ofSeconds(10), "agg3"), new Fault.Restart(Duration.ofSeconds(50), "agg1")),
        SampleNetwork.healthy(), 100 * SECOND);
    var total = new Quantiles(20 * SECOND, Quantiles.NOT_BACK, Quantiles.NOT_BACK, Quantiles.NOT_BACK, 15 * SECOND);
    var none = new Buckets(0, SECOND, List.of(0));
    var spread = new OutageSpread("crash agg1, crash agg3", 10 * SECOND, 345, 172, 150, 3, total, List.of(), none,
        none);
    assertThat(new DrillStory(faults, Map.of(10 * SECOND, spread), List.of(), nothing(100), SampleNetwork.healthy())
        .sentences())
        .extracting(DrillStory.Sentence::text).containsExactly("At 10 s agg1 crashed and agg3 crashed; 172 of them "
            + "lost answers; half of those had answers again after 20 s; 22 had none again until the end; 3 left in "
            + "good order before they had any again.");
    var few = new OutageSpread("crash agg1", 10 * SECOND, 10, 10, 2, 0, new Quantiles(Quantiles.NOT_BACK,
        Quantiles.NOT_BACK, Quantiles.NOT_BACK, Quantiles.NOT_BACK, 5 * SECOND), List.of(), none, none);
    assertThat(new DrillStory(faults, Map.of(10 * SECOND, few), List.of(), nothing(100), SampleNetwork.healthy())
        .sentences().getFirst().text())
        .contains("only 2 of the clients had answers again; 8 had none again until the end");
  }

  /** What was lost before anything was broken is told, and where; with the rest it is what {@code compare} says. */
  @Test
  void allRequestsThatWereLostAreTold() {
    List<TimelineEvent> events = List.of(requests(5, 3), requests(10, 2), requests(11, 40), requests(60, 7));
    List<FaultMark> faults = FaultMark.of(List.of(new Fault.Crash(Duration.ofSeconds(10), "pe1"),
        new Fault.Restart(Duration.ofSeconds(50), "pe1")), SampleNetwork.healthy(), 100 * SECOND);
    var drops = new StateTable("pe1", "ipsec-causes", "", List.of("what", "cause", "count"),
        List.of(List.of("packet dropped", "NO_SA", 5L)));
    Observations none = nothing(100);
    var seen = new Observations(none.endNanos(), List.of(), List.of(), List.of(), List.of(), none.isolation(),
        List.of(), List.of(), List.of(), List.of(), new Observations.DeviceRecord(List.of(), List.of(),
            List.of(new Observations.DropSample(10 * SECOND - 1, List.of(drops, new StateTable("pe1", "counters", "",
                List.of("drop", "packets"), List.of())))), List.of(), List.of()));
    assertThat(new DrillStory(faults, Map.of(), events, seen, SampleNetwork.healthy()).sentences())
        .extracting(DrillStory.Sentence::text).containsExactly("Before the first fault 5 requests were lost; "
            + "network-wide, until then: 5 packets were dropped at pe1: NO_SA.",
            "At 10 s pe1 crashed; 40 requests were lost.", "At 50 s pe1 was started again; 7 requests were lost.");
    assertThat(new DrillStory(List.of(), Map.of(), events, seen, SampleNetwork.healthy()).sentences())
        .extracting(DrillStory.Sentence::text).containsExactly("In the whole run 52 requests were lost.");
  }

  private static TimelineEvent requests(int second, long lost) {
    return new TimelineEvent.Requests(second * SECOND, SECOND, "staff", 100, 100 - lost, lost);
  }

  /** SAs in a VRF are among those of the device; routes are those in use, of all VRFs; without power there is none. */
  @Test
  void lanesCountEverythingOnce() {
    var counts = new ArrayList<CountSample>();
    for (int second : List.of(100, 170, 400)) {
      counts.add(new CountSample(second * SECOND, "pe1", What.SAS, Optional.empty(), second));
      counts.add(new CountSample(second * SECOND, "pe1", What.SAS, Optional.of("acme"), second));
      counts.add(new CountSample(second * SECOND, "pe3", What.ROUTES, Optional.empty(), 9));
      counts.add(new CountSample(second * SECOND, "pe3", What.ROUTES, Optional.of("acme"), second));
      counts.add(new CountSample(second * SECOND, "pe3", What.ROUTES, Optional.of("coke"), 1));
    }
    JsonNode lanes = drill(SampleDrill.report(counts));
    assertThat(lanes.get("sas").toString())
        .isEqualTo("[{\"label\":\"pe1\",\"points\":[[100,100],[170,170],[180,0],[400,400]]}]");
    assertThat(lanes.get("routes").toString())
        .isEqualTo("[{\"label\":\"pe3\",\"points\":[[100,101],[170,171],[400,401]]}]");
  }

  /** It cannot say so itself that it has lost its sessions; when they come up again, it has them again. */
  @Test
  void aNodeThatComesBackComesBackInItsLane() {
    List<TimelineEvent> events = new ArrayList<>();
    for (double second : List.of(20.0, 365.0)) {
      events.add(new TimelineEvent.Session(Math.round(second * SECOND), "pe1", TimelineEvent.Protocol.BGP, "pe3",
          "Established", true, Optional.empty()));
    }
    events.add(1, new TimelineEvent.FaultHappened(180 * SECOND, SampleDrill.faults().getFirst()));
    Report of = SampleDrill.report();
    JsonNode lanes = ReportData.of(new Report(of.result(), of.topology(), of.seen(), events)).get("lanes");
    assertThat(texts(lanes.get(0).get("marks"), "text")).containsExactly("BGP with pe3 is Established",
        "BGP with pe3 is down: no power", "BGP with pe3 is Established");
  }

  private static Hsrp active(int second, String node, String link) {
    return new Hsrp(second * SECOND, node, "ge0", link, 1, "Active", Optional.empty());
  }

  private static Observations nothing(int seconds) {
    return new Observations(seconds * SECOND, List.of(), List.of(), List.of(), List.of(),
        SampleRun.healthy().isolation(), List.of(), List.of(), List.of(), List.of(), Observations.DeviceRecord.NONE);
  }

  private static JsonNode drill(Report report) {
    return ReportData.of(report).get("drill");
  }

  private static List<String> texts(JsonNode list, String field) {
    var texts = new ArrayList<String>();
    list.forEach(each -> texts.add(each.get(field).textValue()));
    return texts;
  }
}
