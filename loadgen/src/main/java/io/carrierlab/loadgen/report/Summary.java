package io.carrierlab.loadgen.report;

import static io.carrierlab.loadgen.report.DrillWords.count;
import static io.carrierlab.loadgen.report.DrillWords.moment;
import static io.carrierlab.loadgen.report.DrillWords.seconds;
import static io.carrierlab.loadgen.report.DrillWords.some;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.FlowRecord;
import io.carrierlab.loadgen.drill.IsolationRecord;
import io.carrierlab.loadgen.drill.IsolationRecord.Violation;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.drill.Verdict;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.LastMileConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VpnConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A run in plain sentences, for whoever opens its report first: what it was about, whether it held what was expected,
 * and what went wrong, when and where.
 *
 * @param about what was run; {@code verdict}: how it ended
 * @param happened what faults cost, and what went wrong without one, in order of time
 * @param failed expectations that did not hold, those that were judged first
 */
record Summary(String about, String verdict, List<String> happened, long happenedOmitted, List<Failure> failed,
    long failedOmitted, String held) {
  private static final int SENTENCES = 12;
  private static final int FAILURES = 8;
  private static final int NAMES = 12;
  private static final int LONGEST = 240;

  /** @param evaluated false: nobody knows */
  record Failure(String id, boolean evaluated, String expected, String observed) {}

  Summary {
    happened = List.copyOf(happened);
    failed = List.copyOf(failed);
  }

  static Summary of(Report report, List<FaultMark> faults, Outages outages) {
    Observations seen = report.seen();
    List<Verdict> verdicts = report.result().expectations();
    List<String> happened = happened(report, faults, outages);
    List<Failure> failed = new ArrayList<>();
    for (Outcome outcome : List.of(Outcome.FAIL, Outcome.NOT_EVALUATED)) {
      verdicts.stream().filter(verdict -> verdict.outcome() == outcome).forEach(verdict -> failed.add(new Failure(
          verdict.id(), outcome == Outcome.FAIL, verdict.what(), clipped(verdict.observed()))));
    }
    List<String> held = verdicts.stream().filter(Verdict::passed).map(Verdict::id).toList();
    return new Summary(about(report.topology(), seen), verdict(verdicts),
        happened.subList(0, Math.min(SENTENCES, happened.size())), Math.max(0, happened.size() - SENTENCES),
        failed.subList(0, Math.min(FAILURES, failed.size())), Math.max(0, failed.size() - FAILURES),
        some(held, NAMES));
  }

  private static String clipped(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "\u2026";
  }

  // --- What it was about -------------------------------------------------------------------------------------------

  private static String about(Topology topology, Observations seen) {
    var kinds = new LinkedHashMap<String, Integer>();
    var populations = new LinkedHashMap<String, Integer>();
    for (NodeConfig node : topology.nodes()) {
      switch (node) {
        case ClientConfig client -> populations.merge(client.population().name(), 1, Integer::sum);
        case LastMileConfig _ -> { }
        default -> kinds.merge(node.kind(), 1, Integer::sum);
      }
    }
    var devices = new ArrayList<String>();
    kinds.forEach((kind, number) -> devices.add(KindWords.some(number, kind)));
    List<String> vpns = topology.vpns().stream().map(VpnConfig::name).toList();
    var with = new ArrayList<String>();
    if (!vpns.isEmpty()) {
      with.add(named(vpns, "VPN"));
    }
    if (!populations.isEmpty()) {
      int clients = populations.values().stream().mapToInt(Integer::intValue).sum();
      with.add(count(clients, "remote-access client", "remote-access clients") + " (" + some(populations.entrySet()
          .stream().map(each -> each.getKey() + ": " + count(each.getValue())).toList(), 4) + ")");
    }
    if (!seen.flows().isEmpty()) {
      with.add(named(seen.flows().stream().map(flow -> flow.traffic().name()).toList(), "flow"));
    }
    return seconds(seen.endNanos()) + " in the life of a network of " + all(devices) + (with.isEmpty() ? ""
        : ", with " + all(with)) + ". " + faults(seen.faults());
  }

  private static String named(List<String> names, String one) {
    return count(names.size(), one, one + "s") + " (" + some(names, 4) + ")";
  }

  private static String all(List<String> parts) {
    return some(parts, parts.size());
  }

  private static String faults(List<Fault> faults) {
    if (faults.isEmpty()) {
      return "Nothing was broken on purpose.";
    }
    return "Broken and mended on purpose: " + some(faults.stream().map(fault -> fault.what() + " at "
        + seconds(fault.at().toNanos())).toList(), 6) + ".";
  }

  // --- How it ended ------------------------------------------------------------------------------------------------

  private static String verdict(List<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return "Nothing was expected of it, so nothing failed and nothing is proved.";
    }
    long all = verdicts.size();
    long held = verdicts.stream().filter(Verdict::passed).count();
    long unknown = verdicts.stream().filter(verdict -> verdict.outcome() == Outcome.NOT_EVALUATED).count();
    if (held == all) {
      return all == 1 ? "The one expectation held." : "All " + count(all) + " expectations held.";
    }
    var parts = new ArrayList<String>();
    parts.add(count(held) + " of " + count(all, "expectation", "expectations") + " held");
    if (all - held - unknown > 0) {
      parts.add(count(all - held - unknown) + " failed");
    }
    if (unknown > 0) {
      parts.add(count(unknown) + " could not be evaluated");
    }
    return all(parts) + ".";
  }

  // --- What went wrong ---------------------------------------------------------------------------------------------

  private static List<String> happened(Report report, List<FaultMark> faults, Outages outages) {
    Observations seen = report.seen();
    var lines = new ArrayList<String>();
    isolation(seen.isolation(), lines);
    new DrillStory(faults, outages.byFault(), report.events(), seen, report.topology()).sentences()
        .forEach(sentence -> lines.add(sentence.text()));
    for (FlowRecord flow : seen.flows()) {
      String name = flow.traffic().name();
      if (flow.sent() > 0 && flow.received() == 0) {
        lines.add("Flow " + name + " never got through: " + count(flow.sent(), "packet was sent",
            "packets were sent") + " from " + flow.traffic().from() + " to " + flow.traffic().to()
            + ", and none arrived.");
      } else if (flow.lost() > 0 && faults.isEmpty()) {
        lines.add("Flow " + name + " lost " + count(flow.lost()) + " of its " + count(flow.sent(), "packet", "packets")
            + ", the first at " + moment(flow.lostSentAt().at(0)) + ".");
      }
    }
    if (!report.result().unanswered().isEmpty()) {
      lines.add("Asked for what they have, and did not answer: " + some(report.result().unanswered().stream()
          .map(RunResult.Unanswered::text).toList(), 4) + ".");
    }
    return lines;
  }

  private static void isolation(IsolationRecord isolation, List<String> lines) {
    if (isolation.total() > 0) {
      Map<String, Long> pairs = new LinkedHashMap<>();
      isolation.leaks().forEach(leak -> pairs.merge("of VPN " + leak.originVpn() + " in "
          + (leak.placeVpn().isEmpty() ? "the core" : "VPN " + leak.placeVpn()), leak.frames(), Long::sum));
      String first = isolation.first().isEmpty() ? "" : first(isolation.first().getFirst());
      lines.add("VPNs were not kept apart: " + count(isolation.total(), "packet", "packets")
          + " arrived where they must not, " + some(List.copyOf(pairs.keySet()), 3) + first + ".");
    }
    if (!isolation.routes().isEmpty()) {
      var routes = new LinkedHashSet<String>();
      isolation.routes().forEach(route -> routes.add(route.toString()));
      lines.add("Routes leaked: " + some(List.copyOf(routes), 2) + ".");
    }
  }

  private static String first(Violation violation) {
    return ", the first at " + moment(violation.atNanos()) + " from " + violation.originNode() + " at "
        + violation.place();
  }

  ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("about", about).put("verdict", verdict);
    happened.forEach(root.putArray("happened")::add);
    root.put("happenedOmitted", happenedOmitted);
    ArrayNode list = root.putArray("failed");
    failed.forEach(each -> list.addObject().put("id", each.id).put("evaluated", each.evaluated)
        .put("expected", each.expected).put("observed", each.observed));
    return root.put("failedOmitted", failedOmitted).put("held", held);
  }
}
