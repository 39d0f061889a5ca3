package io.carrierlab.node.fabric;

/** Which way a fault of an interface is: what it sends, what it is sent, or both. */
public enum Direction { OUT, IN, BOTH }
