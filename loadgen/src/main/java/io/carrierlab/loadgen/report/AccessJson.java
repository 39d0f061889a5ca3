package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Observations.AccessSample;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Remote access as data for the page: sums over populations and VRFs, so its size does not grow with the clients. */
final class AccessJson {
  private static final int POINTS = 300;

  private AccessJson() {}

  /** Without remote access, an empty object. */
  static ObjectNode of(Report report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (report.seen().access().isEmpty()) {
      return root;
    }
    AccessSample last = report.seen().access().getLast();
    var populations = new TreeMap<String, List<ClientView>>();
    last.clients().forEach(client ->
        populations.computeIfAbsent(client.population(), any -> new ArrayList<>()).add(client));
    ArrayNode tables = root.putArray("tables");
    populations(tables, populations);
    times(tables, "Set-up, first message to SAs (ms)", populations.values().stream().map(clients -> clients.stream()
        .filter(client -> client.sessions() > 0).map(ClientView::setupNanos).sorted().toList()).toList(),
        populations.keySet());
    times(tables, "First attempt to first answer (ms)", populations.values().stream().map(clients -> clients.stream()
        .filter(client -> client.firstAnswerNanos() >= 0)
        .map(client -> client.firstAnswerNanos() - client.firstAttemptNanos()).sorted().toList()).toList(),
        populations.keySet());
    failures(tables, populations);
    accounting(tables, last.accounting());
    for (RunResult.NodeResult node : report.result().nodes()) {
      view(tables, node, "ipsec-causes", "Sessions and packets of " + node.name() + ", by cause");
      view(tables, node, "pools", "Address pools of " + node.name());
      view(tables, node, "radius-counters", "RADIUS at " + node.name());
      view(tables, node, "bgp", "BGP of " + node.name() + ": what reverse routes cost is in the UPDATEs sent");
    }
    connected(root.putArray("connected"), report.events());
    return root;
  }

  private static ArrayNode table(ArrayNode tables, String title, Iterable<String> columns) {
    ObjectNode table = tables.addObject().put("title", title).put("omitted", 0);
    columns.forEach(table.putArray("columns")::add);
    return table.putArray("rows");
  }

  private static void populations(ArrayNode tables, Map<String, List<ClientView>> populations) {
    ArrayNode rows = table(tables, "Clients", List.of("population", "VPN", "clients", "connected at the end",
        "attempts", "sessions", "requests", "answers", "octets sent in ended sessions", "received"));
    populations.forEach((name, clients) -> row(rows, name, clients.getFirst().vpn(), clients.size(),
        clients.stream().filter(ClientView::connected).count(), clients.stream().mapToLong(ClientView::attempts).sum(),
        clients.stream().mapToLong(ClientView::sessions).sum(), clients.stream().mapToLong(ClientView::requests).sum(),
        clients.stream().mapToLong(ClientView::answers).sum(),
        clients.stream().mapToLong(client -> client.endedUsage().sentOctets()).sum(),
        clients.stream().mapToLong(client -> client.endedUsage().receivedOctets()).sum()));
  }

  private static void times(ArrayNode tables, String title, List<List<Long>> sorted, Iterable<String> names) {
    ArrayNode rows = table(tables, title, List.of("population", "clients", "p50", "p90", "p99", "max"));
    int index = 0;
    for (String name : names) {
      List<Long> values = sorted.get(index++);
      if (!values.isEmpty()) {
        row(rows, name, values.size(), at(values, 50), at(values, 90), at(values, 99), at(values, 100));
      }
    }
  }

  /** The smallest value that so many percent do not exceed. */
  private static String at(List<Long> sorted, int percent) {
    int rank = (sorted.size() * percent + 99) / 100;
    return Seconds.millis(sorted.get(Math.max(0, rank - 1)) / 1_000 * 1_000).toPlainString();
  }

  private static void failures(ArrayNode tables, Map<String, List<ClientView>> populations) {
    ArrayNode rows = table(tables, "What clients failed by", List.of("population", "reason", "times", "clients"));
    populations.forEach((name, clients) -> {
      var times = new TreeMap<String, long[]>();
      clients.forEach(client -> client.failures().forEach((reason, count) -> {
        long[] sums = times.computeIfAbsent(reason.name(), any -> new long[2]);
        sums[0] += count;
        sums[1]++;
      }));
      times.forEach((reason, sums) -> row(rows, name, reason, sums[0], sums[1]));
    });
  }

  private static void accounting(ArrayNode tables, List<AccountingView> sessions) {
    var sums = new TreeMap<String, long[]>();
    for (AccountingView session : sessions) {
      long[] sum = sums.computeIfAbsent(session.server() + "\n" + session.vrf(), any -> new long[7]);
      long[] one = {1, session.stopped() ? 1 : 0, session.interims(), session.inputPackets(), session.inputOctets(),
        session.outputPackets(), session.outputOctets()};
      for (int i = 0; i < one.length; i++) {
        sum[i] += one[i];
      }
    }
    ArrayNode rows = table(tables, "Accounting", List.of("server", "VRF", "sessions", "stopped", "interims",
        "packets from clients", "octets from clients", "packets to clients", "octets to clients"));
    sums.forEach((key, sum) -> {
      String[] parts = key.split("\n", -1);
      row(rows, parts[0], parts[1], sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[6]);
    });
  }

  private static void view(ArrayNode tables, RunResult.NodeResult node, String kind, String title) {
    JsonNode view = node.views().get(kind);
    if (view == null || view.path(0).path("rows").isEmpty()) {
      return;
    }
    var columns = new ArrayList<String>();
    view.get(0).get("rows").get(0).fieldNames().forEachRemaining(columns::add);
    ArrayNode rows = table(tables, title, columns);
    for (JsonNode part : view) {
      for (JsonNode row : part.path("rows")) {
        ArrayNode cells = rows.addArray();
        columns.forEach(column -> cells.add(row.path(column).isNull() ? "-" : row.path(column).asText()));
      }
    }
  }

  private static void row(ArrayNode rows, Object... cells) {
    ArrayNode row = rows.addArray();
    for (Object cell : cells) {
      row.add(cell.toString());
    }
  }

  /** Each population's connected clients, where the number changes. */
  private static void connected(ArrayNode out, List<TimelineEvent> events) {
    var series = new TreeMap<String, List<TimelineEvent.Clients>>();
    for (TimelineEvent event : events) {
      if (event instanceof TimelineEvent.Clients clients && clients.node().isEmpty()) {
        series.computeIfAbsent(clients.of(), any -> new ArrayList<>()).add(clients);
      }
    }
    series.forEach((name, points) -> {
      ArrayNode list = out.addObject().put("label", name).putArray("points");
      list.addArray().add(0).add(0);
      int every = (points.size() + POINTS - 1) / POINTS;
      for (int i = 0; i < points.size(); i++) {
        if (i % every == 0 || i == points.size() - 1) {
          list.addArray().add(Seconds.of(points.get(i).atNanos())).add(points.get(i).now());
        }
      }
    });
  }
}
