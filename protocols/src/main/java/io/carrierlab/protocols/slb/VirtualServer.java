package io.carrierlab.protocols.slb;

import java.util.EnumMap;
import java.util.Map;

/** A virtual server with its connections. */
final class VirtualServer {
  final int number;
  final SlbConfig.VirtualServer config;
  final ServerFarm farm;
  /** Of what sticks: a number that other virtual servers of the group have too. */
  final int group;
  final long idleNanos;
  /** -1: not sticky. */
  final long stickyNanos;
  final Linked.Chain<Connection> connections = new Linked.Chain<>();
  /** Clients whose last connection was one of these. */
  final Linked.Chain<Sticky> leftovers = new Linked.Chain<>();
  final Map<Verdict.Reason, Long> drops = new EnumMap<>(Verdict.Reason.class);
  long total;

  VirtualServer(int number, SlbConfig.VirtualServer config, ServerFarm farm) {
    this.number = number;
    this.config = config;
    this.farm = farm;
    // Those of a server alone are below 0, so that they are no configured group's.
    this.group = config.stickyGroup() != 0 ? config.stickyGroup() : -1 - number;
    this.idleNanos = config.idle().toNanos();
    this.stickyNanos = config.sticky().map(each -> each.toNanos()).orElse(-1L);
  }

  boolean takes(int address, int protocol, int port) {
    return config.inService() && config.address() == address && config.protocol() == protocol
        && (config.port().isEmpty() || config.port().getAsInt() == port);
  }

  boolean sticky() {
    return stickyNanos >= 0;
  }

  SlbView.Server view() {
    return new SlbView.Server(config.name(), config.address(), config.protocol(), config.port(), config.farm(),
        config.inService(), connections.size(), total, drops);
  }
}
