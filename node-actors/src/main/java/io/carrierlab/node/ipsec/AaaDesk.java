package io.carrierlab.node.ipsec;

import io.carrierlab.node.time.NodeClock;
import io.carrierlab.node.topology.AccessConfig;
import io.carrierlab.node.topology.AccessConfig.Method;
import io.carrierlab.protocols.aaa.AaaAnswer;
import io.carrierlab.protocols.aaa.AaaQuestion;
import io.carrierlab.protocols.aaa.AccountingRecord;
import io.carrierlab.protocols.aaa.LocalAaa;
import io.carrierlab.protocols.radius.RadiusClient;
import io.carrierlab.protocols.radius.RadiusClientAction;
import io.carrierlab.protocols.radius.RadiusClientConfig;
import io.carrierlab.protocols.radius.RadiusClientEvent;
import io.carrierlab.protocols.radius.RadiusClientView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Where an aggregator asks who may enter: its own table, or RADIUS. Lends the RADIUS client sockets and a timer. */
public final class AaaDesk {
  private static final int FIRST_SOURCE_PORT = 21_645;
  private static final int SOURCE_PORTS = 64;
  private static final int MOST_WAITING = 100_000;
  private static final Duration DEAD_TIME = Duration.ofSeconds(60);

  /** The way to the servers. */
  interface Wire {
    void send(int server, int serverPort, int sourcePort, byte[] octets);

    void wakeAt(long atNanos);
  }

  private final NodeClock clock;
  private final Wire wire;
  private final LocalAaa local;
  private final Optional<RadiusClient> radius;
  /** Questions that are open. Only looked up. */
  private final Map<Long, Consumer<AaaAnswer>> open = new HashMap<>();
  private long nextId;
  private long recordsLost;

  AaaDesk(AccessConfig config, int nasAddress, String nasIdentifier, NodeClock clock, Wire wire) {
    this.clock = clock;
    this.wire = wire;
    local = new LocalAaa(config.local().accounts());
    radius = servers(config, nasAddress, nasIdentifier, clock.epoch().getEpochSecond())
        .map(each -> new RadiusClient(each, clock.random()));
  }

  /** @throws IllegalArgumentException if nobody can be asked with what is said of tables and servers */
  public static void check(AccessConfig config, int nasAddress, String nasIdentifier) {
    config.local().accounts();
    servers(config, nasAddress, nasIdentifier, 0);
  }

  private static Optional<RadiusClientConfig> servers(AccessConfig config, int nasAddress, String nasIdentifier,
      long epochSeconds) {
    var servers = config.servers().stream().map(each -> new RadiusClientConfig.Server(each.address(),
        each.authenticationPort(), each.accountingPort(), each.secret().getBytes(StandardCharsets.UTF_8),
        each.timeout(), each.tries(), false)).toList();
    return servers.isEmpty() ? Optional.empty()
        : Optional.of(new RadiusClientConfig(nasAddress, nasIdentifier, servers, DEAD_TIME, MOST_WAITING,
            FIRST_SOURCE_PORT, SOURCE_PORTS, epochSeconds));
  }

  /** Exactly one answer comes, at once or later. */
  void ask(Method method, AaaQuestion question, Consumer<AaaAnswer> answered) {
    switch (method) {
      case LOCAL -> answered.accept(local.answer(question));
      case RADIUS -> {
        if (radius.isEmpty()) {
          answered.accept(new AaaAnswer.Dead());
          return;
        }
        open.put(nextId, answered);
        perform(new RadiusClientEvent.Ask(nextId++, question));
      }
    }
  }

  void account(AccountingRecord record) {
    if (radius.isEmpty()) {
      recordsLost++;
      return;
    }
    open.put(nextId, answer -> recordsLost += answer instanceof AaaAnswer.Accounted ? 0 : 1);
    perform(new RadiusClientEvent.Account(nextId++, record));
  }

  /** Whether datagrams to this port of ours are the client's. */
  boolean owns(int port) {
    return radius.isPresent() && port >= FIRST_SOURCE_PORT && port < FIRST_SOURCE_PORT + SOURCE_PORTS;
  }

  void datagram(int server, int serverPort, int localPort, byte[] octets) {
    perform(new RadiusClientEvent.Datagram(server, serverPort, localPort, octets));
  }

  void wake() {
    perform(new RadiusClientEvent.Wake());
  }

  private void perform(RadiusClientEvent event) {
    for (RadiusClientAction action : radius.orElseThrow().on(event, clock.nowNanos())) {
      switch (action) {
        case RadiusClientAction.Send(int server, int port, int sourcePort, byte[] octets) ->
            wire.send(server, port, sourcePort, octets);
        case RadiusClientAction.Answer(long id, AaaAnswer answer) -> open.remove(id).accept(answer);
        case RadiusClientAction.WakeAt(long at) -> wire.wakeAt(at);
      }
    }
  }

  Optional<RadiusClientView> view() {
    return radius.map(RadiusClient::view);
  }

  /** Accounting records that no server has taken. */
  long recordsLost() {
    return recordsLost;
  }
}
