package io.carrierlab.loadgen.drill;

import io.carrierlab.node.topology.ClientConfig;
import io.carrierlab.node.topology.Topology;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which remote-access clients there are: those of one population, or all. */
final class Clients {
  private final Map<String, String> populations = new HashMap<>();

  Clients(Topology topology) {
    topology.nodes().forEach(node -> {
      if (node instanceof ClientConfig client) {
        populations.put(client.name(), client.population().name());
      }
    });
  }

  /** Whether a node is one of them. @param population empty: any */
  Predicate<String> of(Optional<String> population) {
    return node -> populations.containsKey(node)
        && (population.isEmpty() || population.get().equals(populations.get(node)));
  }

  long count(Optional<String> population) {
    return population.isEmpty() ? populations.size()
        : populations.values().stream().filter(population.get()::equals).count();
  }

  boolean any(Optional<String> population) {
    return count(population) > 0;
  }
}
