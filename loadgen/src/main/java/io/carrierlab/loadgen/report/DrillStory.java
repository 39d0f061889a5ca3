package io.carrierlab.loadgen.report;

import static io.carrierlab.loadgen.report.DrillWords.count;
import static io.carrierlab.loadgen.report.DrillWords.seconds;

import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.report.TimelineEvent.Clients;
import io.carrierlab.loadgen.report.TimelineEvent.Hsrp;
import io.carrierlab.loadgen.report.TimelineEvent.Requests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What each fault of a drill cost, in a sentence. */
final class DrillStory {
  private final List<FaultMark> faults;
  private final List<OutageSpread> spreads;
  private final List<TimelineEvent> events;
  private final List<SwitchOver> switches;
  private final long endNanos;

  /** @param faultNanos of the fault that it is about */
  record Sentence(long faultNanos, String text) {}

  /** @param spreads of all clients or of a population, at most one is told for each fault: the widest */
  DrillStory(List<FaultMark> faults, List<OutageSpread> spreads, List<TimelineEvent> events, long endNanos) {
    this.faults = faults;
    this.spreads = spreads;
    this.events = events;
    this.endNanos = endNanos;
    switches = SwitchOver.of(faults, events.stream().filter(Hsrp.class::isInstance).map(Hsrp.class::cast).toList());
  }

  /** One for each fault that breaks something, and for what only mends if somebody took over because of it. */
  List<Sentence> sentences() {
    var sentences = new ArrayList<Sentence>();
    for (int i = 0; i < faults.size(); i++) {
      FaultMark fault = faults.get(i);
      long next = i + 1 < faults.size() ? faults.get(i + 1).atNanos() : endNanos;
      List<String> parts = parts(fault, next);
      if (!fault.mends() || !parts.isEmpty()) {
        long clients = clientsAt(fault);
        sentences.add(new Sentence(fault.atNanos(), "At " + seconds(fault.atNanos()) + " " + fault.happened()
            + (clients > 0 ? " with " + count(clients, "client", "clients") + " connected" : "")
            + (parts.isEmpty() ? "" : "; " + String.join("; ", parts)) + "."));
      }
    }
    return sentences;
  }

  private List<String> parts(FaultMark fault, long nextNanos) {
    var parts = new ArrayList<String>();
    var takers = new LinkedHashSet<String>();
    List<SwitchOver> here = switches.stream().filter(each -> each.faultNanos() == fault.atNanos()
        && each.fault().equals(fault.what())).toList();
    here.forEach(each -> takers.add(each.to()));
    for (String taker : takers) {
      List<SwitchOver> its = here.stream().filter(each -> each.to().equals(taker)).toList();
      parts.add(taker + " was active " + (its.size() > 1 ? "in " + its.size() + " HSRP groups " : "") + "after "
          + seconds(its.stream().mapToLong(SwitchOver::afterNanos).max().orElseThrow()));
    }
    spread(fault).ifPresent(spread -> parts.addAll(outages(spread)));
    long lost = lost(fault.atNanos(), nextNanos);
    if (lost > 0) {
      parts.add(count(lost, "request was lost", "requests were lost"));
    }
    return parts;
  }

  private static List<String> outages(OutageSpread spread) {
    if (spread.affected() == 0) {
      return List.of("no client lost an answer");
    }
    var parts = new ArrayList<String>();
    if (spread.affected() < spread.clients()) {
      parts.add(count(spread.affected()) + " of them lost answers");
    }
    if (spread.back() > 0) {
      String whose = spread.affected() < spread.clients() ? "half of those" : "half of the clients";
      parts.add(whose + " had answers again after " + seconds(spread.total().p50Nanos()) + ", the last after "
          + seconds(spread.total().lastNanos()));
    }
    if (spread.back() < spread.affected()) {
      parts.add(count(spread.affected() - spread.back()) + " had none again until the end");
    }
    return parts;
  }

  private java.util.Optional<OutageSpread> spread(FaultMark fault) {
    return spreads.stream().filter(spread -> spread.faultNanos() == fault.atNanos())
        .max(java.util.Comparator.comparingInt(OutageSpread::clients));
  }

  /** Connected just before it, by their own word. */
  private long clientsAt(FaultMark fault) {
    Map<String, Long> now = new HashMap<>();
    for (TimelineEvent event : events) {
      if (event instanceof Clients clients && clients.node().isEmpty() && clients.atNanos() <= fault.atNanos()) {
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
