package io.carrierlab.cluster.run;

import io.carrierlab.cluster.scenario.Scenario;
import io.carrierlab.node.inspect.ClientView;
import io.carrierlab.node.inspect.StateTable;
import io.carrierlab.protocols.ike.IkeFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small network with one aggregator, as remote-access tests run it, and what its devices say at the end. */
final class AccessLab {
  /** One company behind pe1, whose public interface is 198.51.100.2; the users are acme-1, acme-2 ... */
  static final String NETWORK = """
      name: access-lab
      seed: 1
      kinds:
        pe: { ospf: { hello: 1s, dead: 4s } }
      nodes:
        pe1: { kind: pe }
        pe2: { kind: pe }
        isp1: { kind: isp }
        "radius[1..2]": { kind: radius }
        hq-1: { kind: ce, as: 65001 }
        host-acme: { kind: host }
      links:
        - { ends: ["pe1:ge0", "pe2:ge0"] }
        - { lan: management, ends: ["pe1:ge8", "radius[1..2]:eth0"], subnet: 10.254.1.0/24 }
        - { name: public, ends: ["isp1:ge0", "pe1:ge9"], delay: 5ms, subnet: 198.51.100.0/30 }
        - { name: acme-access, ends: ["pe2:ge1", "hq-1:ge0"] }
        - { lan: acme, ends: ["hq-1:lan0", "host-acme:eth0"], subnet: 10.1.0.0/16 }
      vpns:
        - { name: acme, sites: ["pe2:ge1"] }
      """;

  private AccessLab() {}

  /** @param more YAML of further keys */
  static Scenario scenario(String more, String... overrides) {
    try {
      Path file = Files.createTempFile("access", ".yaml");
      try {
        Files.writeString(file, NETWORK + more);
        return switch (Scenario.load(file, List.of(overrides))) {
          case Scenario.Loaded.Valid valid -> valid.scenario();
          case Scenario.Loaded.Refused refused -> throw new AssertionError(refused.errors());
        };
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Runner.Outcome run(String more, String... overrides) throws IOException {
    return Examples.run(scenario(more, overrides), 2, false);
  }

  /** What the aggregator has counted, such as {@code "session ended USER_REFUSED"}; the empty cause is left out. */
  static Map<String, Long> causes(List<StateTable> tables, String node) {
    var causes = new TreeMap<String, Long>();
    rows(tables, node, "ipsec-causes").forEach(row ->
        causes.put((row.get(0) + " " + row.get(1)).strip(), (Long) row.get(2)));
    return causes;
  }

  /** What the clients of a population say that failed, all together. */
  static Map<IkeFailure, Integer> failures(Runner.Outcome outcome, String population) {
    var sums = new TreeMap<IkeFailure, Integer>();
    clients(outcome, population).forEach(client ->
        client.failures().forEach((reason, count) -> sums.merge(reason, count, Integer::sum)));
    return sums;
  }

  static List<ClientView> clients(Runner.Outcome outcome, String population) {
    return outcome.seen().access().getLast().clients().stream()
        .filter(client -> client.population().equals(population)).toList();
  }

  /** A RADIUS client's or server's counter. */
  static long radius(Runner.Outcome outcome, String node, String counter) {
    return rows(outcome.tables(), node, "radius-counters").stream().filter(row -> row.getFirst().equals(counter))
        .mapToLong(row -> ((Number) row.getLast()).longValue()).sum();
  }

  static List<List<Object>> rows(List<StateTable> tables, String node, String kind) {
    return tables.stream().filter(table -> table.kind().equals(kind) && table.node().equals(node))
        .flatMap(table -> table.rows().stream()).toList();
  }
}
