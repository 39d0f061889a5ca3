package io.carrierlab.node.ip;

import io.carrierlab.node.fabric.PortMessage;

/**
 * Has a device send an echo request that somebody follows, and whose reply he follows, too.
 *
 * @param destination IPv4
 * @param number tells it from all others of the run; its identifier and its sequence number, 16 bits each
 */
public record Probe(int destination, int number) implements PortMessage.OfDevice {}
