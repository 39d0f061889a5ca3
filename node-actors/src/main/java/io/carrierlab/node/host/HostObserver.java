package io.carrierlab.node.host;

/** Hears what a host sees. Called in the host's context. Times in nanoseconds since the start of the run. */
public interface HostObserver {
  /** @param ttl of the reply as it arrived */
  void echoReplied(long atNanos, int from, int identifier, int sequence, int ttl);

  /** An ICMP error about an echo request. @param error in words */
  void echoRefused(long atNanos, int from, int identifier, int sequence, String error);

  void flowSent(long atNanos, int flow, int sequence);

  /** @param sentNanos as the packet says */
  void flowReceived(long atNanos, int flow, int sequence, long sentNanos);

  /** @param router who answered; 0: nobody did. @param arrived it was the destination */
  void probeAnswered(long atNanos, int destination, int ttl, int router, boolean arrived);
}
