package io.carrierlab.node.inspect;

import io.carrierlab.node.fabric.PortMessage;

/** Asks a device, or a part of one, to add what it knows to an inspection. It answers before its time moves on. */
public record Inspect(Inspection into) implements PortMessage.OfDevice {}
