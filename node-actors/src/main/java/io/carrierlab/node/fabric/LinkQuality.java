package io.carrierlab.node.fabric;

/**
 * How a link carries frames of one sender.
 *
 * @param delayNanos of propagation
 * @param bitsPerSecond 0: not limited
 * @param loss probability that a frame is lost, 0 to 1
 */
public record LinkQuality(long delayNanos, long bitsPerSecond, double loss) {}
