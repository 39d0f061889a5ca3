package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.IsolationRecord.Leak;
import io.carrierlab.loadgen.drill.IsolationRecord.RouteLeak;
import io.carrierlab.loadgen.drill.IsolationRecord.Violation;
import io.carrierlab.loadgen.drill.Verdict.Outcome;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.node.topology.VrfConfig;
import io.carrierlab.protocols.ip.Ipv4;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Judges isolation, and looks in the configuration for the route target that explains a leak. */
final class Leaks {
  private static final String WHAT = "no packet reaches a place outside its VPN's policy, at any time";

  private record Place(String node, VrfConfig vrf) {
    @Override
    public String toString() {
      return "VRF " + vrf.name() + " on " + node;
    }
  }

  private record Import(Place importer, String target, String exportingVpn, List<String> exporters) {
    @Override
    public String toString() {
      return importer + " imports " + target + ", which VPN " + exportingVpn + " exports ("
          + Words.some(exporters, 3) + ")";
    }
  }

  private final IsolationRecord seen;
  private final List<Place> vrfs = new ArrayList<>();
  /** Whose routes nobody has seen. */
  private final Optional<String> unread;

  Leaks(Observations run, Topology topology) {
    this.seen = run.isolation();
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof RouterConfig router) {
        router.vrfs().forEach(vrf -> vrfs.add(new Place(router.name(), vrf)));
      }
    }
    unread = new Silences(run).whyOn(Duration.ofNanos(run.endNanos()),
        node -> vrfs.stream().anyMatch(place -> place.node.equals(node)));
  }

  Verdict judge(Expectation.Isolation e) {
    if (seen.total() == 0 && !seen.routes().isEmpty()) {
      return routesOnly(e);
    }
    if (seen.total() == 0 && unread.isPresent()) {
      return Evaluation.notEvaluated(e.id(), WHAT, "no packet did, but leaked routes could not be looked for: "
          + unread.get());
    }
    if (seen.total() == 0) {
      return seen.checked() == 0
          ? Evaluation.notEvaluated(e.id(), WHAT, "no packet of a VPN was seen, so nothing was checked")
          : new Verdict(e.id(), WHAT, Outcome.PASS,
              "none did, of " + Words.plural(seen.checked(), "arrival") + " of VPN packets", List.of());
    }
    var imports = new ArrayList<Import>();
    seen.leaks().forEach(leak -> imports.addAll(explain(leak)));
    var rows = new ArrayList<List<String>>();
    for (Leak leak : seen.leaks()) {
      rows.add(List.of(leak.originVpn(), place(leak.placeVpn()), Long.toString(leak.frames())));
    }
    var evidence = new ArrayList<Evidence>();
    evidence.add(new Table("Leaks by VPN", List.of("packets of VPN", "at places of", "frames"), rows, 0));
    if (!imports.isEmpty()) {
      evidence.add(new Table("Imports that explain it",
          List.of("VRF", "imports", "of VPN", "exported by"),
          imports.stream().distinct().limit(Reach.ROWS).map(i -> List.of(i.importer.toString(), i.target,
              i.exportingVpn, String.join(", ", i.exporters))).toList(),
          Math.max(0, imports.size() - Reach.ROWS)));
    }
    var first = seen.first().stream().limit(Reach.ROWS).map(Leaks::row).toList();
    evidence.add(new Table("First violations",
        List.of("time", "VPN", "from", "sequence", "link", "arrived at", "place of", "rule"), first,
        seen.total() - first.size()));
    return new Verdict(e.id(), WHAT, Outcome.FAIL, observed(imports), evidence);
  }

  /** No packet has used it yet, but the door stands open. */
  private Verdict routesOnly(Expectation.Isolation e) {
    var imports = new ArrayList<Import>();
    seen.routes().forEach(route -> imports.addAll(imports(route.importingVpn(), route.exportingVpn())));
    List<String> routes = seen.routes().stream().map(RouteLeak::toString).toList();
    String observed = "no packet did, but " + Words.some(routes, 3) + (imports.isEmpty() ? "" : "; likely cause: "
        + Words.some(imports.stream().map(Import::toString).distinct().toList(), 2));
    return new Verdict(e.id(), WHAT, Outcome.FAIL, observed, List.of(new Table("Leaked routes",
        List.of("node", "VRF", "of VPN", "prefix", "of VPN"),
        seen.routes().stream().limit(Reach.ROWS).map(route -> List.of(route.node(), route.vrf(),
            route.importingVpn(), route.prefix(), route.exportingVpn())).toList(),
        Math.max(0, seen.routes().size() - Reach.ROWS))));
  }

  private String observed(List<Import> imports) {
    var text = new StringBuilder();
    if (!seen.first().isEmpty()) {
      Violation v = seen.first().getFirst();
      text.append("a packet of VPN ").append(v.originVpn()).append(" from ").append(v.originNode())
          .append(" arrived at ").append(v.place()).append(" (").append(place(v.placeVpn())).append(") via link ")
          .append(v.link()).append(" at ").append(Words.seconds(v.atNanos())).append(": ").append(v.rule())
          .append("; ");
    }
    text.append("in all ").append(Words.some(seen.leaks().stream().map(leak -> Words.plural(leak.frames(), "frame")
        + " of " + leak.originVpn() + " at places of " + place(leak.placeVpn())).toList(), 3));
    if (!imports.isEmpty()) {
      text.append("; likely cause: ").append(Words.some(imports.stream().map(Import::toString).distinct().toList(), 2));
    }
    return text.toString();
  }

  private static String place(String vpn) {
    return vpn.isEmpty() ? "the core" : "VPN " + vpn;
  }

  private static List<String> row(Violation v) {
    return List.of(Words.seconds(v.atNanos()), v.originVpn(), v.originNode(), Long.toString(v.sequence()), v.link(),
        v.place(), place(v.placeVpn()), v.rule());
  }

  /**
   * A packet follows a route, and a route gets into a VRF by an import target. So the VRFs of the packet's own VPN
   * come first; if none imports what the other VPN exports, the other side may import ours and answer.
   */
  private List<Import> explain(Leak leak) {
    List<Import> there = imports(leak.originVpn(), leak.placeVpn());
    return there.isEmpty() ? imports(leak.placeVpn(), leak.originVpn()) : there;
  }

  private List<Import> imports(String importingVpn, String exportingVpn) {
    var found = new ArrayList<Import>();
    for (Place importer : vrfs) {
      if (!importer.vrf.vpn().equals(importingVpn)) {
        continue;
      }
      for (long target : new TreeSet<>(importer.vrf.imports())) {
        List<String> exporters = vrfs.stream().filter(p -> p.vrf.vpn().equals(exportingVpn)
            && p.vrf.exports().contains(target)).map(Place::toString).toList();
        if (!exporters.isEmpty()) {
          found.add(new Import(importer, routeTarget(target), exportingVpn, exporters));
        }
      }
    }
    return found;
  }

  /** An extended community as people write it (RFC 4360 §3, RFC 5668 §2); in hex where it is no route target. */
  static String routeTarget(long value) {
    long administrator = value >>> 16 & 0xffffffffL;
    return switch ((int) (value >>> 48)) {
      case 0x0002 -> (value >>> 32 & 0xffff) + ":" + (value & 0xffffffffL);
      case 0x0102 -> Ipv4.format((int) administrator) + ":" + (value & 0xffff);
      case 0x0202 -> administrator + ":" + (value & 0xffff);
      default -> "0x" + Long.toHexString(value);
    };
  }
}
