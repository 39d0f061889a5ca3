package io.carrierlab.node.host;

import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.protocols.arp.ArpTable;
import java.time.Duration;

/** What a host is asked to do. */
public sealed interface HostCommand extends PortMessage.OfDevice {
  /**
   * Sends one echo request.
   *
   * @param identifier 16 bits, told to the observer with the answer
   * @param sequence 16 bits
   */
  record Ping(int destination, int identifier, int sequence) implements HostCommand {}

  /**
   * Starts a UDP flow, now.
   *
   * @param flow number of the flow, told to the observers of both ends
   * @param every spacing
   * @param payloadOctets of UDP, 16 to 1472
   * @param burst packets sent at once each time
   * @param lasts no packet is sent when this has passed
   * @param service where the packets go
   */
  record StartFlow(int flow, int destination, Duration every, int payloadOctets, int burst, Duration lasts,
      Service service)
      implements HostCommand {}

  /** What a host does with a flow's packets, after its observer has heard of them. */
  enum Service {
    /** Sends each back, UDP port 7 (RFC 862): traffic both ways. */
    ECHO(7),
    /** Nothing, UDP port 9 (RFC 863): traffic one way. */
    DISCARD(9);

    final int port;

    Service(int port) {
      this.port = port;
    }
  }

  /** Sends UDP probes with TTL 1, 2, ... one second apart or as soon as one is answered. @param mostHops 1 to 255 */
  record Traceroute(int destination, int mostHops) implements HostCommand {}

  /** Timers of the host's own. */
  record FlowDue(int flow) implements HostCommand {}

  record ProbeDue(int ttl) implements HostCommand {}

  record ArpTimer(ArpTable.Timer timer) implements HostCommand {}
}
