package io.carrierlab.node.fabric;

/**
 * What passed a port, and what did not, in frames and in octets on the wire.
 *
 * @param droppedQueue the queue in front of the link was full
 * @param droppedLoss lost by the link's loss rate
 * @param droppedFault lost to a cut, a black hole or a missing carrier
 * @param droppedNoOwner the node was down; of a LAN, only what was addressed to it alone
 * @param droppedFilter addressed to another station of the LAN, or to all of them while the node was down
 */
public record PortCounters(long sentFrames, long sentOctets, long receivedFrames, long receivedOctets,
    long droppedQueue, long droppedLoss, long droppedFault, long droppedNoOwner, long droppedFilter) {}
