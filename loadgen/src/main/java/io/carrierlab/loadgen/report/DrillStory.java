package io.carrierlab.loadgen.report;

import static io.carrierlab.loadgen.report.DrillWords.count;
import static io.carrierlab.loadgen.report.DrillWords.moment;
import static io.carrierlab.loadgen.report.DrillWords.seconds;

import io.carrierlab.loadgen.drill.Evaluation;
import io.carrierlab.loadgen.drill.Evidence.Gap;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Quantiles;
import io.carrierlab.loadgen.drill.Observations;
import io.carrierlab.loadgen.report.TimelineEvent.Clients;
import io.carrierlab.loadgen.report.TimelineEvent.Hsrp;
import io.carrierlab.loadgen.report.TimelineEvent.Requests;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the faults of a run cost clients and flows, in a sentence for each time. */
final class DrillStory {
  private static final int FLOWS = 3;
  private final List<FaultMark> faults;
  private final Map<Long, OutageSpread> spreads;
  private final List<TimelineEvent> events;
  private final Observations seen;
  private final Topology topology;
  private final List<SwitchOver> switches;
  private final long endNanos;
  /** Silences of flows that have been told. */
  private final Set<String> told = new HashSet<>();

  /** @param faultNanos of the faults that it is about */
  record Sentence(long faultNanos, String text) {}

  /** @param spreads of all clients, by the time of the faults */
  DrillStory(List<FaultMark> faults, Map<Long, OutageSpread> spreads, List<TimelineEvent> events, Observations seen,
      Topology topology) {
    this.faults = faults;
    this.topology = topology;
    this.spreads = spreads;
    this.events = events;
    this.seen = seen;
    endNanos = seen.endNanos();
    switches = SwitchOver.of(faults, events.stream().filter(Hsrp.class::isInstance).map(Hsrp.class::cast).toList());
  }

  /**
   * One for all faults of a time: nobody can tell what is whose. Where they only mend, if somebody took over or was out
   * because of it.
   */
  List<Sentence> sentences() {
    var sentences = new ArrayList<Sentence>();
    List<Long> times = faults.stream().map(FaultMark::atNanos).distinct().toList();
    untouched(times.isEmpty() ? endNanos : times.getFirst()).ifPresent(sentences::add);
    for (int i = 0; i < times.size(); i++) {
      long at = times.get(i);
      List<FaultMark> here = faults.stream().filter(fault -> fault.atNanos() == at).toList();
      boolean mends = here.stream().allMatch(FaultMark::mends);
      List<String> parts = parts(at, i + 1 < times.size() ? times.get(i + 1) : endNanos, mends);
      if (!mends || !parts.isEmpty()) {
        long clients = clientsAt(at);
        sentences.add(new Sentence(at, "At " + seconds(at) + " "
            + DrillWords.some(here.stream().map(FaultMark::happened).toList(), 4)
            + (clients > 0 ? " with " + count(clients, "client", "clients") + " connected" : "")
            + (parts.isEmpty() ? "" : "; " + String.join("; ", parts)) + "."));
      }
    }
    return sentences;
  }

  /** What was lost before anything was broken, and where. With the sentences of faults these are all that were lost. */
  private Optional<Sentence> untouched(long untilNanos) {
    long lost = events.stream().filter(event -> event instanceof Requests && event.atNanos() <= untilNanos)
        .mapToLong(event -> ((Requests) event).lost()).sum();
    return lost == 0 ? Optional.empty() : Optional.of(new Sentence(0, (faults.isEmpty() ? "In the whole run "
        : "Before the first fault ") + count(lost, "request was lost", "requests were lost")
        + Evaluation.whyLost(seen, topology, Duration.ofNanos(Math.max(0, untilNanos - (faults.isEmpty() ? 0 : 1))))
        + "."));
  }

  private List<String> parts(long atNanos, long nextNanos, boolean mends) {
    var parts = new ArrayList<String>();
    var takers = new LinkedHashSet<String>();
    List<SwitchOver> here = switches.stream().filter(each -> each.faultNanos() == atNanos).toList();
    here.forEach(each -> takers.add(each.to()));
    for (String taker : takers) {
      List<SwitchOver> its = here.stream().filter(each -> each.to().equals(taker)).toList();
      parts.add(taker + " was active " + (its.size() > 1 ? "in " + its.size() + " HSRP groups " : "") + "after "
          + seconds(its.stream().mapToLong(SwitchOver::afterNanos).max().orElseThrow()));
    }
    OutageSpread spread = spreads.get(atNanos);
    if (spread != null && (!mends || spread.affected() + spread.left() > 0)) {
      parts.addAll(outages(spread));
    }
    long lost = lost(atNanos, nextNanos);
    if (lost > 0) {
      parts.add(count(lost, "request was lost", "requests were lost"));
    }
    parts.addAll(flows(atNanos, mends));
    return parts;
  }

  /** The flows that lost packets, the longest silence first. */
  private List<String> flows(long atNanos, boolean mends) {
    List<Gap> gaps = Evaluation.silences(seen, Duration.ofNanos(atNanos));
    if (gaps.stream().allMatch(gap -> gap.lost() == 0)) {
      return gaps.isEmpty() || mends ? List.of() : List.of("no flow lost a packet");
    }
    // A silence that outlasts the next fault is told once.
    List<Gap> hurt = gaps.stream().filter(gap -> gap.lost() > 0 && told.add(gap.flow() + " " + gap.fromNanos()))
        .sorted(Comparator.comparingLong(gap -> gap.resumed() ? -gap.outageNanos() : Long.MIN_VALUE)).toList();
    var parts = new ArrayList<String>();
    hurt.stream().limit(FLOWS).forEach(gap -> parts.add(silence(gap)));
    if (hurt.size() > FLOWS) {
      parts.add(count(hurt.size() - FLOWS, "more flow was silent", "more flows were silent"));
    }
    return parts;
  }

  private static String silence(Gap gap) {
    String lost = count(gap.lost(), "packet was lost", "packets were lost");
    return gap.resumed() ? "flow " + gap.flow() + " was silent for " + seconds(gap.outageNanos()) + ", until "
        + moment(gap.toNanos()) + ", and " + lost : "flow " + gap.flow() + " was silent from " + moment(
        gap.fromNanos()) + " to its end, and " + lost;
  }

  private static List<String> outages(OutageSpread spread) {
    var parts = new ArrayList<String>();
    if (spread.affected() == 0 && spread.left() == 0) {
      return List.of("no client was seen to be out");
    }
    if (spread.affected() > 0 && spread.affected() < spread.clients()) {
      parts.add(count(spread.affected()) + " of them lost answers");
    }
    Quantiles total = spread.total();
    if (spread.back() > 0) {
      String whose = spread.affected() < spread.clients() ? "of those" : "of the clients";
      parts.add(total.p50Nanos() == Quantiles.NOT_BACK
          ? "only " + count(spread.back()) + " " + whose + " had answers again"
          : "half " + whose + " had answers again after " + seconds(total.p50Nanos()) + rest(total));
    }
    if (spread.back() < spread.affected()) {
      parts.add(count(spread.affected() - spread.back()) + " had none again until the end");
    }
    if (spread.left() > 0) {
      parts.add(count(spread.left()) + " left in good order before they had any again");
    }
    return parts;
  }

  /** How long the slowest took of whom that can be said. */
  private static String rest(Quantiles total) {
    return total.lastNanos() != Quantiles.NOT_BACK ? ", the last after " + seconds(total.lastNanos())
        : total.p99Nanos() != Quantiles.NOT_BACK ? ", 99 % after " + seconds(total.p99Nanos())
        : total.p90Nanos() != Quantiles.NOT_BACK ? ", 90 % after " + seconds(total.p90Nanos()) : "";
  }

  /** Connected just before it, by their own word. */
  private long clientsAt(long nanos) {
    Map<String, Long> now = new HashMap<>();
    for (TimelineEvent event : events) {
      if (event instanceof Clients clients && clients.node().isEmpty() && clients.atNanos() <= nanos) {
        now.put(clients.of(), clients.now());
      }
    }
    return now.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Of the requests that were sent from the second of the fault to that of the next one. */
  private long lost(long fromNanos, long nextNanos) {
    long lost = 0;
    for (TimelineEvent event : events) {
      if (event instanceof Requests requests && requests.atNanos() > fromNanos
          && (requests.atNanos() <= nextNanos || nextNanos == endNanos)) {
        lost += requests.lost();
      }
    }
    return lost;
  }
}
