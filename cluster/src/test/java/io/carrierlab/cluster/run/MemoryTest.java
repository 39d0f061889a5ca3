package io.carrierlab.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.carrierlab.node.topology.FirewallConfig;
import io.carrierlab.node.topology.HostConfig;
import io.carrierlab.node.topology.NodeConfig;
import io.carrierlab.node.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static Topology boxes(int count) {
    NodeConfig box = new FirewallConfig("f", 1, 24, false, 2, 3, 24, false, 4, "v", Duration.ofSeconds(1), 1);
    var nodes = new ArrayList<NodeConfig>(Collections.nCopies(count, box));
    nodes.add(new HostConfig("h", 1, 24, 2));
    return new Topology("t", nodes, List.of(), List.of());
  }

  @Test
  void warnsOfWhatDoesNotFit() {
    long more = Runtime.getRuntime().maxMemory() / 82_000;
    assertThat(Memory.warning(boxes(10), 1)).isEmpty();
    assertThat(Memory.warning(boxes(Math.toIntExact(more)), 1).orElseThrow()).startsWith("this network takes about")
        .contains("CARRIERLAB_OPTS=-Xmx");
    assertThat(Memory.warning(boxes(10), Math.toIntExact(more)).orElseThrow()).contains(" networks at a time take");
  }

  @Test
  void findsTheErrorWhereverItIs() {
    var error = new OutOfMemoryError("Java heap space");
    assertThat(Memory.exhausted(new IllegalStateException("x", new RuntimeException(error)))).containsSame(error);
    assertThat(Memory.exhausted(new IllegalStateException("x"))).isEmpty();
  }
}
