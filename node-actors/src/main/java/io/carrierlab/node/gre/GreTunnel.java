package io.carrierlab.node.gre;

import io.carrierlab.node.topology.GreTunnelConfig;
import io.carrierlab.protocols.gre.GreSequence;
import io.carrierlab.protocols.gre.LineConfig;
import io.carrierlab.protocols.gre.LineMachine;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** A tunnel of a router: its line and what it has counted. About 300 octets. */
final class GreTunnel {
  private static final Duration RECURSION_HOLD = Duration.ofSeconds(10);

  /** Why a packet of a tunnel was dropped. */
  enum GreDrop {
    LINE_DOWN, NO_SA, CLEAR_TEXT, OUT_OF_SEQUENCE, UNKNOWN_PROTOCOL, BAD_INNER_PACKET, NESTED
  }

  final GreTunnelConfig config;
  final int port;
  final LineConfig lineConfig;
  final GreSequence sequence = new GreSequence();
  final Map<GreDrop, Long> drops = new EnumMap<>(GreDrop.class);
  LineMachine.State line = LineMachine.start();
  int identification;
  long keepalivesSent;
  long keepalivesAnswered;
  long keepalivesForwarded;
  long packetsOut;
  long packetsIn;
  int flaps;

  GreTunnel(GreTunnelConfig config, int port) {
    this.config = config;
    this.port = port;
    this.lineConfig = new LineConfig(config.keepalive().map(each ->
        new LineConfig.Keepalive(each.period(), each.retries())), RECURSION_HOLD);
  }

  boolean up() {
    return line instanceof LineMachine.State.Up;
  }

  void drop(GreDrop reason) {
    drops.merge(reason, 1L, Long::sum);
  }
}
