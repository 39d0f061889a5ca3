package io.carrierlab.node.network;

import io.carrierlab.node.fabric.PortMessage;

/** Within a node: a device is to answer {@link NodeOrder.Show}. It says when it has done so, before time moves on. */
public record Inspect(Findings into) implements PortMessage.OfDevice {}
