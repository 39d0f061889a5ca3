package io.carrierlab.loadgen.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.Observations.CountSample;
import io.carrierlab.loadgen.drill.SampleNetwork;
import io.carrierlab.loadgen.drill.SampleRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountPlotsTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aDeviceWithFewCountsHasOnePlot() {
    JsonNode plots = plots(List.of(new CountSample(SECOND, "pe1", What.LABELS, Optional.empty(), 3),
        new CountSample(SECOND, "pe1", What.ROUTES, Optional.of("A"), 6)));
    assertThat(plots).hasSize(1);
    assertThat(plots.get(0).get("name").textValue()).isEqualTo("pe1");
    assertThat(plots.get(0).get("series")).extracting(line -> line.get("label").textValue())
        .containsExactly("labels", "routes in VRF A");
  }

  /** A PE with 20 VRFs has 42 counts: nobody can tell so many lines apart. */
  @Test
  void noPlotHasMoreLinesThanThereAreColours() {
    var samples = new ArrayList<CountSample>();
    for (int second = 1; second <= 2; second++) {
      samples.add(new CountSample(second * SECOND, "pe1", What.BGP_SESSIONS, Optional.empty(), second));
      samples.add(new CountSample(second * SECOND, "pe1", What.VPNV4_ROUTES, Optional.empty(), 500L * second));
      for (int vrf = 1; vrf <= 20; vrf++) {
        samples.add(new CountSample(second * SECOND, "pe1", What.ROUTES, Optional.of("v" + vrf), vrf * second));
        samples.add(new CountSample(second * SECOND, "pe1", What.LABELS, Optional.of("v" + vrf), 1));
      }
    }
    JsonNode plots = plots(samples);
    assertThat(plots).extracting(plot -> plot.get("name").textValue())
        .containsExactly("pe1: sessions", "pe1: routes", "pe1: labels");
    assertThat(plots).allSatisfy(plot -> assertThat(plot.get("series").size())
        .isLessThanOrEqualTo(CountPlots.LINES));
    JsonNode routes = plots.get(1).get("series");
    assertThat(routes.get(0).get("label").textValue()).isEqualTo("VPNv4 routes");
    assertThat(routes.get(7).get("label").textValue()).isEqualTo("in the other 14 tables");
    assertThat(routes.get(7).get("points").toString()).as("1 + ... + 14, and twice that")
        .isEqualTo("[[1,105],[2,210]]");
  }

  private static JsonNode plots(List<CountSample> samples) {
    Observations none = SampleRun.healthy();
    var seen = new Observations(10 * SECOND, List.of(), List.of(), List.of(), List.of(), none.isolation(), List.of(),
        samples, List.of(), List.of(), Observations.DeviceRecord.NONE);
    return ReportData.of(SampleReport.report(SampleNetwork.healthy(), seen)).get("counts").get("plots");
  }
}
