package io.carrierlab.cluster.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a benchmark has measured: lines for people as they come, or one JSON object at the end, {@code benchmark},
 * {@code machine} and {@code figures}.
 */
final class Figures {
  private final PrintStream out;
  private final boolean json;
  private final Map<String, Object> all = new LinkedHashMap<>();
  private final List<Map<String, Object>> figures = new ArrayList<>();

  Figures(String benchmark, Arguments arguments, PrintStream out) {
    this.out = out;
    this.json = arguments.json();
    all.put("benchmark", benchmark);
    all.put("machine", Machine.describe());
    all.put("figures", figures);
    say(Machine.describe());
  }

  /** For people only. */
  void say(String line) {
    if (!json) {
      out.println(line);
    }
  }

  /** One measurement. @param values by name, the unit in the name */
  void add(String line, Map<String, Object> values) {
    say(line);
    figures.add(values);
  }

  /** @param held what was measured did what it must. @return the exit status */
  int close(boolean held) throws JsonProcessingException {
    all.put("held", held);
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
    } else if (!held) {
      out.println("something that must hold did not: see the lines above");
    }
    return held ? 0 : 1;
  }

  /** Names and values in turn, in this order. */
  static Map<String, Object> of(Object... namesAndValues) {
    var values = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return values;
  }
}
