package io.carrierlab.node.fabric;

/**
 * One thing that happened to a followed packet.
 *
 * @param probe which packet: the number of the {@link io.carrierlab.node.ip.Probe} that it was, or answers
 * @param answer it is the answer to the probe
 * @param text in words: what was looked up and found, and why
 */
public record PathNote(long atNanos, String node, int probe, boolean answer, Kind kind, String text) {
  public enum Kind {
    /** Made here, because somebody wanted it to be followed. */
    SENT,
    /** Made here, in answer to a followed packet. */
    ANSWERS,
    ARRIVES,
    /** In an IP routing table. */
    LOOKUP,
    /** In a label table. */
    LABEL,
    /** It is a VRF's from here on. */
    VRF, IPSEC, GRE, NAT, SLB,
    /** It has come to its end, as it should. */
    DELIVERED,
    /** It goes no further. */
    LOST
  }
}
