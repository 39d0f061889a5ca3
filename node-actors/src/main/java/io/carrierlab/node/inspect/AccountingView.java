package io.carrierlab.node.inspect;

/**
 * A session in the books of a RADIUS server (RFC 2866).
 *
 * @param server the node
 * @param stopped a Stop has come; what is counted is final
 * @param input from the client, {@code output} to it: octets and packets of inner packets
 */
public record AccountingView(String server, String session, String user, String vrf, boolean started, boolean stopped,
    int interims, long inputPackets, long inputOctets, long outputPackets, long outputOctets, long seconds,
    int terminateCause) {}
