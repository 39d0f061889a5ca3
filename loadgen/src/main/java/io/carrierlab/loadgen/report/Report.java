package io.carrierlab.loadgen.report;

import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.node.topology.Topology;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code report.html}: one file that needs nothing else, neither network nor server.
 *
 * @param events of the timeline, in order of time; the report draws the first {@link ReportData#EVENTS} of each kind
 */
public record Report(RunResult result, Topology topology, Observations seen, List<TimelineEvent> events) {
  public Report {
    events = List.copyOf(events);
  }

  /** @throws FileProblem if the file cannot be written */
  public void write(Path file) throws FileProblem {
    WholeFile.write(file, html());
  }

  /** The document. */
  public String html() {
    return ReportPage.fill(result, ResultJson.line(ReportData.of(this)));
  }
}
