package io.carrierlab.node.topology;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An HSRP group on an interface (RFC 2281): {@code standby GROUP ...}.
 *
 * @param group 0 to 255; in version 2, 0 to 4095
 * @param name by which others refer to it, {@code standby GROUP name NAME}; unique in its router
 * @param version 1 or 2
 * @param virtualAddress IPv4, on the interface's network
 * @param hello between hellos, milliseconds or whole seconds; {@code hold}: silence after which a router counts as gone
 * @param priority 1 to 255
 * @param preempt takes over from an active router of lower priority
 * @param preemptDelay since the interface came up or the router started, before it preempts; zero: at once
 * @param authentication plain text of up to 8 octets (RFC 2281 §5); {@code cisco} by default
 * @param tracks interfaces that lower the priority while they are down
 * @param follows name of a group of the same router whose state this one takes, without hellos of its own; empty: none
 */
public record HsrpConfig(int group, String name, int version, int virtualAddress, Duration hello, Duration hold,
    int priority, boolean preempt, Duration preemptDelay, String authentication, List<Track> tracks,
    Optional<String> follows) {
  public HsrpConfig {
    tracks = List.copyOf(tracks);
  }

  /** {@code standby GROUP track INTERFACE DECREMENT}. @param decrement of the priority, 1 to 255 */
  public record Track(String interfaceName, int decrement) {}
}
