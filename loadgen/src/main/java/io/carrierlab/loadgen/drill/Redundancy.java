package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.node.topology.HsrpConfig;
import io.carrierlab.node.topology.InterfaceConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RouterConfig;
import io.carrierlab.node.topology.Topology;
import io.carrierlab.protocols.hsrp.HsrpState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges which routers were active in HSRP groups, by their own reports. A router that loses its power reports nothing:
 * it is not active from then on.
 */
final class Redundancy {
  private static final double SELDOM = 0.01;

  /** A time in which a router was active, until before {@code toNanos}. */
  private record Reign(String node, long fromNanos, long toNanos) {
    boolean at(long nanos) {
      return fromNanos <= nanos && nanos < toNanos;
    }
  }

  /** Two routers active at a time. */
  private record Overlap(String one, String other, long fromNanos, long toNanos) {
    long nanos() {
      return toNanos - fromNanos;
    }
  }

  /** Part of a run in which the drill has split a segment. */
  private record Split(String what, long fromNanos, long toNanos) {}

  private final Observations seen;
  private final Topology topology;

  Redundancy(Observations seen, Topology topology) {
    this.seen = seen;
    this.topology = topology;
  }

  static String what(Expectation.HsrpActive e) {
    return e.node().map(node -> node + " alone is active").orElse("one router is active") + " in HSRP group "
        + e.group() + " at " + Words.seconds(e.at());
  }

  static String what(Expectation.HsrpTakeover e) {
    return e.node() + " takes HSRP group " + e.group() + " over from another router within "
        + Words.seconds(e.within()) + " after " + Words.seconds(e.after());
  }

  private static String what(Expectation.SingleActive e) {
    return "HSRP group " + e.group() + " never has two active routers for more than " + Words.seconds(e.longest())
        + ", other than while its segment is split";
  }

  /** A group at a router. */
  private record Membership(String interfaceName, int group) {}

  /** Of each router that has the group. */
  private Map<String, Membership> members(String group) {
    var members = new LinkedHashMap<String, Membership>();
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof RouterConfig router) {
        for (InterfaceConfig each : router.interfaces()) {
          for (HsrpConfig hsrp : each.hsrp()) {
            if (hsrp.name().equals(group)) {
              members.put(router.name(), new Membership(each.name(), hsrp.group()));
            }
          }
        }
      }
    }
    return members;
  }

  /** The same by the place of each member, {@code NODE:IF}. */
  private Map<String, HsrpConfig> groups(String group) {
    var groups = new LinkedHashMap<String, HsrpConfig>();
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof RouterConfig router) {
        router.interfaces().forEach(each -> each.hsrp().stream().filter(hsrp -> hsrp.name().equals(group))
            .forEach(hsrp -> groups.put(router.name() + ":" + each.name(), hsrp)));
      }
    }
    return groups;
  }

  private List<Reign> reigns(Map<String, Membership> members) {
    var since = new TreeMap<String, Long>();
    var reigns = new ArrayList<Reign>();
    var darkness = new ArrayList<Fault>();
    seen.faults().forEach(fault -> fault.steps().stream().filter(step -> step instanceof Fault.Crash)
        .forEach(darkness::add));
    for (Journal.Event event : seen.devices().events()) {
      if (event.what() instanceof DeviceEvent.HsrpChange(var name, int group, var state, _)
          && new Membership(name, group).equals(members.get(event.node()))) {
        Long from = since.remove(event.node());
        if (from != null) {
          reigns.add(ended(event.node(), from, event.atNanos(), darkness));
        }
        if (state == HsrpState.ACTIVE) {
          since.put(event.node(), event.atNanos());
        }
      }
    }
    since.forEach((node, from) -> reigns.add(ended(node, from, Long.MAX_VALUE, darkness)));
    reigns.sort(Comparator.comparing(Reign::fromNanos));
    return reigns;
  }

  private static Reign ended(String node, long from, long to, List<Fault> crashes) {
    return new Reign(node, from, crashes.stream().filter(crash -> crash.place().name().equals(node))
        .mapToLong(crash -> crash.at().toNanos()).filter(at -> at >= from && at < to).min().orElse(to));
  }

  private Verdict noGroup(String id, String what, String group) {
    return Evaluation.notEvaluated(id, what, "no router has an HSRP group " + group);
  }

  Verdict judge(Expectation.HsrpActive e) {
    Map<String, Membership> members = members(e.group());
    if (members.isEmpty()) {
      return noGroup(e.id(), what(e), e.group());
    }
    List<Reign> reigns = reigns(members);
    List<String> active = reigns.stream().filter(reign -> reign.at(e.at().toNanos())).map(Reign::node).toList();
    boolean held = active.size() == 1 && e.node().map(node -> node.equals(active.getFirst())).orElse(true);
    String observed = active.isEmpty() ? "none is active" : String.join(" and ", active)
        + (active.size() == 1 ? " is active" : " are active");
    return new Verdict(e.id(), what(e), Evaluation.passIf(held), observed, List.of(table(e.group(), reigns)));
  }

  Verdict judge(Expectation.HsrpTakeover e) {
    Map<String, Membership> members = members(e.group());
    if (!members.containsKey(e.node())) {
      return Evaluation.notEvaluated(e.id(), what(e), e.node() + " has no HSRP group " + e.group());
    }
    List<Reign> reigns = reigns(members);
    String wrong = takeover(e, reigns);
    long after = e.after().toNanos();
    String observed = wrong.isEmpty() ? "after " + Words.seconds(reigns.stream()
        .filter(reign -> reign.node.equals(e.node()) && reign.at(deadline(e)))
        .mapToLong(Reign::fromNanos).min().orElseThrow() - after) : wrong;
    return new Verdict(e.id(), what(e), Evaluation.passIf(wrong.isEmpty()), observed,
        List.of(table(e.group(), reigns)));
  }

  /** No later than the last moment of the run. */
  private long deadline(Expectation.HsrpTakeover e) {
    return Math.min(seen.endNanos() - 1, e.after().plus(e.within()).toNanos());
  }

  /** What is wrong with it; empty: nothing. */
  private String takeover(Expectation.HsrpTakeover e, List<Reign> reigns) {
    long after = e.after().toNanos();
    // Who dies at that very time was active until then.
    List<String> before = reigns.stream().filter(reign -> reign.at(after - 1)).map(Reign::node).toList();
    if (before.contains(e.node())) {
      return e.node() + " is active already";
    }
    if (before.isEmpty()) {
      return "there is nobody to take over from: no router is active before";
    }
    List<Reign> its = reigns.stream().filter(reign -> reign.node.equals(e.node()) && reign.toNanos > after).toList();
    if (its.isEmpty()) {
      return e.node() + " does not become active";
    }
    if (its.stream().anyMatch(reign -> reign.at(deadline(e)))) {
      return "";
    }
    Reign first = its.getFirst();
    return "after " + Words.seconds(first.fromNanos - after)
        + (first.fromNanos <= deadline(e) ? ", but only for " + Words.seconds(first.toNanos - first.fromNanos) : "");
  }

  private Table table(String group, List<Reign> reigns) {
    var rows = reigns.stream().limit(Reach.ROWS)
        .map(reign -> List.of(reign.node, Words.seconds(reign.fromNanos),
            reign.toNanos == Long.MAX_VALUE ? "the end" : Words.seconds(reign.toNanos))).toList();
    return new Table("Who was active in group " + group, List.of("router", "from", "to"), rows,
        reigns.size() - rows.size());
  }

  Verdict judge(Expectation.SingleActive e) {
    Map<String, Membership> members = members(e.group());
    if (members.isEmpty()) {
      return noGroup(e.id(), what(e), e.group());
    }
    List<Reign> reigns = reigns(members);
    if (reigns.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "no router was ever active");
    }
    List<Split> splits = splits(groups(e.group()));
    var overlaps = new ArrayList<Overlap>();
    for (int i = 0; i < reigns.size(); i++) {
      for (int j = i + 1; j < reigns.size(); j++) {
        overlap(reigns.get(i), reigns.get(j)).ifPresent(overlaps::add);
      }
    }
    var split = new ArrayList<String>();
    long longest = 0;
    Overlap worst = null;
    for (Overlap each : overlaps) {
      long counted = each.nanos();
      for (Split one : splits) {
        long excused = Math.min(one.toNanos, each.toNanos) - Math.max(one.fromNanos, each.fromNanos);
        if (excused > 0) {
          counted -= excused;
          split.add("as they should while " + one.what + " split the segment at " + Words.seconds(one.fromNanos));
        }
      }
      if (counted > longest) {
        longest = counted;
        worst = each;
      }
    }
    String observed = worst == null ? "it never had two" : worst.one + " and " + worst.other + " for "
        + Words.seconds(longest) + " from " + Words.seconds(worst.fromNanos);
    return new Verdict(e.id(), what(e), Evaluation.passIf(longest <= e.longest().toNanos()), observed
        + (split.isEmpty() ? "" : "; two were active " + Words.some(split.stream().distinct().toList(), 3)),
        List.of(table(e.group(), reigns)));
  }

  private Optional<Overlap> overlap(Reign a, Reign b) {
    long from = Math.max(a.fromNanos, b.fromNanos);
    long to = Math.min(seen.endNanos(), Math.min(a.toNanos, b.toNanos));
    return a.node.equals(b.node) || to <= from ? Optional.empty()
        : Optional.of(new Overlap(a.node, b.node, from, to));
  }

  /** What takes away hellos and leaves the carrier, from when it begins until it is restored. They may not overlap. */
  private List<Split> splits(Map<String, HsrpConfig> members) {
    var ends = new HashSet<String>();
    var links = new HashSet<String>();
    members.keySet().forEach(place -> links.add(topology.linkAt(place.substring(0, place.indexOf(':')),
        place.substring(place.indexOf(':') + 1))));
    topology.links().stream().filter(link -> links.contains(link.name())).forEach(link ->
        link.ends().forEach(end -> ends.add(end.node() + ":" + end.interfaceName())));
    HsrpConfig group = members.values().iterator().next();
    var open = new LinkedHashMap<String, List<Fault>>();
    var splits = new ArrayList<Split>();
    for (Fault fault : seen.faults().stream().flatMap(each -> each.steps().stream())
        .sorted(Comparator.comparing(Fault::at)).toList()) {
      for (String end : ends(fault.place())) {
        if (ends.contains(end) && (fault instanceof Fault.BlackHole || fault instanceof Fault.Degrade)) {
          open.computeIfAbsent(end, _ -> new ArrayList<>()).add(fault);
        } else if (fault instanceof Fault.Restore && open.containsKey(end)) {
          over(open.remove(end), fault.at().toNanos(), group, splits);
        }
      }
    }
    open.values().forEach(faults -> over(faults, seen.endNanos(), group, splits));
    return merged(splits);
  }

  private static void over(List<Fault> faults, long toNanos, HsrpConfig group, List<Split> splits) {
    faults.stream().filter(fault -> !(fault instanceof Fault.Degrade bad) || losesHellos(bad, group, toNanos))
        .forEach(fault -> splits.add(new Split(fault.what(), fault.at().toNanos(), toNanos)));
  }

  /** The stations, {@code NODE:IF}, that a fault of a link or of one of its ends is about. */
  private List<String> ends(Fault.Place place) {
    return switch (place) {
      case Fault.Place.Node _ -> List.of();
      case Fault.Place.End end -> List.of(end.name());
      case Fault.Place.Link(String name) -> topology.links().stream().filter(link -> link.name().equals(name))
          .flatMap(link -> link.ends().stream()).map(end -> end.node() + ":" + end.interfaceName()).toList();
    };
  }

  /**
   * Whether it would be no wonder if a whole hold time of hellos were lost: once in a hundred such drills or more
   * often. A delay makes such a gap, too, when it begins.
   */
  private static boolean losesHellos(Fault.Degrade fault, HsrpConfig group, long toNanos) {
    long hello = group.hello().toNanos();
    long hold = group.hold().toNanos();
    double arrives = (1 - fault.loss().orElse(0)) * (1 - fault.disorder().corrupt());
    double all = Math.pow(1 - arrives, Math.ceilDiv(hold, hello));
    double times = Math.max(1, (toNanos - fault.at().toNanos()) / hello);
    long late = fault.delay().orElse(Duration.ZERO).plus(fault.disorder().jitter()).toNanos();
    return all * times >= SELDOM || late > 0 && late + hello >= hold;
  }

  private static List<Split> merged(List<Split> splits) {
    var merged = new ArrayList<Split>();
    for (Split each : splits.stream().sorted(Comparator.comparing(Split::fromNanos)).toList()) {
      if (!merged.isEmpty() && merged.getLast().toNanos >= each.fromNanos) {
        Split last = merged.removeLast();
        String what = last.what.contains(each.what) ? last.what : last.what + " and " + each.what;
        merged.add(new Split(what, last.fromNanos, Math.max(last.toNanos, each.toNanos)));
      } else {
        merged.add(each);
      }
    }
    return merged;
  }
}
