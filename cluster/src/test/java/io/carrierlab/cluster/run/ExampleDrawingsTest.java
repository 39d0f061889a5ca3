package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.loadgen.drill.IsolationRecord;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.report.Report;
import io.carrierlab.loadgen.report.RunResult;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drawing of every example, as its report has it: each link goes around every box. */
class ExampleDrawingsTest {
  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void linksGoAroundBoxes(Path file) throws IOException {
    JsonNode drawing = data(((Scenario.Loaded.Valid) Scenario.load(file, List.of())).scenario()).get("topology");
    assertThat(drawing.get("nodes")).isNotEmpty().hasSizeLessThanOrEqualTo(120);
    drawing.get("pictures").properties().forEach(picture -> {
      var boxes = new ArrayList<Rectangle2D>();
      picture.getValue().get("nodes").forEach(box -> boxes.add(new Rectangle2D.Double(box.get("x").doubleValue() + 1,
          box.get("y").doubleValue() + 1, box.get("w").doubleValue() - 2, box.get("h").doubleValue() - 2)));
      for (JsonNode wire : picture.getValue().get("wires")) {
        JsonNode points = wire.get("points");
        for (int i = 1; i < points.size(); i++) {
          var part = new Line2D.Double(points.get(i - 1).get(0).doubleValue(), points.get(i - 1).get(1).doubleValue(),
              points.get(i).get(0).doubleValue(), points.get(i).get(1).doubleValue());
          String link = drawing.get("links").get(wire.get("link").intValue()).get("title").textValue();
          for (int box = 0; box < boxes.size(); box++) {
            assertThat(part.intersects(boxes.get(box))).as("%s: %s through %s", picture.getKey(), link,
                drawing.get("nodes").get(box).get("label")).isFalse();
          }
        }
      }
    });
  }

  /** What the page of a run of no length would have. */
  private static JsonNode data(Scenario scenario) throws IOException {
    var run = new RunResult.Run(scenario.name(), scenario.seed(), "", 0, 0, 1, new TreeMap<>(), Optional.empty());
    var seen = new Observations(0, List.of(), List.of(), List.of(), List.of(),
        new IsolationRecord(0, List.of(), List.of()), List.of(), List.of(), List.of(), List.of(),
        Observations.DeviceRecord.NONE);
    String html = new Report(new RunResult(run, List.of(), new TreeMap<>(), List.of()), scenario.topology(), seen,
        List.of()).html();
    int start = html.indexOf("id=\"data\">") + 10;
    return new ObjectMapper().readTree(html.substring(start, html.indexOf("</script", start)));
  }
}
