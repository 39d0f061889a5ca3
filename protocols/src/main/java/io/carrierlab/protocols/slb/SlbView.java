package io.carrierlab.protocols.slb;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What an operator sees. @param sticky clients that stay with a server, with connections or without */
public record SlbView(List<Real> reals, List<Server> servers, int connections, int sticky) {
  public SlbView {
    reals = List.copyOf(reals);
    servers = List.copyOf(servers);
  }

  /** As {@code show ip slb reals} names them. */
  public enum State { OPERATIONAL, MAXCONNS, PROBE_FAILED, OUTOFSERVICE }

  /**
   * @param connections at present
   * @param total connections since the start
   * @param failures times that it failed
   * @param unanswered pings, one after the other, until now
   */
  public record Real(String farm, int address, State state, int weight, int connections, OptionalInt maxConnections,
      long total, int failures, int unanswered) {}

  /** @param protocol of IPv4 @param drops packets that got no connection, by reason; only reasons that occurred */
  public record Server(String name, int address, int protocol, OptionalInt port, String farm, boolean inService,
      int connections, long total, Map<Verdict.Reason, Long> drops) {
    public Server {
      drops = new TreeMap<>(drops);
    }
  }

  /** @param port the client's, of UDP; 0 of other protocols @param idleNanos since the last packet */
  public record Connection(String server, int client, int port, int real, long idleNanos) {}
}
