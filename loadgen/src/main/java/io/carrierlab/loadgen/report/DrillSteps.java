package io.carrierlab.loadgen.report;

import static io.carrierlab.loadgen.report.DrillWords.count;
import static io.carrierlab.loadgen.report.DrillWords.seconds;

import io.carrierlab.loadgen.drill.Fault;
import io.carrierlab.loadgen.report.TimelineEvent.Clients;
import io.carrierlab.loadgen.report.TimelineEvent.Hsrp;
import io.carrierlab.loadgen.report.TimelineEvent.OfPart;
import io.carrierlab.loadgen.report.TimelineEvent.RoutesVia;
import io.carrierlab.loadgen.report.TimelineEvent.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What happened in a drill, in order and in few lines: what many clients or routers do alike between two faults is one
 * step, at the time when the first of them did it.
 */
final class DrillSteps {
  private static final String ACTIVE = "Active";
  private final List<FaultMark> faults;
  private final List<Step> steps = new ArrayList<>();
  /** By what they have in common, the number of the fault before it included. */
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<String, String> states = new HashMap<>();
  private final Set<String> lostPeers = new HashSet<>();

  /** @param kind {@code fault}, {@code mend}, {@code hsrp}, {@code routes}, {@code sessions}, {@code clients} ... */
  record Step(long atNanos, String kind, String node, String text) {}

  private static final class Group {
    private final long firstNanos;
    private long lastNanos;
    private long count;
    private final TreeSet<String> who = new TreeSet<>();
    private final TreeMap<String, Long> why = new TreeMap<>();

    private Group(long firstNanos) {
      this.firstNanos = firstNanos;
    }

    private Group add(long atNanos, long more, String name) {
      lastNanos = Math.max(lastNanos, atNanos);
      count += more;
      who.add(name);
      return this;
    }

    /** The time until which it went on, if that differs. */
    private String until() {
      return lastNanos - firstNanos < 500_000_000L ? "" : ", the last at " + seconds(lastNanos);
    }
  }

  private DrillSteps(List<FaultMark> faults) {
    this.faults = faults;
  }

  /** @param events in order of time */
  static List<Step> of(List<FaultMark> faults, List<TimelineEvent> events) {
    var all = new DrillSteps(faults);
    faults.forEach(fault -> all.steps.add(new Step(fault.atNanos(), fault.mends() ? "mend" : "fault", "",
        fault.happened())));
    events.forEach(all::take);
    all.groups.forEach(all::tell);
    // What happens within a nanosecond stays in the order in which it was found: faults come first.
    all.steps.sort(Comparator.comparingLong(Step::atNanos));
    return all.steps;
  }

  private void take(TimelineEvent event) {
    switch (event) {
      case Hsrp hsrp -> hsrp(hsrp);
      case RoutesVia via -> group(via.any() ? "routes" : "no-routes", via.nextHop(), via.atNanos())
          .add(via.atNanos(), 1, "VRF " + via.vrf() + " of " + via.node());
      case OfPart part -> steps.add(new Step(part.atNanos(), "device", part.node(), part.subject() + " "
          + part.text()));
      case Session session -> session(session);
      case Clients clients -> clients(clients);
      case TimelineEvent.FaultHappened(long at, Fault fault) -> {
        var mark = new FaultMark(at, at, fault.what());
        if (mark.powerOff()) {
          states.keySet().removeIf(key -> key.startsWith(mark.place() + " "));
        }
      }
      case TimelineEvent.Route _, TimelineEvent.Count _, TimelineEvent.FlowGap _,
          TimelineEvent.Isolation _, TimelineEvent.Judged _, TimelineEvent.Power _, TimelineEvent.Requests _,
          TimelineEvent.Note _ -> { }
    }
  }

  /** Who becomes active, and who no longer is: the other states are of no use to those who do not run HSRP. */
  private void hsrp(Hsrp hsrp) {
    String before = states.put(hsrp.node() + " " + hsrp.interfaceName() + " " + hsrp.group(), hsrp.state());
    String why = hsrp.reason().map(reason -> ": " + reason).orElse("");
    if (hsrp.state().equals(ACTIVE)) {
      steps.add(new Step(hsrp.atNanos(), "hsrp", hsrp.node(), "becomes active in HSRP " + SwitchOver.Group.of(hsrp)
          + why));
    } else if (ACTIVE.equals(before)) {
      steps.add(new Step(hsrp.atNanos(), "hsrp", hsrp.node(), "is no longer active in HSRP "
          + SwitchOver.Group.of(hsrp) + ", but " + hsrp.state() + why));
    }
  }

  private void session(Session session) {
    if (session.protocol() != TimelineEvent.Protocol.BGP || stretch(session.atNanos()) == 0) {
      return;
    }
    if (session.up()) {
      if (lostPeers.contains(session.peer())) {
        group("bgp-up", session.peer(), session.atNanos()).add(session.atNanos(), 1, session.node());
      }
    } else if (session.reason().isPresent()) {
      lostPeers.add(session.peer());
      group("bgp-down", session.peer(), session.atNanos()).add(session.atNanos(), 1, session.node())
          .why.merge(session.reason().get(), 1L, Long::sum);
    }
  }

  /** A second is told by its start: what clients did in it comes after what made them do it. */
  private void clients(Clients clients) {
    long at = Math.max(0, (clients.atNanos() - 1) / 1_000_000_000L * 1_000_000_000L);
    if (!clients.node().isEmpty()) {
      if (clients.connected() > 0) {
        group("tunnels", clients.node(), at).add(clients.atNanos(), clients.connected(), "VRF " + clients.of());
      }
      return;
    }
    long failed = clients.failed().values().stream().mapToLong(Long::longValue).sum();
    if (failed > 0) {
      Group group = group("failed", clients.of(), at).add(clients.atNanos(), failed, clients.of());
      clients.failed().forEach((reason, times) -> group.why.merge(reason, times, Long::sum));
    }
    if (clients.connected() > 0) {
      group("connected", clients.of(), at).add(clients.atNanos(), clients.connected(), clients.of());
    }
    if (clients.left() > 0) {
      group("left", clients.of(), at).add(clients.atNanos(), clients.left(), clients.of());
    }
  }

  private Group group(String what, String of, long atNanos) {
    int stretch = stretch(atNanos);
    long earliest = stretch == 0 ? 0 : faults.get(stretch - 1).atNanos();
    return groups.computeIfAbsent(what + "\n" + of + "\n" + stretch, any -> new Group(Math.max(earliest, atNanos)));
  }

  /** How many faults there were before. */
  private int stretch(long atNanos) {
    int count = 0;
    while (count < faults.size() && faults.get(count).atNanos() <= atNanos) {
      count++;
    }
    return count;
  }

  private void tell(String key, Group group) {
    String[] parts = key.split("\n", -1);
    String of = parts[1];
    List<String> who = List.copyOf(group.who);
    long at = group.firstNanos;
    steps.add(switch (parts[0]) {
      case "routes" -> new Step(at, "routes", of, "is where routes to clients lead now, in "
          + DrillWords.some(who, 3) + group.until());
      case "no-routes" -> new Step(at, "routes", of, "is no longer where routes lead: the last is withdrawn in "
          + DrillWords.some(who, 3) + group.until());
      case "bgp-down" -> new Step(at, "sessions", of, "is lost to BGP at " + DrillWords.some(who, 4) + ": "
          + DrillWords.some(List.copyOf(group.why.keySet()), 2) + group.until());
      case "bgp-up" -> new Step(at, "sessions", of, "is back in BGP at " + DrillWords.some(who, 4) + group.until());
      case "tunnels" -> new Step(at, "clients", of, "has " + count(group.count, "new tunnel", "new tunnels")
          + " of clients, " + DrillWords.some(who, 3) + group.until());
      case "failed" -> new Step(at, "clients", of, "clients give up sessions or attempts: " + DrillWords.some(
          group.why.entrySet().stream().map(each -> count(each.getValue()) + " by " + each.getKey()).toList(), 4)
          + group.until());
      case "left" -> new Step(at, "clients", of, count(group.count, "client leaves", "clients leave")
          + " in good order" + group.until());
      default -> new Step(at, "clients", of, count(group.count, "client is connected", "clients are connected")
          + group.until());
    });
  }
}
