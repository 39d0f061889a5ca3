package io.carrierlab.node.fabric;

import io.carrierlab.node.time.Engine;

/** The wire within one JVM: what it carries is an event of the receiver. */
final class LocalWire implements Wire {
  private final Engine engine;
  private final NodePorts[] nodes;

  LocalWire(Engine engine, NodePorts[] nodes) {
    this.engine = engine;
    this.nodes = nodes;
  }

  @Override
  public void carry(int sender, int receiver, long atNanos, OnWire what) {
    what.to = nodes[receiver];
    engine.post(sender, receiver, atNanos, what);
  }
}
