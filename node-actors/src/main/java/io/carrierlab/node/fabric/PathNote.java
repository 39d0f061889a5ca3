package io.carrierlab.node.fabric;

/** One thing that happened to a followed packet: it arrived, or a device said what it looked up and why. */
public record PathNote(long atNanos, String node, String text) {}
