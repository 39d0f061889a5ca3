package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes {@code timeline.jsonl} as the run goes on: one JSON object per line, in the order in which events are handed
 * in, which is to be that of time. Memory does not grow with the run: of each kind at most {@code capPerKind} lines
 * are written, the rest is counted, and {@link #close} appends a {@code remainder} line for every kind that was cut.
 * Not safe for use by two threads.
 */
public final class TimelineWriter implements Closeable {
  /** Lines of one kind that fit a file which people still open: about 2 MB each. */
  public static final int DEFAULT_CAP = 10_000;

  private final Writer out;
  private final int capPerKind;
  private final Map<String, Long> seen = new TreeMap<>();
  private final List<TimelineEvent> written = new ArrayList<>();
  private long lastNanos;
  private boolean closed;

  /** @param out closed by {@link #close} */
  public TimelineWriter(Writer out, int capPerKind) {
    this.out = out;
    this.capPerKind = capPerKind;
  }

  /** In UTF-8, with the usual cap. @param out closed by {@link #close} */
  public TimelineWriter(OutputStream out) {
    this(new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)), DEFAULT_CAP);
  }

  /** @throws IOException if the file cannot be written, such as on a full disk */
  public void write(TimelineEvent event) throws IOException {
    ObjectNode line = TimelineJson.of(event);
    lastNanos = Math.max(lastNanos, event.atNanos());
    // Requests are sums that are added up again, and bounded by themselves: 3,600 lines of a population.
    if (event instanceof TimelineEvent.Requests
        || seen.merge(line.get("kind").textValue(), 1L, Long::sum) <= capPerKind) {
      written.add(event);
      write(line);
    }
  }

  /** The events in the file, for the {@link Report}: bounded as the file is. */
  public List<TimelineEvent> written() {
    return List.copyOf(written);
  }

  private void write(ObjectNode line) throws IOException {
    // Not toString(): it would write decimals such as 1E-9.
    out.write(ResultJson.line(line));
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      for (var entry : seen.entrySet()) {
        long omitted = entry.getValue() - capPerKind;
        if (omitted > 0) {
          write(JsonNodeFactory.instance.objectNode().put("t", Seconds.of(lastNanos)).put("node", "")
              .put("kind", "remainder").put("text", omitted + " more of kind " + entry.getKey() + " were not written")
              .put("of", entry.getKey()).put("count", omitted));
        }
      }
    }
  }
}
