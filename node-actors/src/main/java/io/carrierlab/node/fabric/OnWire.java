package io.carrierlab.node.fabric;

import io.carrierlab.node.time.TimedEvent;

/** What passes from one node to another: frames, or the news that such as were said to come will not. */
public abstract sealed class OnWire extends TimedEvent permits Arrival, Emptied {
  /** Of the receiving node. */
  final int port;
  /** Set by the wire, which alone knows both ends. */
  NodePorts to;

  OnWire(int port) {
    this.port = port;
  }
}
