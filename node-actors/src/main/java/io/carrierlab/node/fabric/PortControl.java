package io.carrierlab.node.fabric;

import java.util.List;
import java.util.Map;

/**
 * What may be done to the ports of a node, in its context, that its device does not do itself. All of it throws {@link
 * IllegalArgumentException} where no link ends at the port.
 */
public interface PortControl {
  /** The node is off: what arrives is lost, and so is what waits to be sent. */
  void powerOff();

  /** This end of the link is cut, or mended. */
  void cut(int port, boolean cut);

  /** The device at the other end of a point-to-point link goes off, or comes on. */
  void farEnd(int port, boolean off);

  /** Nothing gets out of here any more, or in; the carrier stays. */
  void blackHole(int port, Direction direction);

  /** What has passed them, by number; a number without a link has none. */
  Map<Integer, PortCounters> counters();

  /** How often the isolation policy was broken at them, by VPN of the packet and VPN of the place. */
  List<Leaked> leaked();

  /** What is sent here goes so, until it is mended. @throws IllegalArgumentException if its delay is too short */
  void quality(int port, LinkQuality quality);
}
