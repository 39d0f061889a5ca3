package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What stands above everything that is read from a run: which run it is, and when it was.
 *
 * @param name of the scenario
 * @param directory where it really is, whatever link led there; below the current directory without what leads to that
 * @param startedAt ISO 8601; empty where nobody recorded it
 * @param end of the run, in its own time
 */
public record RunHead(String name, Path directory, String startedAt, Duration end) {
  public RunHead {
    try {
      Path real = directory.toRealPath();
      Path here = Path.of("").toRealPath();
      directory = real.startsWith(here) && !real.equals(here) ? here.relativize(real) : real;
    } catch (IOException gone) {
      directory = directory.toAbsolutePath();
    }
  }

  /** @param at the moment of the run that is looked at */
  public String text(Duration at) {
    return name + (startedAt.isEmpty() ? "" : " of " + startedAt) + " in " + directory + ", at "
        + Seconds.of(at.toNanos()).toPlainString() + " s" + (at.equals(end) ? ", its end" : "");
  }

  /** The same for programs. */
  public ObjectNode json(Duration at) {
    return JsonNodeFactory.instance.objectNode().put("name", name).put("directory", directory.toString())
        .put("startedAt", startedAt).put("atSeconds", Seconds.of(at.toNanos()));
  }
}
