package io.carrierlab.node.fabric;

/**
 * A delivery that broke the isolation policy.
 *
 * @param atNanos since the start of the run
 * @param originVpn empty: the core
 * @param originSequence counts the packets that {@code originNode} made
 * @param link over which it came
 * @param node where it arrived; {@code interfaceName} and {@code placeVpn} say which place that is
 * @param rule in words
 */
public record Violation(long atNanos, String originVpn, String originNode, long originSequence, String link,
    String node, String interfaceName, String placeVpn, String rule) {}
