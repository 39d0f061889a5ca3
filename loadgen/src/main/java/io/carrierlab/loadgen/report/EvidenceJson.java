package io.carrierlab.loadgen.report;

import static io.carrierlab.loadgen.report.ResultJson.has;
import static io.carrierlab.loadgen.report.ResultJson.nanos;
import static io.carrierlab.loadgen.report.ResultJson.number;
import static io.carrierlab.loadgen.report.ResultJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Evidence;
import io.carrierlab.loadgen.drill.Evidence.Buckets;
import io.carrierlab.loadgen.drill.Evidence.Cell;
import io.carrierlab.loadgen.drill.Evidence.FlowTotals;
import io.carrierlab.loadgen.drill.Evidence.Gap;
import io.carrierlab.loadgen.drill.Evidence.Matrix;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Part;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Quantiles;
import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Evidence.Way;
import io.carrierlab.loadgen.drill.Observations.Hop;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Evidence as JSON objects that carry their {@code kind}, and back. */
final class EvidenceJson {
  private EvidenceJson() {}

  static ObjectNode of(Evidence evidence) {
    return switch (evidence) {
      case Matrix matrix -> of(matrix);
      case Gap gap -> of(gap);
      case Table table -> of(table);
      case Way way -> of(way);
      case OutageSpread spread -> of(spread);
    };
  }

  /** @throws IllegalArgumentException if it is none */
  static Evidence read(JsonNode node) {
    return switch (text(node, "kind")) {
      case "matrix" -> matrix(node);
      case "gap" -> gap(node);
      case "table" -> table(node);
      case "path" -> way(node);
      case "outages" -> spread(node);
      case String kind -> throw new IllegalArgumentException("there is no evidence of kind " + kind);
    };
  }

  private static ObjectNode object(String kind) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind);
  }

  private static ObjectNode of(Matrix matrix) {
    ObjectNode object = object("matrix");
    matrix.from().forEach(object.putArray("from")::add);
    matrix.to().forEach(object.putArray("to")::add);
    ArrayNode rows = object.putArray("cells");
    for (List<Cell> row : matrix.cells()) {
      ArrayNode cells = rows.addArray();
      row.forEach(cell -> cells.addObject().put("good", cell.good()).put("mark", cell.mark()).put("text",
          cell.text()));
    }
    return object;
  }

  private static Matrix matrix(JsonNode node) {
    var rows = new ArrayList<List<Cell>>();
    for (JsonNode row : has(node, "cells")) {
      var cells = new ArrayList<Cell>();
      for (JsonNode cell : row) {
        cells.add(new Cell(has(cell, "good").booleanValue(), text(cell, "mark"), text(cell, "text")));
      }
      rows.add(cells);
    }
    return new Matrix(texts(has(node, "from")), texts(has(node, "to")), rows);
  }

  private static ObjectNode of(Gap gap) {
    ObjectNode object = object("gap").put("flow", gap.flow()).put("fault", gap.fault())
        .put("faultAt", Seconds.of(gap.faultNanos())).put("from", Seconds.of(gap.fromNanos()))
        .put("to", Seconds.of(gap.toNanos()))
        .put("milliseconds", Seconds.millis(gap.outageNanos())).put("resumed", gap.resumed())
        .put("lost", gap.lost());
    object.putObject("totals").put("sent", gap.totals().sent()).put("received", gap.totals().received())
        .put("lost", gap.totals().lost()).put("duplicates", gap.totals().duplicates());
    object.set("arrivals", of(gap.around()));
    return object;
  }

  private static Gap gap(JsonNode node) {
    JsonNode totals = has(node, "totals");
    return new Gap(text(node, "flow"), nanos(node, "faultAt"), text(node, "fault"), nanos(node, "from"),
        nanos(node, "to"), has(node, "resumed").booleanValue(), number(node, "lost"),
        new FlowTotals(number(totals, "sent"), number(totals, "received"), number(totals, "lost"),
            number(totals, "duplicates")),
        buckets(has(node, "arrivals")));
  }

  private static ObjectNode of(OutageSpread spread) {
    ObjectNode object = object("outages").put("fault", spread.fault()).put("faultAt", Seconds.of(spread.faultNanos()))
        .put("clients", spread.clients()).put("affected", spread.affected()).put("back", spread.back())
        .put("left", spread.left());
    object.set("total", of(spread.total()));
    ArrayNode parts = object.putArray("parts");
    spread.parts().forEach(part -> parts.addObject().put("name", part.name()).put("what", part.what())
        .set("spread", of(part.spread())));
    object.set("outages", of(spread.outages()));
    object.set("reconnects", of(spread.reconnects()));
    return object;
  }

  private static OutageSpread spread(JsonNode node) {
    var parts = new ArrayList<Part>();
    has(node, "parts").forEach(part -> parts.add(new Part(text(part, "name"), text(part, "what"),
        quantiles(has(part, "spread")))));
    int clients = count(node, "clients");
    int affected = count(node, "affected");
    int back = count(node, "back");
    int left = count(node, "left");
    if (back > affected || (long) affected + left > clients) {
      throw new IllegalArgumentException("of " + clients + " clients " + affected + " lost answers, " + left
          + " more left, and " + back + " are back");
    }
    return new OutageSpread(text(node, "fault"), nanos(node, "faultAt"), clients, affected, back, left,
        quantiles(has(node, "total")), parts, buckets(has(node, "outages")), buckets(has(node, "reconnects")));
  }

  private static int count(JsonNode node, String field) {
    return count(number(node, field), field);
  }

  private static int count(long number, String field) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("field " + field + " is " + number + ", not a number of clients");
    }
    return (int) number;
  }

  private static ObjectNode of(Quantiles quantiles) {
    return JsonNodeFactory.instance.objectNode().put("p50", outage(quantiles.p50Nanos()))
        .put("p90", outage(quantiles.p90Nanos())).put("p99", outage(quantiles.p99Nanos()))
        .put("last", outage(quantiles.lastNanos())).put("mean", Seconds.of(quantiles.meanNanos()));
  }

  private static Quantiles quantiles(JsonNode node) {
    return new Quantiles(outage(node, "p50"), outage(node, "p90"), outage(node, "p99"), outage(node, "last"),
        span(node, "mean"));
  }

  /** {@code null}: not back. */
  private static BigDecimal outage(long nanos) {
    return nanos == Quantiles.NOT_BACK ? null : Seconds.of(nanos);
  }

  private static long outage(JsonNode node, String field) {
    return has(node, field).isNull() ? Quantiles.NOT_BACK : span(node, field);
  }

  private static long span(JsonNode node, String field) {
    long nanos = nanos(node, field);
    if (nanos < 0) {
      throw new IllegalArgumentException("field " + field + " is less than 0");
    }
    return nanos;
  }

  private static ObjectNode of(Buckets buckets) {
    ObjectNode object = JsonNodeFactory.instance.objectNode().put("start", Seconds.of(buckets.startNanos()))
        .put("width", Seconds.of(buckets.widthNanos()));
    buckets.counts().forEach(object.putArray("counts")::add);
    return object;
  }

  private static Buckets buckets(JsonNode node) {
    var counts = new ArrayList<Integer>();
    for (JsonNode count : has(node, "counts")) {
      if (!count.isIntegralNumber() || !count.canConvertToLong()) {
        throw new IllegalArgumentException("field counts has " + count + ", not a whole number");
      }
      counts.add(count(count.longValue(), "counts"));
    }
    return new Buckets(nanos(node, "start"), nanos(node, "width"), counts);
  }

  private static ObjectNode of(Table table) {
    ObjectNode object = object("table").put("title", table.title());
    table.columns().forEach(object.putArray("columns")::add);
    ArrayNode rows = object.putArray("rows");
    table.rows().forEach(row -> row.forEach(rows.addArray()::add));
    return object.put("omitted", table.omitted());
  }

  private static Table table(JsonNode node) {
    var rows = new ArrayList<List<String>>();
    has(node, "rows").forEach(row -> rows.add(texts(row)));
    return new Table(text(node, "title"), texts(has(node, "columns")), rows, number(node, "omitted"));
  }

  private static ObjectNode of(Way way) {
    ObjectNode object = object("path");
    way.expected().forEach(object.putArray("expected")::add);
    ArrayNode hops = object.putArray("hops");
    for (Hop hop : way.hops()) {
      ObjectNode entry = hops.addObject().put("node", hop.node()).put("t", Seconds.of(hop.atNanos()));
      hop.lookups().forEach(entry.putArray("lookups")::add);
    }
    return object.put("end", way.end());
  }

  private static Way way(JsonNode node) {
    var hops = new ArrayList<Hop>();
    for (JsonNode hop : has(node, "hops")) {
      hops.add(new Hop(text(hop, "node"), nanos(hop, "t"), texts(has(hop, "lookups"))));
    }
    return new Way(texts(has(node, "expected")), hops, text(node, "end"));
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
