package io.carrierlab.cluster.bench;

import io.carrierlab.node.host.HostObserver;

/** Counts what comes back to a host, and what arrives; each host has its own. */
final class HostCounter implements HostObserver {
  private long received;
  private long replies;

  /** Packets of flows that have arrived. */
  long received() {
    return received;
  }

  /** Echo requests answered. */
  long replies() {
    return replies;
  }

  @Override
  public void echoReplied(long atNanos, int from, int identifier, int sequence, int ttl) {
    replies++;
  }

  @Override
  public void echoRefused(long atNanos, int from, int identifier, int sequence, String error) {
    // Shows as a reply that is missing.
  }

  @Override
  public void flowSent(long atNanos, int flow, int sequence) {
    // The sender's count follows from the flow.
  }

  @Override
  public void flowReceived(long atNanos, int flow, int sequence, long sentNanos) {
    received++;
  }

  @Override
  public void probeAnswered(long atNanos, int destination, int ttl, int router, boolean arrived) {
    // Nobody traces here.
  }
}
