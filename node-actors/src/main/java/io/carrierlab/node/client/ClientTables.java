package io.carrierlab.node.client;

import io.carrierlab.node.inspect.ClientView.Outage;
import io.carrierlab.node.inspect.Countable;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.node.ip.InterfaceTable;
import io.carrierlab.node.ipsec.SaTables;
import io.carrierlab.node.network.Findings;
import io.carrierlab.protocols.ip.Ipv4;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A client's state as a table of one row: {@code show clients} puts those of all clients under each other. */
final class ClientTables {
  private static final List<String> COLUMNS = List.of("client", "group", "state", "address", "gateway", "attempts",
      "sessions", "setup-ms", "first-answer-ms", "requests", "answers", "internet-requests", "internet-answers",
      "sent-packets", "sent-octets", "received-packets", "received-octets", "duplicates",
      "outages", "outage-ms", "failures");

  private ClientTables() {}

  static void into(Findings into, ClientActor client) {
    var config = client.config();
    into.count(Countable.CLIENTS, config.population().name(), client.connected() ? 1 : 0);
    into.count(Countable.SAS, "", client.tunnel() == null ? 0 : client.tunnel().sas().size());
    ClientStats stats = client.stats;
    if (into.wantsHoldings()) {
      into.add(stats.view(config, client.nowNanos()));
      if (client.tunnel() != null) {
        client.tunnel().inspect(into, client.nodeName(), false, "", client.nodeName());
      }
    }
    if (!into.wantsTables()) {
      return;
    }
    client.traffic.asked();
    List<Outage> outages = stats.outages.all(client.nowNanos());
    var usage = stats.usage(client.tunnel());
    into.add(new StateTable(client.nodeName(), "clients", "", COLUMNS, List.of(StateTable.row(client.nodeName(),
        config.population().name(), client.connected() ? "connected" : stats.attempts == 0 ? "waiting"
            : client.tunnel() == null ? "idle" : client.tunnel().session().state(),
        client.assigned() == null ? null : Ipv4.format(client.assigned().address()),
        Ipv4.format(config.population().gateway()), stats.attempts, stats.sessions,
        stats.sessions == 0 ? null : stats.setupNanos / 1_000_000,
        stats.firstAnswerNanos < 0 ? null : (stats.firstAnswerNanos - stats.firstAttemptNanos) / 1_000_000,
        stats.requests, stats.answers, stats.internetRequests, stats.internetAnswers, usage.outputPackets(),
        usage.outputOctets(), usage.inputPackets(), usage.inputOctets(), stats.duplicates,
        outages.size(), outages.stream().mapToLong(each -> end(each, client.nowNanos())
            - each.lastAnswerNanos()).sum() / 1_000_000, StateTable.byCause(stats.failures)))));
    into.add(SaTables.session(client.nodeName(), "", SaTables.Who.initiator(config.population().gateway(),
        config.address(), client.assigned() == null ? Optional.empty()
            : Optional.of(Ipv4.format(client.assigned().address())), stats.failures), client.tunnel(),
        client.nowNanos()));
    into.add(client.tunnel() == null ? SaTables.noSas(client.nodeName())
        : SaTables.sas(client.nodeName(), "", client.tunnel(), client.nowNanos()));
    into.add(InterfaceTable.of(client.nodeName(), "", client.outer(), Set.of()));
    if (!client.outer().drops().isEmpty()) {
      into.add(new StateTable(client.nodeName(), "counters", "", List.of("drop", "packets"),
          client.outer().drops().entrySet().stream()
              .map(entry -> List.<Object>of(entry.getKey().toString(), entry.getValue())).toList()));
    }
  }

  /** Until when it lasted, or has lasted. */
  private static long end(Outage outage, long nowNanos) {
    return outage.answerNanos() >= 0 ? outage.answerNanos() : outage.leftNanos() >= 0 ? outage.leftNanos() : nowNanos;
  }
}
