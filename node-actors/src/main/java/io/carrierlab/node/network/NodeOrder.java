package io.carrierlab.node.network;

import io.carrierlab.node.fabric.Direction;
import io.carrierlab.node.fabric.LinkQuality;
import io.carrierlab.node.fabric.PortMessage;
import io.carrierlab.node.inspect.Depth;

/** What a node may be ordered: data, and obeyed in the node's own context at a time. Ports are its own, by number. */
public sealed interface NodeOrder {
  /** Its power is gone, and with it all that its device knew. Its neighbours see it by {@link FarEnd}. */
  record PowerOff() implements NodeOrder {}

  /** It starts, cold. */
  record PowerOn() implements NodeOrder {}

  /** This end of a link is cut; of a point-to-point link, the other one is ordered the same. */
  record Cut(int port) implements NodeOrder {}

  /** It is mended, which makes an end of a black hole and of bad quality, too. */
  record Restore(int port) implements NodeOrder {}

  /** What this port sends vanishes, or what it is sent; its carrier stays. */
  record BlackHole(int port, Direction direction) implements NodeOrder {}

  /** What this port sends goes so, until it is mended. @param quality with no less delay than was configured */
  record Quality(int port, LinkQuality quality) implements NodeOrder {}

  /** The device at the other end of a point-to-point link goes off, or comes on: so does the light from there. */
  record FarEnd(int port, boolean off) implements NodeOrder {}

  /**
   * To say what it has, by reports that bear the question's number: {@link NodeReport.OfQuestion}.
   *
   * @param depth how much is wanted
   */
  record Show(long question, Depth depth) implements NodeOrder {}

  /** The device's own, such as to start a flow; lost if it has no power. */
  record ForDevice(PortMessage.OfDevice order) implements NodeOrder {}
}
