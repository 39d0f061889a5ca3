package io.carrierlab.loadgen.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carrierlab.loadgen.drill.Evaluation;
import io.carrierlab.loadgen.drill.Expectation.Count.What;
import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.drill.IsolationRecord.Violation;
import io.carrierlab.loadgen.drill.Verdict;
import java.util.Optional;

/** Timeline events as JSON objects: {@code t}, {@code node}, {@code kind}, {@code text}, then fields of the kind. */
final class TimelineJson {
  private TimelineJson() {}

  static ObjectNode of(TimelineEvent event) {
    return switch (event) {
      case TimelineEvent.FaultHappened(long at, Fault fault) -> fault(at, fault);
      case TimelineEvent.Session session -> session(session);
      case TimelineEvent.Route route -> route(route);
      case TimelineEvent.Hsrp hsrp -> hsrp(hsrp);
      case TimelineEvent.Count count -> count(count);
      case TimelineEvent.FlowGap gap -> line(gap.atNanos(), gap.node(), "flow-gap",
          "flow " + gap.flow() + " is back after " + Seconds.of(gap.atNanos() - gap.sinceNanos()).toPlainString()
          + " s, " + gap.lost() + " packets lost")
          .put("flow", gap.flow()).put("since", Seconds.of(gap.sinceNanos()))
          .put("seconds", Seconds.of(gap.atNanos() - gap.sinceNanos())).put("lost", gap.lost());
      case TimelineEvent.Isolation(Violation violation) -> isolation(violation);
      case TimelineEvent.Judged(long at, Verdict verdict) -> line(at, "", "expectation",
          verdict.id() + ": " + verdict.observed())
          .put("id", verdict.id()).put("verdict", verdict.passed() ? "pass" : "fail");
      case TimelineEvent.Power(long at, String node, boolean on) ->
          line(at, node, "power", node + (on ? " starts" : " loses its power")).put("on", on);
      case TimelineEvent.Clients clients -> clients(clients);
      case TimelineEvent.Note(long at, Optional<String> node, String text) -> line(at, node.orElse(""), "note", text);
    };
  }

  private static ObjectNode line(long atNanos, String node, String kind, String text) {
    return JsonNodeFactory.instance.objectNode().put("t", Seconds.of(atNanos)).put("node", node).put("kind", kind)
        .put("text", text);
  }

  private static ObjectNode fault(long at, Fault fault) {
    String node = switch (fault.place()) {
      case Fault.Place.Node(String name) -> name;
      case Fault.Place.End(String name, _) -> name;
      case Fault.Place.Link _ -> "";
    };
    var line = line(at, node, "fault", fault.what()).put("fault", fault.kind());
    switch (fault.place()) {
      case Fault.Place.Node _ -> { }
      case Fault.Place.End(_, String interfaceName) -> line.put("interface", interfaceName);
      case Fault.Place.Link(String link) -> line.put("link", link);
    }
    if (fault.until().compareTo(fault.at()) > 0) {
      line.put("until", Seconds.of(fault.until().toNanos()));
    }
    return line;
  }

  private static ObjectNode session(TimelineEvent.Session session) {
    String kind = switch (session.protocol()) {
      case OSPF -> "ospf-neighbor";
      case LDP -> "ldp-session";
      case BGP -> "bgp-session";
    };
    String why = session.reason().map(reason -> ": " + reason).orElse("");
    var line = line(session.atNanos(), session.node(), kind,
        session.protocol() + " with " + session.peer() + " is " + session.state() + why)
        .put("peer", session.peer()).put("state", session.state()).put("up", session.up());
    session.reason().ifPresent(reason -> line.put("reason", reason));
    return line;
  }

  private static ObjectNode hsrp(TimelineEvent.Hsrp hsrp) {
    var line = line(hsrp.atNanos(), hsrp.node(), "hsrp", "HSRP group " + hsrp.group() + " on " + hsrp.interfaceName()
        + " is " + hsrp.state() + hsrp.reason().map(reason -> ": " + reason).orElse(""))
        .put("interface", hsrp.interfaceName()).put("group", hsrp.group()).put("state", hsrp.state());
    hsrp.reason().ifPresent(reason -> line.put("reason", reason));
    return line;
  }

  private static ObjectNode route(TimelineEvent.Route route) {
    String table = route.vrf().map(vrf -> " in VRF " + vrf).orElse("");
    var line = line(route.atNanos(), route.node(), "route",
        route.installed() ? route.prefix() + table + " via " + route.via() : route.prefix() + table + " is gone");
    route.vrf().ifPresent(vrf -> line.put("vrf", vrf));
    line.put("prefix", route.prefix()).put("installed", route.installed());
    if (route.installed()) {
      line.put("via", route.via());
    }
    return line;
  }

  private static ObjectNode count(TimelineEvent.Count count) {
    String table = count.vrf().map(vrf -> " in VRF " + vrf).orElse("");
    var line = line(count.atNanos(), count.node(), kind(count.of()),
        count.value() + " " + Evaluation.words(count.of()) + table);
    count.vrf().ifPresent(vrf -> line.put("vrf", vrf));
    return line.put("value", count.value());
  }

  private static String kind(What of) {
    return switch (of) {
      case LABELS -> "label-count";
      case ROUTES -> "route-count";
      case BGP_SESSIONS -> "bgp-session-count";
      case LDP_SESSIONS -> "ldp-session-count";
      case OSPF_NEIGHBORS -> "ospf-neighbor-count";
      case VPNV4_ROUTES -> "vpnv4-route-count";
      case SAS -> "sa-count";
      case IKE_SAS -> "ike-sa-count";
      case CLIENTS -> "client-count";
      case RADIUS_SESSIONS -> "radius-session-count";
    };
  }

  private static ObjectNode clients(TimelineEvent.Clients c) {
    var line = line(c.atNanos(), c.node(), "clients", c.of() + ": " + c.connected() + " connected, " + c.left()
        + " left" + (c.failed().isEmpty() ? "" : ", failed " + c.failed()) + "; " + c.now() + " are connected")
        .put("of", c.of()).put("connected", c.connected()).put("left", c.left());
    c.failed().forEach(line.putObject("failed")::put);
    return line.put("now", c.now());
  }

  private static ObjectNode isolation(Violation v) {
    return line(v.atNanos(), v.node(), "isolation", "a packet of VPN " + v.originVpn() + " from " + v.originNode()
        + " arrived at " + v.place() + (v.placeVpn().isEmpty() ? "" : " of VPN " + v.placeVpn()) + ": " + v.rule())
        .put("originVpn", v.originVpn()).put("originNode", v.originNode()).put("sequence", v.sequence())
        .put("link", v.link()).put("interface", v.interfaceName()).put("placeVpn", v.placeVpn())
        .put("rule", v.rule());
  }
}
