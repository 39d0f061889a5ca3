package io.carrierlab.loadgen.drill;

import io.carrierlab.loadgen.drill.Evidence.Table;
import io.carrierlab.loadgen.drill.Observations.AccessSample;
import io.carrierlab.node.inspect.AccountingView;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.RadiusConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Judges what is expected of remote-access clients, by what clients and RADIUS servers say. */
final class RemoteAccess {
  private final Observations seen;
  private final Silences silences;
  private final Clients all;
  private final Set<String> servers;

  RemoteAccess(Observations seen, Topology topology) {
    this.seen = seen;
    silences = new Silences(seen);
    all = new Clients(topology);
    servers = topology.nodes().stream().filter(RadiusConfig.class::isInstance).map(NodeConfig::name)
        .collect(Collectors.toSet());
  }

  static String what(Expectation.Connected e) {
    return Evaluation.amount(e.atLeast(), e.atMost()) + " clients" + of(e.population()) + " are connected at "
        + Words.seconds(e.at());
  }

  static String what(Expectation.Failed e) {
    return Evaluation.amount(e.atLeast(), e.atMost()) + " clients" + of(e.population()) + " have failed by "
        + e.reason() + " until " + Words.seconds(e.at());
  }

  static String what(Expectation.Answered e) {
    return "all clients" + of(e.population()) + " have got answers from " + (e.internet() ? "the Internet"
        : "their company") + " to all their requests until " + Words.seconds(e.at());
  }

  static String what(Expectation.Accounting e) {
    return "every session that a client has ended until " + Words.seconds(e.at())
        + " has its Stop, with the octets and packets that the client counted";
  }

  static String of(Optional<String> population) {
    return population.map(name -> " of " + name).orElse("");
  }

  private Optional<AccessSample> at(Duration when) {
    return seen.access().stream().filter(sample -> sample.atNanos() == when.toNanos()).findFirst();
  }

  private static List<ClientView> clients(AccessSample sample, Optional<String> population) {
    return sample.clients().stream()
        .filter(client -> population.isEmpty() || client.population().equals(population.get())).toList();
  }

  /** Why nothing can be said of clients at a time. @param off clients without power are no reason */
  private Optional<String> unknown(Optional<String> population, Duration when, boolean off) {
    if (at(when).isEmpty()) {
      return Optional.of("no client was asked at that time");
    }
    if (!all.any(population)) {
      return Optional.of("there are no clients" + of(population));
    }
    return off ? silences.whyOn(when, all.of(population)) : silences.why(when, all.of(population));
  }

  Verdict judge(Expectation.Connected e) {
    Optional<String> unknown = unknown(e.population(), e.at(), true);
    if (unknown.isPresent()) {
      return Evaluation.notEvaluated(e.id(), what(e), unknown.get());
    }
    List<ClientView> asked = clients(at(e.at()).orElseThrow(), e.population());
    List<ClientView> missing = asked.stream().filter(client -> !client.connected()).toList();
    long connected = asked.size() - missing.size();
    long off = all.count(e.population()) - asked.size();
    // "all" is written as no upper bound and the number that there are.
    boolean good = connected >= e.atLeast() && connected <= e.atMost();
    return new Verdict(e.id(), what(e), Evaluation.passIf(good), connected + " of " + (asked.size() + off)
        + " connected" + (off == 0 ? "" : ", " + off + " without power"),
        List.of(table("Clients that are not connected", missing)));
  }

  Verdict judge(Expectation.Failed e) {
    Optional<String> unknown = unknown(e.population(), e.at(), false);
    if (unknown.isPresent()) {
      return Evaluation.notEvaluated(e.id(), what(e), unknown.get());
    }
    List<ClientView> failed = clients(at(e.at()).orElseThrow(), e.population()).stream()
        .filter(client -> client.failures().containsKey(e.reason())).toList();
    return new Verdict(e.id(), what(e),
        Evaluation.passIf(failed.size() >= e.atLeast() && failed.size() <= e.atMost()),
        failed.size() + " clients", List.of(table("Clients that failed by " + e.reason(), failed)));
  }

  Verdict judge(Expectation.Answered e) {
    Optional<String> unknown = unknown(e.population(), e.at(), false);
    if (unknown.isPresent()) {
      return Evaluation.notEvaluated(e.id(), what(e), unknown.get());
    }
    List<ClientView> asked = clients(at(e.at()).orElseThrow(), e.population());
    long requests = asked.stream().mapToLong(client -> requests(client, e.internet())).sum();
    if (requests == 0) {
      return Evaluation.notEvaluated(e.id(), what(e), "none of " + asked.size() + " clients has sent a request");
    }
    long answers = asked.stream().mapToLong(client -> answers(client, e.internet())).sum();
    List<ClientView> lacking = asked.stream().filter(client -> requests(client, e.internet()) == 0
        || answers(client, e.internet()) != requests(client, e.internet())).toList();
    return new Verdict(e.id(), what(e), Evaluation.passIf(lacking.isEmpty()), answers
        + " answers to " + requests + " requests of " + asked.size() + " clients",
        List.of(table("Clients that lack answers", lacking)));
  }

  private static long requests(ClientView client, boolean internet) {
    return internet ? client.internetRequests() : client.requests();
  }

  private static long answers(ClientView client, boolean internet) {
    return internet ? client.internetAnswers() : client.answers();
  }

  private static Table table(String title, List<ClientView> clients) {
    var rows = clients.stream().limit(Reach.ROWS).map(client -> List.of(client.client(), client.population(),
        Integer.toString(client.attempts()), Integer.toString(client.sessions()), client.failures().toString()))
        .toList();
    return new Table(title, List.of("client", "population", "attempts", "sessions", "failures"), rows,
        clients.size() - rows.size());
  }

  /** What one user's records say, all Stops together. */
  private static final class Books {
    long stops;
    long inputPackets;
    long inputOctets;
    long outputPackets;
    long outputOctets;

    void add(AccountingView record) {
      if (!record.stopped()) {
        return;
      }
      stops++;
      inputPackets += record.inputPackets();
      inputOctets += record.inputOctets();
      outputPackets += record.outputPackets();
      outputOctets += record.outputOctets();
    }

    /**
     * A client's sessions are compared together: when it renews its ISAKMP SA, the gateway has another session for what
     * is one to the client, so there may be more Stops. The client's sent is the gateway's input.
     */
    boolean matches(ClientView client) {
      ClientView.Traffic counted = client.endedUsage();
      return stops >= client.ended() && inputPackets == counted.sentPackets() && inputOctets == counted.sentOctets()
          && outputPackets == counted.receivedPackets() && outputOctets == counted.receivedOctets();
    }
  }

  Verdict judge(Expectation.Accounting e) {
    Optional<String> unknown = unknown(Optional.empty(), e.at(), false).or(() -> servers.isEmpty()
        ? Optional.of("there is no RADIUS server") : silences.why(e.at(), servers::contains));
    if (unknown.isPresent()) {
      return Evaluation.notEvaluated(e.id(), what(e), unknown.get());
    }
    AccessSample sample = at(e.at()).orElseThrow();
    var books = new TreeMap<String, Books>();
    sample.accounting().forEach(record ->
        books.computeIfAbsent(record.user(), any -> new Books()).add(record));
    var wrong = new ArrayList<List<String>>();
    int judged = 0;
    long stops = 0;
    for (ClientView client : sample.clients()) {
      Books of = books.getOrDefault(client.user(), new Books());
      stops += of.stops;
      if (client.ended() > 0 && !client.user().isEmpty()) {      // records are found by user
        judged++;
        if (!of.matches(client)) {
          ClientView.Traffic counted = client.endedUsage();
          wrong.add(List.of(client.client(), client.user(), client.ended() + " / " + of.stops,
              counted.sentOctets() + " / " + of.inputOctets, counted.receivedOctets() + " / " + of.outputOctets,
              counted.sentPackets() + " / " + of.inputPackets, counted.receivedPackets() + " / " + of.outputPackets));
        }
      }
    }
    if (judged == 0) {
      return Evaluation.notEvaluated(e.id(), what(e), "no client has ended a session");
    }
    String observed = judged - wrong.size() + " of " + judged + " clients match, by " + stops + " Stop records";
    return new Verdict(e.id(), what(e), Evaluation.passIf(wrong.isEmpty()), observed, List.of(new Table(
        "Clients whose records differ (client / records)", List.of("client", "user", "sessions ended", "sent octets",
            "received octets", "sent packets", "received packets"), wrong.stream().limit(Reach.ROWS).toList(),
        Math.max(0, wrong.size() - Reach.ROWS))));
  }
}
