package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Buckets;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Part;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Quantiles;
import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.network.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Judges how long clients were without their company because of a fault, by what clients say of their silences, and
 * takes each apart: until the client gave its session up, until the attempt that succeeded, until its SAs were there,
 * until its first answer. The parts of a client add up to its outage.
 *
 * <p>An outage belongs to the last fault before it began. It lasts from the fault, or from the client's last answer if
 * that came later, to its first answer after it; of several, a client's longest counts.
 */
final class ClientOutages {
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_BUCKETS = 120;

  /** One client's outage. @param nanos of each part, in order; their sum is the whole */
  private record Loss(String client, String population, long[] nanos, boolean back, ClientView.Outage said) {
    long total() {
      return Arrays.stream(nanos).sum();
    }
  }

  /** @param clients that had a tunnel when the fault came */
  private record Found(List<Fault> faults, Set<String> clients, List<Loss> losses, List<Long> reconnects) {}

  private static final List<String> PARTS = List.of("detection", "waiting", "handshake", "convergence");
  private static final List<String> WHAT = List.of(
      "from the fault until the client gives its session up: dead peer detection as a rule",
      "back-off, and attempts that failed because nobody answered yet",
      "the attempt that succeeded, from its first message to its SAs: IKE, RADIUS, and the queue of the gateway's "
          + "processor",
      "from its SAs to the first answer: reverse route injection and BGP; all of the outage where the session was "
          + "never lost");

  private final Observations seen;

  ClientOutages(Observations seen) {
    this.seen = seen;
  }

  static String what(Expectation.ClientOutage e) {
    var limits = new ArrayList<String>();
    e.p50().ifPresent(it -> limits.add("a half within " + Words.seconds(it)));
    e.p90().ifPresent(it -> limits.add("90 % within " + Words.seconds(it)));
    e.p99().ifPresent(it -> limits.add("99 % within " + Words.seconds(it)));
    e.last().ifPresent(it -> limits.add("all within " + Words.seconds(it)));
    return "clients" + RemoteAccess.of(e.population()) + " that lose their company by the fault at "
        + Words.seconds(e.after()) + " have it back, " + String.join(", ", limits);
  }

  static String what(Expectation.ReconnectRate e) {
    return "in the busiest second after the fault at " + Words.seconds(e.after()) + ", "
        + Evaluation.amount(e.atLeast(), e.atMost()) + " clients" + RemoteAccess.of(e.population()) + " connect again";
  }

  /** Of all clients that had a tunnel at the time of a fault; empty: there were none. */
  Optional<OutageSpread> spread(Duration after) {
    return find(Optional.empty(), after).filter(found -> !found.clients.isEmpty())
        .map(found -> spread(after.toNanos(), found));
  }

  Verdict judge(Expectation.ClientOutage e) {
    Optional<Found> found = find(e.population(), e.after());
    if (found.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "there was no fault at " + Words.seconds(e.after()));
    }
    if (found.get().clients.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "no client had a tunnel at " + Words.seconds(e.after()));
    }
    List<Loss> losses = found.get().losses;
    List<Loss> missing = losses.stream().filter(loss -> !loss.back).toList();
    long[] totals = sorted(losses.stream().filter(Loss::back).toList(), Loss::total);
    boolean held = within(totals, losses.size(), 50, e.p50()) && within(totals, losses.size(), 90, e.p90())
        && within(totals, losses.size(), 99, e.p99())
        && (e.last().isEmpty() || missing.isEmpty() && within(totals, losses.size(), 100, e.last()));
    var evidence = new ArrayList<Evidence>();
    evidence.add(spread(e.after().toNanos(), found.get()));
    evidence.add(longest(losses));
    return new Verdict(e.id(), what(e), Evaluation.passIf(held), observed(found.get(), totals, missing), evidence);
  }

  private static String observed(Found found, long[] totals, List<Loss> missing) {
    if (found.losses.isEmpty()) {
      return "none of " + found.clients.size() + " lost an answer";
    }
    String back = totals.length == 0 ? "none is back" : "p50 " + tenth(at(totals, 50)) + ", p90 "
        + tenth(at(totals, 90)) + ", p99 " + tenth(at(totals, 99)) + ", last " + tenth(at(totals, 100));
    return found.losses.size() + " of " + found.clients.size() + " lost answers: " + back + (missing.isEmpty() ? ""
        : "; " + missing.size() + " not back: " + Words.some(missing.stream().map(Loss::client).toList(), 5));
  }

  /** Rounded for people; evidence has it exactly. */
  private static String tenth(long nanos) {
    return String.format(java.util.Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  /** Whether so many hundredths of {@code all}, of which those with a total are back, took no longer. */
  private static boolean within(long[] totals, int all, int hundredths, Optional<Duration> limit) {
    int rank = rank(all, hundredths);
    return limit.isEmpty() || all == 0 || rank < totals.length && totals[rank] <= limit.get().toNanos();
  }

  /** The nearest rank, from 0. */
  private static int rank(int count, int hundredths) {
    return Math.max(0, (count * hundredths + 99) / 100 - 1);
  }

  private static long at(long[] sorted, int hundredths) {
    return sorted.length == 0 ? 0 : sorted[rank(sorted.length, hundredths)];
  }

  private Optional<Found> find(Optional<String> population, Duration after) {
    long at = after.toNanos();
    List<Fault> faults = seen.faults().stream().filter(fault -> fault.at().equals(after)).toList();
    if (faults.isEmpty() || seen.access().isEmpty()) {
      return Optional.empty();
    }
    long next = seen.faults().stream().mapToLong(fault -> fault.at().toNanos()).filter(t -> t > at).min()
        .orElse(Long.MAX_VALUE);
    var members = new TreeSet<String>();
    List<ClientView> clients = seen.access().getLast().clients().stream().filter(client -> population.isEmpty()
        || client.population().equals(population.get())).toList();
    clients.forEach(client -> members.add(client.client()));
    var up = new TreeSet<String>();
    var reconnects = new ArrayList<Long>();
    for (Journal.Event event : seen.devices().events()) {
      if (event.kind().equals("client") && members.contains(event.node())) {
        boolean connected = event.text().equals("connected");
        if (event.atNanos() > at) {
          if (connected) {
            reconnects.add(event.atNanos());
          }
        } else if (connected) {
          up.add(event.node());
        } else {
          up.remove(event.node());
        }
      }
    }
    var losses = new ArrayList<Loss>();
    clients.stream().filter(client -> up.contains(client.client()))
        .forEach(client -> loss(client, at, next).ifPresent(losses::add));
    return Optional.of(new Found(faults, up, losses, reconnects));
  }

  private Optional<Loss> loss(ClientView client, long fault, long next) {
    Loss longest = null;
    for (ClientView.Outage said : client.outages()) {
      boolean back = said.answerNanos() >= 0;
      long start = Math.max(fault, said.lastAnswerNanos());
      long end = back ? said.answerNanos() : seen.endNanos();
      if (end > fault && start < next && (longest == null || end - start > longest.total())) {
        long given = said.lostNanos() < 0 ? start : Math.clamp(said.lostNanos(), start, end);
        long begun = said.lostNanos() < 0 ? start
            : said.attemptNanos() < 0 ? end : Math.clamp(said.attemptNanos(), given, end);
        long up = said.lostNanos() < 0 ? start : said.upNanos() < 0 ? end : Math.clamp(said.upNanos(), begun, end);
        longest = new Loss(client.client(), client.population(),
            new long[] {given - start, begun - given, up - begun, end - up}, back, said);
      }
    }
    return Optional.ofNullable(longest);
  }

  private static long[] sorted(List<Loss> losses, ToLongFunction<Loss> of) {
    return losses.stream().mapToLong(of).sorted().toArray();
  }

  private static Quantiles quantiles(long[] sorted) {
    return new Quantiles(at(sorted, 50), at(sorted, 90), at(sorted, 99), at(sorted, 100),
        sorted.length == 0 ? 0 : Math.round(Arrays.stream(sorted).average().orElse(0)));
  }

  private OutageSpread spread(long faultNanos, Found found) {
    List<Loss> back = found.losses.stream().filter(Loss::back).toList();
    var parts = new ArrayList<Part>();
    for (int i = 0; i < PARTS.size(); i++) {
      int part = i;
      parts.add(new Part(PARTS.get(i), WHAT.get(i), quantiles(sorted(back, loss -> loss.nanos[part]))));
    }
    long[] totals = sorted(back, Loss::total);
    long[] reconnects = found.reconnects.stream().mapToLong(at -> at - faultNanos).sorted().toArray();
    return new OutageSpread(String.join(", ", found.faults.stream().map(Fault::what).toList()), faultNanos,
        found.clients.size(), found.losses.size(), back.size(), quantiles(totals), parts,
        buckets(totals, 0, halfSeconds(totals)), buckets(reconnects, faultNanos, SECOND));
  }

  /** A whole number of half seconds, so that the buckets are not too many. */
  private static long halfSeconds(long[] sorted) {
    long longest = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    return (longest / (SECOND / 2) / MOST_BUCKETS + 1) * (SECOND / 2);
  }

  private static Buckets buckets(long[] sorted, long startNanos, long width) {
    int count = sorted.length == 0 ? 1 : Math.toIntExact(sorted[sorted.length - 1] / width + 1);
    var counts = new ArrayList<>(Collections.nCopies(count, 0));
    for (long value : sorted) {
      int bucket = Math.toIntExact(value / width);
      counts.set(bucket, counts.get(bucket) + 1);
    }
    return new Buckets(startNanos, width, counts);
  }

  private static Table longest(List<Loss> losses) {
    List<Loss> worst = losses.stream().sorted(Comparator.comparing(Loss::back)
        .thenComparing(Loss::total, Comparator.reverseOrder()).thenComparing(Loss::client)).toList();
    var columns = new ArrayList<>(List.of("client", "population", "outage"));
    columns.addAll(PARTS);
    columns.addAll(List.of("attempts", "unanswered", "back"));
    var rows = worst.stream().limit(Reach.ROWS).map(loss -> {
      var row = new ArrayList<>(List.of(loss.client, loss.population, Words.seconds(loss.total())));
      Arrays.stream(loss.nanos).forEach(nanos -> row.add(Words.seconds(nanos)));
      row.addAll(List.of(Integer.toString(loss.said.attempts()), Long.toString(loss.said.unanswered()),
          loss.back ? "yes" : "no"));
      return List.copyOf(row);
    }).toList();
    return new Table("Clients by the length of their outage", columns, rows, losses.size() - rows.size());
  }

  Verdict judge(Expectation.ReconnectRate e) {
    Optional<Found> found = find(e.population(), e.after());
    if (found.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "there was no fault at " + Words.seconds(e.after()));
    }
    var seconds = new java.util.TreeMap<Long, Long>();
    found.get().reconnects.forEach(at -> seconds.merge((at - e.after().toNanos()) / SECOND, 1L, Long::sum));
    long peak = seconds.values().stream().mapToLong(Long::longValue).max().orElse(0);
    long when = seconds.entrySet().stream().filter(each -> each.getValue() == peak).findFirst()
        .map(each -> each.getKey()).orElse(0L);
    String observed = peak == 0 ? "none did" : peak + " did, " + when + " s after it";
    var rows = seconds.entrySet().stream().limit(Reach.ROWS)
        .map(each -> List.of(each.getKey() + " s", Long.toString(each.getValue()))).toList();
    return new Verdict(e.id(), what(e), Evaluation.passIf(peak >= e.atLeast() && peak <= e.atMost()), observed,
        List.of(new Table("Tunnels that came up, by seconds after the fault", List.of("second", "tunnels"), rows,
            seconds.size() - rows.size())));
  }
}
