package io.carrierlab.node.fabric;

/** What the actor that owns a port gets to hear: from the fabric, or from the rest of its device. */
public sealed interface PortMessage permits Arrival, PortMessage.Carrier, PortMessage.OfDevice {
  /** The port has gained or lost its carrier. */
  record Carrier(int port, boolean up) implements PortMessage {}

  /** The device's own commands; each actor refines it to a sealed interface of its own. */
  non-sealed interface OfDevice extends PortMessage {}
}
