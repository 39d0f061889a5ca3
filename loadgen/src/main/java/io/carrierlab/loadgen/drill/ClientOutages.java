package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Buckets;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Part;
import io.carrierlab.loadgen.drill.Evidence.OutageSpread.Quantiles;
import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.network.DeviceEvent;
import io.carrierlab.loadgen.lab.Journal;
import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges how long clients were without their company because of a fault, by what clients say of their silences, and
 * takes each apart: until the client gave its session up, until the attempt that succeeded, until its SAs were there,
 * until its first answer. The parts of a client add up to its outage.
 *
 * <p>An outage belongs to the last fault before the first request that had no answer, or before the loss of the
 * session. It lasts from the fault, or from the client's last answer if that came later, to its first answer after it;
 * of several, one that is not over counts, else the longest. A client that leaves in good order before it has an answer
 * again is neither back nor missing: it is judged apart.
 */
final class ClientOutages {
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_BUCKETS = 120;

  /** One client's outage. @param nanos of each part, in order; their sum is the whole */
  private record Loss(String client, String population, long[] nanos, ClientView.Outage said) {
    long total() {
      return Arrays.stream(nanos).sum();
    }

    boolean back() {
      return said.answerNanos() >= 0;
    }

    boolean left() {
      return said.leftNanos() >= 0;
    }

    boolean open() {
      return !back() && !left();
    }

    String end() {
      return back() ? "back" : left() ? "left in good order at " + Words.seconds(said.leftNanos()) : "not back";
    }
  }

  /** @param clients that had a tunnel when the fault came; @param unseenNanos silences up to it may be unknown */
  private record Found(List<Fault> faults, Set<String> clients, List<Loss> losses, List<Loss> left,
      List<Long> reconnects, long unseenNanos) {
    List<Loss> missing() {
      return losses.stream().filter(Loss::open).toList();
    }

    /** Of those that are back. */
    long[] totals() {
      return sorted(losses.stream().filter(Loss::back).toList(), Loss::total);
    }
  }

  private static final List<String> PARTS = List.of("detection", "waiting", "handshake", "convergence");
  private static final List<String> WHAT = List.of(
      "from the fault until the client gives its session up: dead peer detection as a rule",
      "back-off, and attempts that failed because nobody answered yet",
      "the attempt that succeeded, from its first message to its SAs: IKE, RADIUS, the queue of the gateway's "
          + "processor, and retransmissions while the gateway, or what is before it, was silent",
      "from its SAs to the first answer, asked for every second: reverse route injection and BGP; all of the outage "
          + "where the session was never lost");

  private final Observations seen;
  private final Silences silences;
  private final Clients all;
  /** Between the requests of a population's clients. */
  private final Map<String, Long> everyNanos = new HashMap<>();

  ClientOutages(Observations seen, Topology topology) {
    this.seen = seen;
    silences = new Silences(seen);
    all = new Clients(topology);
    for (NodeConfig node : topology.nodes()) {
      if (node instanceof ClientConfig client && !everyNanos.containsKey(client.population().name())) {
        everyNanos.put(client.population().name(), client.population().traffic().map(it -> it.every().toNanos())
            .orElse(0L));
      }
    }
  }

  static String what(Expectation.ClientOutage e) {
    var limits = new ArrayList<String>();
    e.p50().ifPresent(it -> limits.add("a half within " + Words.seconds(it)));
    e.p90().ifPresent(it -> limits.add("90 % within " + Words.seconds(it)));
    e.p99().ifPresent(it -> limits.add("99 % within " + Words.seconds(it)));
    e.last().ifPresent(it -> limits.add("all within " + Words.seconds(it)));
    String those = "clients" + RemoteAccess.of(e.population());
    String affected = e.affected().map(it -> Evaluation.amount(it.atLeast(), it.atMost()) + " " + those
        + " lose answers by the fault at " + Words.seconds(e.after())).orElse("");
    String back = limits.isEmpty() ? "" : (affected.isEmpty() ? those + " that lose their company by the fault at "
        + Words.seconds(e.after()) : ", and") + " have it back, " + String.join(", ", limits);
    return affected + back;
  }

  static String what(Expectation.ReconnectRate e) {
    return "in the busiest second after the fault at " + Words.seconds(e.after()) + ", "
        + Evaluation.amount(e.atLeast(), e.atMost()) + " clients" + RemoteAccess.of(e.population())
        + " that lost their tunnel have one again";
  }

  /** Of all clients that had a tunnel at the time of a fault; empty: there were none. */
  Optional<OutageSpread> spread(Duration after) {
    return find(Optional.empty(), after).filter(found -> !found.clients.isEmpty())
        .map(found -> spread(after.toNanos(), found));
  }

  Verdict judge(Expectation.ClientOutage e) {
    Optional<String> unknown = unknown(e.population(), e.after());
    if (unknown.isPresent()) {
      return Evaluation.notEvaluated(e.id(), what(e), unknown.get());
    }
    Found it = find(e.population(), e.after()).orElseThrow();
    if (it.clients.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "no client had a tunnel at " + Words.seconds(e.after()));
    }
    Optional<Duration> tightest = Stream.of(e.p50(), e.p90(), e.p99(), e.last()).flatMap(Optional::stream)
        .min(Comparator.naturalOrder()).filter(limit -> limit.toNanos() < it.unseenNanos);
    if (tightest.isPresent()) {
      return Evaluation.notEvaluated(e.id(), what(e), "silences up to " + Words.seconds(it.unseenNanos)
          + ", two and a half intervals of requests, are not known, and a limit is " + Words.seconds(tightest.get()));
    }
    if (it.losses.isEmpty() && e.affected().isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), observed(it)
          + ": there is nothing to judge, unless \"affected\" says that this is as expected");
    }
    boolean counted = e.affected().map(range -> it.losses.size() >= range.atLeast()
        && it.losses.size() <= range.atMost()).orElse(true);
    boolean leftInTime = e.last().map(limit -> it.left.stream().allMatch(loss -> loss.total() <= limit.toNanos()))
        .orElse(true);
    boolean held = counted && leftInTime && within(it, 50, e.p50()) && within(it, 90, e.p90())
        && within(it, 99, e.p99()) && within(it, 100, e.last());
    return new Verdict(e.id(), what(e), Evaluation.passIf(held), observed(it),
        List.of(spread(e.after().toNanos(), it), longest(it)));
  }

  private static String observed(Found found) {
    String left = found.left.isEmpty() ? "" : "; " + found.left.size()
        + (found.left.size() == 1 ? " that was" : " that were") + " out left in good order: "
        + Words.some(found.left.stream().map(Loss::client).toList(), 5);
    if (found.losses.isEmpty()) {
      return (found.left.isEmpty() ? "none of " + found.clients.size() : "of " + found.clients.size() + " no other")
          + (found.unseenNanos == 0 ? " lost its session" : " was out for longer than "
          + Words.seconds(found.unseenNanos)) + left;
    }
    List<Loss> missing = found.missing();
    String back = missing.size() == found.losses.size() ? "none is back" : "p50 " + tenth(found, 50) + ", p90 "
        + tenth(found, 90) + ", p99 " + tenth(found, 99) + ", last " + tenth(found, 100);
    return found.losses.size() + " of " + found.clients.size() + " lost answers: " + back + (missing.isEmpty() ? ""
        : "; " + missing.size() + " not back: " + Words.some(missing.stream().map(Loss::client).toList(), 5)) + left;
  }

  /** Rounded for people; evidence has it exactly. */
  private static String tenth(Found found, int hundredths) {
    long nanos = at(found.totals(), found.losses.size(), hundredths);
    return nanos == Quantiles.NOT_BACK ? "not back" : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  /** Whether so many hundredths of those that lost answers were out no longer. */
  private static boolean within(Found found, int hundredths, Optional<Duration> limit) {
    if (limit.isEmpty() || found.losses.isEmpty()) {
      return true;
    }
    long nanos = at(found.totals(), found.losses.size(), hundredths);
    return nanos != Quantiles.NOT_BACK && nanos <= limit.get().toNanos();
  }

  /** The nearest rank of {@code all}, of whom those in {@code sorted} are back. */
  private static long at(long[] sorted, int all, int hundredths) {
    int rank = Math.max(0, (int) (((long) all * hundredths + 99) / 100 - 1));
    return all == 0 ? 0 : rank < sorted.length ? sorted[rank] : Quantiles.NOT_BACK;
  }

  /** Why nothing can be said of them; they tell it at the end. */
  private Optional<String> unknown(Optional<String> population, Duration after) {
    return seen.faults().stream().noneMatch(fault -> fault.at().equals(after))
        ? Optional.of("there was no fault at " + Words.seconds(after))
        : seen.access().isEmpty() ? Optional.of("no client was asked")
        : silences.why(Duration.ofNanos(seen.access().getLast().atNanos()), all.of(population));
  }

  private Optional<Found> find(Optional<String> population, Duration after) {
    long at = after.toNanos();
    List<Fault> faults = seen.faults().stream().filter(fault -> fault.at().equals(after)).toList();
    if (faults.isEmpty() || seen.access().isEmpty()) {
      return Optional.empty();
    }
    List<ClientView> clients = seen.access().getLast().clients().stream().filter(client -> population.isEmpty()
        || client.population().equals(population.get())).toList();
    var up = new TreeSet<String>();
    var reconnects = new ArrayList<Long>();
    tunnels(clients, at, up, reconnects);
    var losses = new ArrayList<Loss>();
    var left = new ArrayList<Loss>();
    clients.stream().filter(client -> up.contains(client.client())).forEach(client -> loss(client, at).ifPresent(loss ->
        (loss.left() ? left : losses).add(loss)));
    long unseen = clients.stream().filter(client -> up.contains(client.client()))
        .mapToLong(client -> everyNanos.getOrDefault(client.population(), 0L)).max().orElse(0) / 2 * 5;
    return Optional.of(new Found(faults, up, losses, left, reconnects, unseen));
  }

  /** @param up is given who had a tunnel at the fault; @param reconnects when those that lost it had one again */
  private void tunnels(List<ClientView> clients, long at, Set<String> up, List<Long> reconnects) {
    long next = seen.faults().stream().mapToLong(fault -> fault.at().toNanos()).filter(t -> t > at).min()
        .orElse(Long.MAX_VALUE);
    Set<String> members = clients.stream().map(ClientView::client).collect(Collectors.toSet());
    var down = new HashSet<String>();
    for (Journal.Event event : seen.devices().events()) {
      if (!(event.what() instanceof DeviceEvent.OfClient said) || !members.contains(event.node())) {
        continue;
      }
      boolean connected = said instanceof DeviceEvent.ClientConnected;
      if (event.atNanos() <= at) {
        if (connected) {
          up.add(event.node());
        } else {
          up.remove(event.node());
        }
      } else if (event.atNanos() < next && up.contains(event.node())) {
        if (said instanceof DeviceEvent.ClientLost) {
          down.add(event.node());
        } else if (connected && down.remove(event.node())) {
          reconnects.add(event.atNanos());
        }
      }
    }
  }

  private Optional<Loss> loss(ClientView client, long fault) {
    return client.outages().stream().filter(said -> cause(client, said) == fault).map(said -> loss(client, said, fault))
        .filter(loss -> loss.total() > 0)
        .max(Comparator.comparing(Loss::open).thenComparing(Loss::total));
  }

  /**
   * The time of the fault that an outage belongs to; -1: none. A request that was under way when the fault came was
   * sent before it: twice a round trip is allowed for that.
   */
  private long cause(ClientView client, ClientView.Outage said) {
    long underWay = client.answers() == 0 ? SECOND : 2 * client.roundTripNanos() / client.answers();
    return seen.faults().stream().mapToLong(fault -> fault.at().toNanos())
        .filter(at -> at <= said.begunNanos() + underWay).max().orElse(-1);
  }

  private Loss loss(ClientView client, ClientView.Outage said, long fault) {
    long start = Math.max(fault, said.lastAnswerNanos());
    long end = Math.max(start, said.answerNanos() >= 0 ? said.answerNanos()
        : said.leftNanos() >= 0 ? said.leftNanos() : seen.endNanos());
    long given = said.lostNanos() < 0 ? start : Math.clamp(said.lostNanos(), start, end);
    long begun = said.lostNanos() < 0 ? start
        : said.attemptNanos() < 0 ? end : Math.clamp(said.attemptNanos(), given, end);
    long up = said.lostNanos() < 0 ? start : said.upNanos() < 0 ? end : Math.clamp(said.upNanos(), begun, end);
    return new Loss(client.client(), client.population(),
        new long[] {given - start, begun - given, up - begun, end - up}, said);
  }

  private static long[] sorted(List<Loss> losses, ToLongFunction<Loss> of) {
    return losses.stream().mapToLong(of).sorted().toArray();
  }

  /** @param all how many there are, those that are not back included */
  private static Quantiles quantiles(long[] sorted, int all) {
    return new Quantiles(at(sorted, all, 50), at(sorted, all, 90), at(sorted, all, 99), at(sorted, all, 100),
        sorted.length == 0 ? 0 : Math.round(Arrays.stream(sorted).average().orElse(0)));
  }

  private OutageSpread spread(long faultNanos, Found found) {
    List<Loss> back = found.losses.stream().filter(Loss::back).toList();
    var parts = new ArrayList<Part>();
    for (int i = 0; i < PARTS.size(); i++) {
      int part = i;
      parts.add(new Part(PARTS.get(i), WHAT.get(i), quantiles(sorted(back, loss -> loss.nanos[part]), back.size())));
    }
    long[] totals = found.totals();
    long[] reconnects = found.reconnects.stream().mapToLong(at -> at - faultNanos).sorted().toArray();
    return new OutageSpread(String.join(", ", found.faults.stream().map(Fault::what).toList()), faultNanos,
        found.clients.size(), found.losses.size(), back.size(), found.left.size(),
        quantiles(totals, found.losses.size()), parts, buckets(totals, 0, halfSeconds(totals)),
        buckets(reconnects, faultNanos, SECOND));
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

  private static Table longest(Found found) {
    List<Loss> worst = Stream.concat(found.losses.stream(), found.left.stream()).sorted(
        Comparator.comparing((Loss loss) -> loss.open() ? 0 : loss.left() ? 1 : 2)
            .thenComparing(Loss::total, Comparator.reverseOrder()).thenComparing(Loss::client)).toList();
    var columns = new ArrayList<>(List.of("client", "population", "outage"));
    columns.addAll(PARTS);
    columns.addAll(List.of("attempts", "unanswered", "end"));
    var rows = worst.stream().limit(Reach.ROWS).map(loss -> {
      var row = new ArrayList<>(List.of(loss.client, loss.population, Words.seconds(loss.total())));
      Arrays.stream(loss.nanos).forEach(nanos -> row.add(Words.seconds(nanos)));
      row.addAll(List.of(Integer.toString(loss.said.attempts()), Long.toString(loss.said.unanswered()), loss.end()));
      return List.copyOf(row);
    }).toList();
    return new Table("Clients by the length of their outage", columns, rows, worst.size() - rows.size());
  }

  Verdict judge(Expectation.ReconnectRate e) {
    Optional<String> unknown = unknown(e.population(), e.after());
    if (unknown.isPresent()) {
      return Evaluation.notEvaluated(e.id(), what(e), unknown.get());
    }
    Found found = find(e.population(), e.after()).orElseThrow();
    var seconds = new java.util.TreeMap<Long, Long>();
    found.reconnects.forEach(at -> seconds.merge((at - e.after().toNanos()) / SECOND, 1L, Long::sum));
    long peak = seconds.values().stream().mapToLong(Long::longValue).max().orElse(0);
    long when = seconds.entrySet().stream().filter(each -> each.getValue() == peak).findFirst()
        .map(each -> each.getKey()).orElse(0L);
    if (found.clients.isEmpty()) {
      return Evaluation.notEvaluated(e.id(), what(e), "no client had a tunnel at " + Words.seconds(e.after()));
    }
    String observed = peak == 0 ? "none did" : peak + " did, " + when + " s after it";
    var rows = seconds.entrySet().stream().limit(Reach.ROWS)
        .map(each -> List.of(each.getKey() + " s", Long.toString(each.getValue()))).toList();
    return new Verdict(e.id(), what(e), Evaluation.passIf(peak >= e.atLeast() && peak <= e.atMost()), observed,
        List.of(new Table("Tunnels that came up again, by seconds after the fault", List.of("second", "tunnels"), rows,
            seconds.size() - rows.size())));
  }
}
