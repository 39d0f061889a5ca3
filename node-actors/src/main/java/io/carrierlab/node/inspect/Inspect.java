package io.carrierlab.node.inspect;

import io.carrierlab.node.fabric.PortMessage;

/**
 * Asks a device to add what it knows to an inspection, and to say when it has done so: {@link Inspection#answered}. It
 * answers before its time moves on.
 */
public record Inspect(Inspection into) implements PortMessage.OfDevice {}
